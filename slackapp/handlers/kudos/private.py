"""`/kudos private @ana …`: a kudos for its recipients alone, from any channel."""

from __future__ import annotations

from dataclasses import replace

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.kudos import command_help
from slackapp.blocks.kudos.words import commands as words
from slackapp.domain.command.privately import PRIVATE, mark_private, read_private
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.requests import Command, Mention
from slackapp.handlers.kudos.giving import Typed, give_from_text
from slackapp.tools import Tools


def answer_private(tools: Tools, command: Command, rest: str) -> Content:
    """Give what follows the word to its recipients alone, unless all have read it already."""
    if isinstance(command, Mention):
        return build_plain(words.READ_BY_ALL)
    return give_from_text(tools, Typed(replace(command, text=rest), is_private=True))


PRIVATELY = Word(
    PRIVATE,
    answer_private,
    command_help.PRIVATE,
    lambda rest: read_private(mark_private(rest)) is not None,
)
