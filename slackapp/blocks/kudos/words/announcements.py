"""What a channel and the recipients read of a kudos."""

from __future__ import annotations

TAKE_BACK = "Take it back (giver or admin)"
ANNOUNCE_IT = "Announce it"
KEEP_IT_PRIVATE = "Keep it between us"

ERASED = "This message was erased."

#: In the place of a name that was erased.
SOMEBODY_WHO_LEFT = "Somebody who left"

WHO_COULD = "Your leader cannot. Whoever runs the server could."


def say_thanks(giver: str, recipients: str) -> str:
    """Who thanked whom; both as mrkdwn."""
    return f"*{giver}* thanked {recipients}"


def say_thanked_you(giver: str, others: list[str]) -> str:
    """That the reader was thanked, with the `others` as mentions."""
    if not others:
        return f"*{giver}* thanked you"
    return f"*{giver}* thanked you{''.join(f', {one}' for one in others[:-1])} and {others[-1]}"


def ask_to_announce(channel: str) -> str:
    """The question whether a kudos may be announced."""
    return f"May I announce it in {channel}?"


def say_announced(channel: str) -> str:
    """That the recipient has agreed to the announcement."""
    return f"Announced in {channel}."


def say_for_everyone(channel: str) -> str:
    """Who can read it, where the recipient is told beside the announcement."""
    return f"For everyone in {channel} to read."


def say_not_announced(channel: str) -> str:
    """Why a recipient is told of an announcement that Slack did not take."""
    return f"It was for everyone in {channel} to read, but it could not be posted there."


def say_private_to_several(giver: str) -> str:
    """Who can read a private kudos that thanks several people."""
    return f"Only those thanked and {giver} can read this. {WHO_COULD}"


def say_private(giver: str) -> str:
    """Who knows that a kudos was for the reader."""
    return f"Only you and {giver} see that it was for you. {WHO_COULD}"


def say_for_message(text: str, link: str) -> str:
    """The message that the kudos thanks for; both may be empty, as mrkdwn."""
    if text and link:
        return f"For <{link}|this message>: “{text}”"
    if link:
        return f"For <{link}|this message>"
    return f"For this message: “{text}”" if text else "For a message"
