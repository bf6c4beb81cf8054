"""A box to tick in a form: a setting that is on or off."""

from __future__ import annotations

from dataclasses import dataclass

from slackblocks import CheckboxGroup, InputBlock, Option

from slackapp.blocks import ids
from slackapp.blocks.base.kit import plain

#: The value of the one option.
ON = "on"


@dataclass(frozen=True, slots=True)
class Tick:
    """What the box stands for: its label, what a tick says, and what that means."""

    block_id: str
    label: str
    option: str
    hint: str


def ask_tick(tick: Tick, *, is_on: bool, hint: str = "") -> InputBlock:
    """The box, ticked where it `is_on`; another `hint` may stand beneath it."""
    option = Option(plain(tick.option), ON)
    box = CheckboxGroup(ids.INPUT, [option], initial_options=[option] if is_on else None)
    return InputBlock(
        plain(tick.label),
        box,
        block_id=tick.block_id,
        optional=True,
        hint=plain(hint or tick.hint),
    )
