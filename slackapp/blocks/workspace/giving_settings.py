"""The form in which admins decide how kudos are given in their workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, InputBlock, PlainTextInput

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.blocks.base.ticks import Tick, ask_tick
from slackapp.blocks.workspace.words import giving as words

REACTIONS = Tick(
    ids.TAKES_REACTIONS_BLOCK, words.REACTIONS, words.REACTIONS_OPTION, words.REACTIONS_HINT
)
HINTS = Tick(ids.GIVES_HINTS_BLOCK, words.HINTS, words.HINTS_OPTION, words.HINTS_HINT)
#: What Slack takes as the name of an emoji, and the colons around it.
_LONGEST_NAME = 102


def build_giving_form(
    *,
    numbers: Sequence[tuple[NumberField, int]],
    takes_reactions: bool,
    reaction: str,
    may_see_reactions: bool,
    gives_hints: bool,
) -> dict[str, Any]:
    """The workspace's decisions; `numbers` are fields and what holds now.

    Where Slack shows no reactions to the app, the form says so.
    """
    reactions_hint = words.REACTIONS_HINT if may_see_reactions else words.NO_PERMISSION
    blocks: list[Block] = [
        context(words.INTRODUCTION),
        *(ask_number(field, value) for field, value in numbers),
        ask_tick(REACTIONS, is_on=takes_reactions, hint=reactions_hint),
        InputBlock(
            plain(words.REACTION),
            PlainTextInput(ids.INPUT, initial_value=reaction, max_length=_LONGEST_NAME),
            block_id=ids.REACTION_BLOCK,
            hint=plain(words.REACTION_HINT),
        ),
        ask_tick(HINTS, is_on=gives_hints),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.GIVING_FORM)
