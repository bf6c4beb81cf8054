"""What `/kudos help` says of each word, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slackapp.blocks.base.kit import Content, compose, section
from slackapp.blocks.kudos.words import help as words


@dataclass(frozen=True, slots=True)
class Help:
    """The line that everybody reads of a word, and what leaders may type; either may be nothing."""

    text: str = ""
    for_leaders: tuple[str, ...] = ()


PRIVATE = Help(words.PRIVATE)
LIST = Help(words.LIST)
ME = Help(words.ME)
UNDO = Help(words.UNDO)
ANNOUNCE = Help(words.ANNOUNCE)
REFLECTIONS = Help(words.REFLECTIONS)
EXPORT = Help(words.EXPORT, for_leaders=(words.EXPORT_TEAM,))
PACKET = Help(words.PACKET, for_leaders=(words.PACKET_OF,))
PRIVACY = Help(words.PRIVACY)
DIGEST = Help(words.DIGEST)
DIGEST_SETTINGS = Help(for_leaders=(words.DIGEST_SETTINGS,))
LEADERS = Help(words.LEADERS)
REPORT = Help(for_leaders=(words.REPORT, words.REPORT_OF))


def build_help(lines: Iterable[Help]) -> Content:
    """How to give kudos, and what the words do, on one screen."""
    lines = list(lines)
    leaders = ", ".join(typed for one in lines for typed in one.for_leaders)
    told = [*(one.text for one in lines if one.text), words.list_for_leaders(leaders)]
    more = "\n".join(told)
    return compose(f"{words.HOW_TO_GIVE}\n{more}", [section(words.HOW_TO_GIVE), section(more)])
