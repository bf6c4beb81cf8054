"""A person's own view of their Home: the next question, the mirror, strengths and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    DividerBlock,
    Element,
    HeaderBlock,
    Option,
    StaticSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    AnyBlock,
    context,
    cut,
    escape,
    plain,
    quote,
    section,
    show_name,
)
from slackapp.blocks.home.state import PERIODS
from slackapp.blocks.kudos.form.buttons import build_give_button
from slackapp.blocks.profile import words
from slackapp.blocks.profile.strengths import StrengthsPicture, build_strengths
from slackapp.blocks.reflection import words as reflection_words
from slackapp.blocks.reflection.reflection import ReflectionCard, build_answer_buttons
from slackapp.blocks.workspace.lens_menu import build_lens_options
from slackapp.domain.profile.johari import View

#: How much of a note the list shows; the form shows all of it.
_NOTE = 600


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, and the day it was given, in words."""

    day: str
    card: ReflectionCard


@dataclass(frozen=True, slots=True)
class MinePage:
    """What the view shows; `older_than` names the next page of answers, if there is one.

    `lenses` are keys and names of what its strengths may be read through, and `lens_key` is the one
    that they are read through.
    """

    next_question: str
    months: int
    mirror: Mapping[View, Sequence[str]]
    strengths: StrengthsPicture
    entries: Sequence[Entry]
    older_than: str | None
    is_older: bool
    lenses: Sequence[tuple[str, str]] = ()
    lens_key: str = ""


def build_mine(page: MinePage) -> list[AnyBlock]:
    """The blocks of the view."""
    blocks: list[AnyBlock] = [
        ActionsBlock([build_give_button()]),
        HeaderBlock(words.NEXT_TITLE),
        section(escape(page.next_question)),
        ActionsBlock(_settings_buttons()),
        context(words.WHO_SEES),
        DividerBlock(),
        *_mirror(page),
        DividerBlock(),
        *build_strengths(page.strengths),
        *_lens_menu(page),
        DividerBlock(),
        HeaderBlock(words.ANSWERS_TITLE),
    ]
    if not page.entries:
        blocks.append(section(words.NO_ANSWERS))
    for entry in page.entries:
        blocks += _entry(entry)
    if turns := _page_buttons(page):
        blocks.append(ActionsBlock(turns))
    return blocks


def _settings_buttons() -> list[Element]:
    return [
        Button(reflection_words.ASK_NOW, action_id=ids.REFLECTION_ASK_NOW, value="now"),
        Button(reflection_words.SETTINGS, action_id=ids.REFLECTION_SETTINGS),
    ]


def _mirror(page: MinePage) -> list[Block]:
    options = [Option(plain(words.name_period(months)), str(months)) for months in PERIODS]
    period = StaticSelectMenu(
        action_id=ids.HOME_PERIOD,
        placeholder=words.PERIOD,
        options=options,
        initial_option=options[PERIODS.index(page.months)],
    )
    lines = [
        words.say_view(view, escape(", ".join(page.mirror[view])))
        for view in words.MIRROR_VIEWS
        if page.mirror.get(view)
    ]
    return [
        HeaderBlock(words.MIRROR_TITLE),
        section("\n".join(lines)),
        ActionsBlock([period]),
        context(words.MIRROR_NOTE),
    ]


def _lens_menu(page: MinePage) -> list[Block]:
    keys = [key for key, _ in page.lenses]
    if len(keys) < 2 or page.lens_key not in keys:
        return []
    options = build_lens_options(page.lenses)
    chosen = keys.index(page.lens_key)
    menu = StaticSelectMenu(
        action_id=ids.HOME_LENS,
        placeholder=words.READ_THROUGH,
        options=options,
        initial_option=options[chosen if chosen < len(options) else 0],
    )
    return [ActionsBlock([menu]), context(words.READ_THROUGH_NOTE)]


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


def _page_buttons(page: MinePage) -> list[Element]:
    buttons: list[Element] = []
    if page.is_older:
        buttons.append(Button(words.NEWEST, action_id=ids.HOME_NEWEST))
    if page.older_than is not None:
        buttons.append(Button(words.OLDER, action_id=ids.HOME_OLDER, value=page.older_than))
    return buttons
