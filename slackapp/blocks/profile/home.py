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
from slackapp.blocks.profile.strengths import StrengthsPicture, build_strengths
from slackapp.blocks.reflection.reflection import STEP_RESULTS, ReflectionCard, build_delete_button
from slackapp.blocks.workspace.lens_words import build_lens_options
from slackapp.domain.profile.johari import View

#: Months that the mirror may look back.
PERIODS = (3, 6, 12)
#: How much of a note the list shows; the form shows all of it.
_NOTE = 600

_WHO_SEES = (
    "Your answers are yours. Nobody sees them but you and the one person with whom you share an "
    "answer; no leader, no admin, no digest. Admins see how many questions were asked and "
    "answered, never by whom. The texts are stored encrypted; whoever runs the server could read "
    "them with its keys. You can change or delete every answer here."
)
_EMPTY = (
    "Nothing here yet. Each week I ask you one short question, and what you answer is kept here "
    "for you."
)
_MIRROR = {
    View.BOTH: "Both see it",
    View.OTHERS: "Others see it, I do not yet",
    View.OWN: "I see it, others have not said so yet",
    View.NOT_ENOUGH: "Not enough yet",
    View.NOT_YET: "Not looked at yet",
}
_MIRROR_NOTE = (
    "What you answered, beside what colleagues thanked you for. People thank for what they happen "
    "to see, so that no kudos means nothing; and an answer is one week's impression. Only you see "
    "this."
)


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
        HeaderBlock("Your weekly reflection"),
        section(escape(page.next_question)),
        ActionsBlock(_settings_buttons(page.is_admin)),
        context(_WHO_SEES),
        DividerBlock(),
        *_mirror(page),
        DividerBlock(),
        *build_strengths(page.strengths),
        *_lens_menu(page),
        DividerBlock(),
        HeaderBlock("My reflections"),
    ]
    if not page.entries:
        blocks.append(section(_EMPTY))
    for entry in page.entries:
        blocks += _entry(entry)
    if turns := _page_buttons(page):
        blocks.append(ActionsBlock(turns))
    return compose_home(blocks)


def build_refused_home(words: str) -> dict[str, Any]:
    """The Home of somebody who may do nothing here: why, and nothing else."""
    return compose_home([section(words)])


def _settings_buttons(is_admin: bool) -> list[Element]:
    buttons: list[Element] = [
        Button("Ask me now", action_id=ids.REFLECTION_ASK_NOW, value="now"),
        Button("Settings", action_id=ids.REFLECTION_SETTINGS),
    ]
    if is_admin:
        buttons += [
            Button("For the whole workspace", action_id=ids.REFLECTION_POLICY),
            Button("Working days", action_id=ids.WORKING_DAYS),
            Button("Reading kudos", action_id=ids.RECOGNITION_POLICY),
            Button("Framework", action_id=ids.FRAMEWORK),
        ]
    return buttons


def _mirror(page: HomePage) -> list[Block]:
    # Each of the two menus keeps what the other one says.
    behind = f":{page.lens_key}" if page.lens_key else ""
    options = [Option(plain(f"{months} months"), f"{months}{behind}") for months in PERIODS]
    period = StaticSelectMenu(
        action_id=ids.HOME_PERIOD,
        placeholder="Period",
        options=options,
        initial_option=options[PERIODS.index(page.months)],
    )
    lines = [
        f"*{label}*: {escape(', '.join(page.mirror[view]))}"
        for view, label in _MIRROR.items()
        if page.mirror.get(view)
    ]
    return [
        HeaderBlock("The mirror"),
        section("\n".join(lines)),
        ActionsBlock([period]),
        context(_MIRROR_NOTE),
    ]


def _lens_menu(page: HomePage) -> list[Block]:
    keys = [key for key, _ in page.lenses]
    if len(keys) < 2 or page.lens_key not in keys:
        return []
    options = build_lens_options(page.lenses, behind=f":{page.months}")
    chosen = keys.index(page.lens_key)
    menu = StaticSelectMenu(
        action_id=ids.HOME_LENS,
        placeholder="Read through",
        options=options,
        initial_option=options[chosen if chosen < len(options) else 0],
    )
    return [ActionsBlock([menu]), context("In whose words your strengths are told.")]


def _entry(entry: Entry) -> list[Block]:
    card = entry.card
    head = f"*{escape(card.competency_name)}* · {entry.day} · {card.frequency_word}"
    blocks: list[Block] = [section(f"{head}\n{escape(card.question)}")]
    if card.note:
        blocks += quote(cut(card.note, _NOTE))
    small = []
    if card.next_step:
        result = STEP_RESULTS.get(card.step_result or "")
        small.append(f"Next step: {escape(card.next_step)}" + (f" ({result})" if result else ""))
    small.append(f"Shared with {show_name(card.shared_with)}" if card.shared_with else "Only you")
    blocks.append(context(" · ".join(small)))
    change = Button("Change", action_id=ids.REFLECTION_ANSWER, value=str(card.prompt_id))
    blocks.append(ActionsBlock([change, build_delete_button(card.reflection_id)]))
    return blocks


def _page_buttons(page: HomePage) -> list[Element]:
    buttons: list[Element] = []
    if page.is_older:
        buttons.append(Button("Newest", action_id=ids.HOME_NEWEST))
    if page.older_than is not None:
        buttons.append(Button("Older", action_id=ids.HOME_OLDER, value=page.older_than))
    return buttons
