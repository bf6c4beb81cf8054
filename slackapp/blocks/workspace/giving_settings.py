"""The form in which admins decide how kudos are given in their workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option, PlainTextInput

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.blocks.workspace.words import giving as words

#: The value of the one option.
ON = "on"
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
        _ask_whether(
            words.REACTIONS,
            words.REACTIONS_OPTION,
            reactions_hint,
            is_on=takes_reactions,
            block_id=ids.TAKES_REACTIONS_BLOCK,
        ),
        InputBlock(
            plain(words.REACTION),
            PlainTextInput(ids.INPUT, initial_value=reaction, max_length=_LONGEST_NAME),
            block_id=ids.REACTION_BLOCK,
            hint=plain(words.REACTION_HINT),
        ),
        _ask_whether(
            words.HINTS,
            words.HINTS_OPTION,
            words.HINTS_HINT,
            is_on=gives_hints,
            block_id=ids.GIVES_HINTS_BLOCK,
        ),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.GIVING_FORM)


def _ask_whether(label: str, what: str, hint: str, *, is_on: bool, block_id: str) -> Block:
    option = Option(plain(what), ON)
    box = CheckboxGroup(ids.INPUT, [option], initial_options=[option] if is_on else None)
    return InputBlock(plain(label), box, block_id=block_id, optional=True, hint=plain(hint))
