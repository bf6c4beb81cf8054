"""What is said when Slack did not take a kudos, and why it did not take a message."""

from __future__ import annotations

TRY_AGAIN = "Try again there"

CAN_TRY_AGAIN = "Once that is sorted out, I can try again."

_WHY = {
    "is_archived": "the channel is archived",
    "channel_not_found": "I am not in that channel any more",
    "not_in_channel": "I am not in that channel any more",
    "restricted_action": "only some people may post there",
    "restricted_action_read_only_channel": "only some people may post there",
    "restricted_action_thread_only_channel": "only replies in threads are allowed there",
}


def explain_refusal(error: str | None) -> str:
    """Why Slack did not take a message, as it stands behind a colon."""
    return _WHY.get(error or "", f"Slack did not take it ({error})")


def say_not_posted(kudos: str, channel: str, reason: str) -> str:
    """Why a kudos could not be announced; `kudos` as `name_kudos` names it."""
    return f"{kudos} could not be posted in {channel}: {reason}."


def say_told(names: str) -> str:
    """Who has heard of it all the same."""
    return f"I have told {names} directly, so nothing is lost."


def offer_default_channel(channel: str) -> str:
    """That it may be posted in the default channel."""
    return f"Or I can post it in {channel}, the default channel."
