"""What people read where others join in on a kudos."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

ADD_YOURS = "Add yours"
JOINED = "You joined in. Press again to take it back."
TAKEN_BACK = "You took it back. Press again to join in."

GIVER_JOINS = "This is your own kudos: your name stands on it already. Others can join in."
RECIPIENT_JOINS = "This kudos is for you: enjoy it! Others can join in."

ONCE_A_DAY = "You hear of this at most once a day."
MUTE = "Mute these notes"
UNMUTE = "Tell me again"
MUTED = (
    "Muted: I no longer tell you when others join in on a kudos to you. The announcement still "
    "shows them. `/kudos announce` has this choice, too."
)
UNMUTED = "From now on I tell you when others join in on a kudos to you, at most once a day."
TELLS_NOW = "When others join in on a kudos to you, I tell you, at most once a day."
TELLS_NO_MORE = "When others join in on a kudos to you, I do not tell you."

NOTE_GONE = "A note that stood here is no longer true: it was taken back."


def say_joined(names: Sequence[str], others: int) -> str:
    """Who joined in, beneath the words that they say, too; names as mrkdwn."""
    verb = "says" if len(names) + others == 1 else "say"
    return f"{_list(names, others)} {verb} thank you, too"


def tell_joined(
    names: Sequence[str], others: int, *, giver: str, competencies: str, channel: str
) -> str:
    """What a recipient reads of those who joined in on one kudos."""
    return (
        f"{_list(names, others)} joined in on {giver}'s thanks to you for {competencies} "
        f"in {channel}."
    )


def say_more_kudos(count: int) -> str:
    """That others joined in on more kudos than are listed."""
    others = "one more kudos" if count == 1 else f"{count} more kudos"
    return f"Others joined in on {others} to you."


def _list(names: Sequence[str], others: int) -> str:
    rest = [] if others == 0 else ["1 other" if others == 1 else f"{others} others"]
    return join_words([*names, *rest])
