"""A person's Home: when they are asked next, the mirror, their strengths and own answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    compose_home,
    context,
    cut,
    escape,
    plain,
    quote,
    section,
    show_name,
)
from slackapp.blocks.kudos.form.buttons import build_give_button
from slackapp.blocks.profile import words
from slackapp.blocks.profile.strengths import StrengthsPicture, build_strengths
from slackapp.blocks.reflection import words as reflection_words
from slackapp.blocks.reflection.reflection import ReflectionCard, build_answer_buttons
from slackapp.blocks.workspace.lens_menu import build_lens_options
from slackapp.domain.profile.johari import View

#: Months that the mirror may look back.
PERIODS = (3, 6, 12)
#: How much of a note the list shows; the form shows all of it.
_NOTE = 600


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, and the day it was given, in words."""

    day: str
    card: ReflectionCard


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a Home shows; `older_than` names the next page of answers, if there is one.

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
    is_admin: bool
    lenses: Sequence[tuple[str, str]] = ()
    lens_key: str = ""


def build_home(page: HomePage) -> dict[str, Any]:
    """The Home as Slack takes it."""
    blocks: list[Block] = [
        ActionsBlock([build_give_button()]),
        HeaderBlock(words.NEXT_TITLE),
        section(escape(page.next_question)),
        ActionsBlock(_settings_buttons(page.is_admin)),
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
    return compose_home(blocks)


def build_refused_home(reason: str) -> dict[str, Any]:
    """The Home of somebody who may do nothing here: why, and nothing else."""
    return compose_home([section(reason)])


def _settings_buttons(is_admin: bool) -> list[Element]:
    buttons: list[Element] = [
        Button(reflection_words.ASK_NOW, action_id=ids.REFLECTION_ASK_NOW, value="now"),
        Button(reflection_words.SETTINGS, action_id=ids.REFLECTION_SETTINGS),
    ]
    if is_admin:
        buttons += [
            Button(words.FOR_WORKSPACE, action_id=ids.REFLECTION_POLICY),
            Button(words.WORKING_DAYS, action_id=ids.WORKING_DAYS),
            Button(words.GIVING_KUDOS, action_id=ids.GIVING_POLICY),
            Button(words.READING_KUDOS, action_id=ids.RECOGNITION_POLICY),
            Button(words.FRAMEWORK, action_id=ids.FRAMEWORK),
        ]
    return buttons


def _mirror(page: HomePage) -> list[Block]:
    # Each of the two menus keeps what the other one says.
    behind = f":{page.lens_key}" if page.lens_key else ""
    options = [Option(plain(words.name_period(months)), f"{months}{behind}") for months in PERIODS]
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


def _lens_menu(page: HomePage) -> list[Block]:
    keys = [key for key, _ in page.lenses]
    if len(keys) < 2 or page.lens_key not in keys:
        return []
    options = build_lens_options(page.lenses, behind=f":{page.months}")
    chosen = keys.index(page.lens_key)
    menu = StaticSelectMenu(
        action_id=ids.HOME_LENS,
        placeholder=words.READ_THROUGH,
        options=options,
        initial_option=options[chosen if chosen < len(options) else 0],
    )
    return [ActionsBlock([menu]), context(words.READ_THROUGH_NOTE)]


def _entry(entry: Entry) -> list[Block]:
    card = entry.card
    frequency = reflection_words.name_frequency(card.frequency)
    head = f"*{escape(card.competency_name)}* · {entry.day} · {frequency}"
    blocks: list[Block] = [section(f"{head}\n{escape(card.question)}")]
    if card.note:
        blocks += quote(cut(card.note, _NOTE))
    small = []
    if card.next_step:
        result = reflection_words.STEP_RESULTS.get(card.step_result or "", "")
        small.append(words.say_step(escape(card.next_step), result))
    reader = show_name(card.shared_with) if card.shared_with else None
    small.append(words.ONLY_YOU if reader is None else words.say_reader(reader))
    return [*blocks, context(" · ".join(small)), build_answer_buttons(card)]


def _page_buttons(page: HomePage) -> list[Element]:
    buttons: list[Element] = []
    if page.is_older:
        buttons.append(Button(words.NEWEST, action_id=ids.HOME_NEWEST))
    if page.older_than is not None:
        buttons.append(Button(words.OLDER, action_id=ids.HOME_OLDER, value=page.older_than))
    return buttons
