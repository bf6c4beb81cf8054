"""The form in which admins switch works-council mode on and off."""

from __future__ import annotations

from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.workspace.words import works_council as words

#: The value of the one option of each field.
ON = "on"


def build_works_council_form(*, is_on: bool, hides_names: bool) -> dict[str, Any]:
    """The switch, and the second one that goes with it."""
    blocks: list[Block] = [
        context(words.INTRODUCTION),
        _ask(
            words.MODE,
            words.MODE_OPTION,
            words.MODE_HINT,
            is_on=is_on,
            block_id=ids.COUNCIL_MODE_BLOCK,
        ),
        _ask(
            words.NAMES,
            words.NAMES_OPTION,
            words.NAMES_HINT,
            is_on=hides_names,
            block_id=ids.COUNCIL_NAMES_BLOCK,
        ),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.COUNCIL_FORM)


def _ask(label: str, what: str, hint: str, *, is_on: bool, block_id: str) -> Block:
    option = Option(plain(what), ON)
    box = CheckboxGroup(ids.INPUT, [option], initial_options=[option] if is_on else None)
    return InputBlock(plain(label), box, block_id=block_id, optional=True, hint=plain(hint))
