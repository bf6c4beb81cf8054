"""A field of a form that takes a whole number."""

from __future__ import annotations

from dataclasses import dataclass

from slackblocks import InputBlock, PlainTextInput

from slackapp.blocks import ids
from slackapp.blocks.base.kit import plain

#: Digits that such a field takes.
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class NumberField:
    """What the field asks for, and the lowest and highest number that it takes."""

    block_id: str
    label: str
    hint: str
    lowest: int
    highest: int


def ask_number(field: NumberField, value: int) -> InputBlock:
    """The field, with the number that holds now."""
    return InputBlock(
        plain(field.label),
        PlainTextInput(ids.INPUT, initial_value=str(value), max_length=LONGEST_NUMBER),
        block_id=field.block_id,
        hint=plain(field.hint),
    )
