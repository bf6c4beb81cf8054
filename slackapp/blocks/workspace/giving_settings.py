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
) -> dict[str, Any]:
    """The workspace's decisions; `numbers` are fields and what holds now.

    Where Slack shows no reactions to the app, the form says so.
    """
    option = Option(plain(words.REACTIONS_OPTION), ON)
    blocks: list[Block] = [
        context(words.INTRODUCTION),
        *(ask_number(field, value) for field, value in numbers),
        InputBlock(
            plain(words.REACTIONS),
            CheckboxGroup(
                ids.INPUT, [option], initial_options=[option] if takes_reactions else None
            ),
            block_id=ids.TAKES_REACTIONS_BLOCK,
            optional=True,
            hint=plain(words.REACTIONS_HINT if may_see_reactions else words.NO_PERMISSION),
        ),
        InputBlock(
            plain(words.REACTION),
            PlainTextInput(ids.INPUT, initial_value=reaction, max_length=_LONGEST_NAME),
            block_id=ids.REACTION_BLOCK,
            hint=plain(words.REACTION_HINT),
        ),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.GIVING_FORM)
