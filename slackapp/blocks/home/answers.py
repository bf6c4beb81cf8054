"""A person's own answers, in a window that their Home opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    AnyBlock,
    context,
    cut,
    escape,
    quote,
    section,
    show_name,
)
from slackapp.blocks.home.window import compose_window
from slackapp.blocks.home.words import lists as words
from slackapp.blocks.reflection import words as reflection_words
from slackapp.blocks.reflection.reflection import ReflectionCard, build_answer_buttons

#: How much of a note the list shows; the form shows all of it.
_NOTE = 600


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, and the day it was given, in words."""

    day: str
    card: ReflectionCard


def build_answers(
    entries: Sequence[Entry], *, older_than: str | None = None, is_older: bool = False
) -> dict[str, Any]:
    """The window; `older_than` is where the next page begins, if there is one."""
    blocks: list[AnyBlock] = []
    if not entries:
        blocks.append(section(words.NO_ANSWERS))
    for entry in entries:
        blocks += _entry(entry)
    turns: list[Element] = []
    if is_older:
        turns.append(Button(words.NEWEST, action_id=ids.HOME_NEWEST, value="newest"))
    if older_than is not None:
        turns.append(Button(words.OLDER, action_id=ids.HOME_OLDER, value=older_than))
    if turns:
        blocks.append(ActionsBlock(turns, block_id=NUMBERED))
    return compose_window(words.ANSWERS_TITLE, blocks)


def _entry(entry: Entry) -> list[AnyBlock]:
    card = entry.card
    frequency = reflection_words.name_frequency(card.frequency)
    head = f"*{escape(card.competency_name)}* · {entry.day} · {frequency}"
    blocks: list[AnyBlock] = [section(f"{head}\n{escape(card.question)}")]
    if card.note:
        blocks += quote(cut(card.note, _NOTE))
    small = []
    if card.next_step:
        result = reflection_words.STEP_RESULTS.get(card.step_result or "", "")
        small.append(words.say_step(escape(card.next_step), result))
    reader = show_name(card.shared_with) if card.shared_with else None
    small.append(words.ONLY_YOU if reader is None else words.say_reader(reader))
    return [*blocks, context(" · ".join(small)), build_answer_buttons(card)]
