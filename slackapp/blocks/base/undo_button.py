"""The button that puts back what somebody decided."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import ActionsBlock, Button

from slackapp.blocks import ids
from slackapp.blocks.base import words
from slackapp.blocks.base.kit import NUMBERED, Content, compose

#: Between the numbers of acts that one button puts back, and how many there may be.
AND = ","
MOST_ACTS = 50


def build_undo_button(act_ids: Sequence[int]) -> Button:
    """Puts back these acts, which one form or command did together."""
    value = AND.join(map(str, act_ids[:MOST_ACTS]))
    return Button(words.UNDO, action_id=ids.UNDO_ACT, value=value)


def offer_undo(content: Content, act_ids: Sequence[int]) -> Content:
    """An answer with that button beneath it; as it is where nothing was changed."""
    if not act_ids:
        return content
    button = ActionsBlock([build_undo_button(act_ids)], block_id=NUMBERED)
    return compose(content.text, [*content.blocks, button])
