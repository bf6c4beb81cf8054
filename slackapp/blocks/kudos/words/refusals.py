"""What the giver reads when Slack did not take the announcement of a kudos."""

from __future__ import annotations

TRY_AGAIN = "Try again there"

CAN_TRY_AGAIN = "Once that is sorted out, I can try again."


def say_not_posted(kudos: str, channel: str, reason: str) -> str:
    """Why a kudos could not be announced; `kudos` as `name_kudos` names it."""
    return f"{kudos} could not be posted in {channel}: {reason}."


def say_told(names: str) -> str:
    """Who has heard of it all the same."""
    return f"I have told {names} directly, so nothing is lost."


def offer_default_channel(channel: str) -> str:
    """That it may be posted in the default channel."""
    return f"Or I can post it in {channel}, the default channel."
