"""The form in which admins decide how kudos are read in their workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.blocks.workspace.words import recognition as words

#: The value of the one option.
NAMES = "names"


def build_recognition_form(
    *, numbers: Sequence[tuple[NumberField, int]], names_unrecognised: bool
) -> dict[str, Any]:
    """The workspace's decisions; `numbers` are fields and what holds now."""
    names = Option(plain(words.NAMES_OPTION), NAMES)
    blocks: list[Block] = [
        context(words.INTRODUCTION),
        *(ask_number(field, value) for field, value in numbers),
        InputBlock(
            plain(words.NAMES),
            CheckboxGroup(
                ids.INPUT, [names], initial_options=[names] if names_unrecognised else None
            ),
            block_id=ids.NAMES_BLOCK,
            optional=True,
            hint=plain(words.NAMES_HINT),
        ),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.RECOGNITION_FORM)
