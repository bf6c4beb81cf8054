"""What `/kudos help` says of each word, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slackapp.blocks.base.kit import Content, compose, section
from slackapp.blocks.kudos.help import EXAMPLE


@dataclass(frozen=True, slots=True)
class Help:
    """What everybody reads of a word, and what leaders may type with it; either may be nothing.

    `joint` is what stands before it: it begins a line unless it goes on with the word before.
    """

    text: str = ""
    joint: str = "\n"
    for_leaders: tuple[str, ...] = ()


LIST = Help("`/kudos list` shows the competencies; `/kudos list empathy` shows one of them")
ME = Help(
    "`/kudos me` shows the last ten that you gave or received; `me through twelve zealous` in "
    "other words"
)
ANNOUNCE = Help(
    "`/kudos announce public`, `ask` or `me` says how kudos to you are announced",
)
REFLECTIONS = Help(
    "`/kudos reflections` leads to your weekly reflections; with `@ana` it shows what Ana shared "
    "with you"
)
EXPORT = Help("`/kudos export` sends you your kudos as a file", for_leaders=("export team",))
PACKET = Help("`/kudos packet` a review packet", joint=", ", for_leaders=("packet @ben",))
DIGEST = Help("`/kudos digest` shows when this channel's monthly digest comes")
DIGEST_SETTINGS = Help(for_leaders=("digest settings",))
LEADERS = Help(
    "`/kudos leaders` shows who leads its team, with `@ana @ben` it names them", joint="; "
)
REPORT = Help(for_leaders=("report", "report @ben"))


def build_help(words: Iterable[Help]) -> Content:
    """How to give kudos, and what the words do, on one screen."""
    words = list(words)
    text = (
        f"*Thank somebody, and say what for:* {EXAMPLE}\n"
        "Name one or more people, then a competency, then your words. With `#` a competency may "
        "stand anywhere: `/kudos @ana @ben the night shift ran well #teamwork`"
    )
    more = "".join(f"{one.joint}{one.text}" for one in words if one.text).lstrip()
    leaders = ", ".join(f"`/kudos {typed}`" for one in words for typed in one.for_leaders)
    more = f"{more}\n*For leaders*: {leaders}"
    return compose(f"{text}\n{more}", [section(text), section(more)])
