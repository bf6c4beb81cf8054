"""A word behind `/kudos` that lists, shows or sets something: each feature has its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.command_help import Help
from slackapp.handlers.base.requests import Command
from slackapp.tools import Tools


def names_nobody(rest: str) -> bool:
    """Whether what follows the word mentions nobody."""
    return "<@" not in rest


@dataclass(frozen=True, slots=True)
class Word:
    """The word, what answers it, given what follows, and what help says of it.

    `takes` says whether what follows belongs to the word; where not, the text is thanks that begin
    with it.
    """

    word: str
    answer: Callable[[Tools, Command, str], Content | None]
    help: Help
    takes: Callable[[str], bool] = names_nobody
