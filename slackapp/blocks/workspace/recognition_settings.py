"""The form in which admins decide how kudos are read in their workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number

#: The value of the one option.
NAMES = "names"


def build_recognition_form(
    *, numbers: Sequence[tuple[NumberField, int]], names_unrecognised: bool
) -> dict[str, Any]:
    """The workspace's decisions; `numbers` are fields and what holds now."""
    names = Option(plain("Tell leaders who was not recognised for three months"), NAMES)
    blocks: list[Block] = [
        context("How kudos are read on everybody's own Home, and what leaders are told."),
        *(ask_number(field, value) for field, value in numbers),
        InputBlock(
            plain("People who were not recognised"),
            CheckboxGroup(
                ids.INPUT, [names], initial_options=[names] if names_unrecognised else None
            ),
            block_id=ids.NAMES_BLOCK,
            optional=True,
            hint=plain(
                "Ticked: the report that leaders get lists these people by name, as an invitation "
                "to look at what they do. It says nothing about how they work. Not ticked: nobody "
                "is listed."
            ),
        ),
    ]
    return compose_modal("Reading kudos", blocks, callback_id=ids.RECOGNITION_FORM)
