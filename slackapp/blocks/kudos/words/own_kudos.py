"""What a person reads of their own kudos, and of how kudos to them are announced."""

from __future__ import annotations

from slackapp.blocks.kudos.words.examples import EXAMPLE
from slackapp.domain.kudos.audience import AnnounceChoice

NONE_YET = f"You have neither given nor received any kudos yet. Give your first: {EXAMPLE}"
TITLE = "*Your latest kudos, given and received*"
ONLY_YOU = "Only you see this list."
SHOW_IN_DIGESTS = "Show in digests"
KEEP_OUT_OF_DIGESTS = "Keep out of digests"

ON_ITS_WAY = "(on its way)"
HELD = "(held: nobody has seen it yet)"
TOLD_DIRECTLY = "(told directly: it could not be posted)"


def say_received(date: str, giver: str, competencies: str) -> str:
    """A kudos that the reader received."""
    return f"{date} {giver} thanked you for {competencies}"


def say_given(date: str, names: str, competencies: str) -> str:
    """A kudos that the reader gave."""
    return f"{date} You thanked {names} for {competencies}"


def say_not_in_lens(name: str) -> str:
    """A competency that the lens has nothing for."""
    return f"{name} (not in it)"


def say_given_as(name: str, given: str) -> str:
    """What a competency reads as, and what the giver called it."""
    return f"{name} (given as {given})"


_NOW = {
    AnnounceChoice.PUBLIC: (
        "Kudos to you are announced in the channel where they are given. You can choose:"
    ),
    AnnounceChoice.ASK: "Kudos to you are announced only after asking you. You can choose:",
    AnnounceChoice.ME: "Kudos to you are announced to you alone. You can choose:",
}

_FROM_NOW_ON = {
    AnnounceChoice.PUBLIC: (
        "From now on, kudos to you are announced in the channel where they are given."
    ),
    AnnounceChoice.ASK: "From now on, kudos to you are announced only after asking you.",
    AnnounceChoice.ME: "From now on, kudos to you are announced to you alone.",
}

CHOICES = (
    "• `/kudos announce public`: in the channel where they are given\n"
    "• `/kudos announce ask`: only after asking you\n"
    "• `/kudos announce me`: to you alone"
)


def say_choice(choice: AnnounceChoice) -> str:
    """What holds now, before what may be chosen."""
    return _NOW[choice]


def say_chosen(choice: AnnounceChoice) -> str:
    """What was chosen, and how to change it."""
    one, other = (f"`/kudos announce {other}`" for other in AnnounceChoice if other is not choice)
    return f"{_FROM_NOW_ON[choice]} Change it any time with {one} or {other}."


def say_unknown_choice(typed: str) -> str:
    """That there is no such choice."""
    return f"I do not know the choice “{typed}”."
