"""The form in which admins decide how long what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.blocks.privacy.words import retention as words

#: The value of the one option.
YES = "yes"


def build_retention_form(
    *, numbers: Sequence[tuple[NumberField, int]], going: Mapping[str, int]
) -> dict[str, Any]:
    """Fields with what holds now, and how much of each kind goes within a day."""
    blocks: list[Block] = [
        context(words.INTRODUCTION),
        *(ask_number(field, value) for field, value in numbers),
        context(words.say_goes(going)),
        InputBlock(
            plain(words.DELETES),
            CheckboxGroup(ids.INPUT, [Option(plain(words.DELETES_OPTION), YES)]),
            block_id=ids.DELETES_BLOCK,
            optional=True,
            hint=plain(words.DELETES_HINT),
        ),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.RETENTION_FORM)
