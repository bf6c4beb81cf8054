"""The form in which a channel's leaders choose when its digest comes, and how it is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import (
    Block,
    CheckboxGroup,
    InputBlock,
    Option,
    PlainTextInput,
    RadioButtonGroup,
    StaticSelectMenu,
    UserMultiSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, plain, section
from slackapp.blocks.team.words import settings as words
from slackapp.blocks.workspace.lens_menu import build_lens_options

#: Values of options.
ON, EMPTY = "on", "empty"
THREAD, MESSAGE = "thread", "message"
_LONGEST_ZONE = 64
MOST_LEADERS = 20
#: Behind the team id in the private_metadata of a form that was opened from a Home.
OF_HOME = ":home"


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """A channel's settings as its form shows them; `working_day` counts from 1.

    `lenses` are keys and names of what the digest may be read through, the workspace's own
    framework first: it stands for any key that is not among them.
    """

    is_on: bool
    working_day: int
    hour: int
    tz: str
    slack_leader_ids: Sequence[str]
    is_threaded: bool
    lenses: Sequence[tuple[str, str]]
    lens_key: str
    posts_empty: bool


def build_digest_form(
    slack_channel_id: str, *, team_id: int, settings: DigestSettings, is_of_home: bool = False
) -> dict[str, Any]:
    """The form, with a channel's settings as they are; it remembers whether a Home opened it."""
    blocks: list[Block] = [
        section(words.say_which(f"<#{slack_channel_id}>")),
        _tick(ids.ON_BLOCK, words.SWITCH, words.ON, ON, settings.is_on),
        _ask_day(settings.working_day),
        _ask_hour(settings.hour),
        _ask_zone(settings.tz),
        _ask_leaders(settings.slack_leader_ids),
        _ask_layout(is_threaded=settings.is_threaded),
        _ask_lens(settings.lenses, settings.lens_key),
        _tick(ids.EMPTY_BLOCK, words.EMPTY, words.SAY_SO, EMPTY, settings.posts_empty),
    ]
    return compose_modal(
        words.TITLE,
        blocks,
        callback_id=ids.DIGEST_FORM,
        private_metadata=f"{team_id}{OF_HOME}" if is_of_home else str(team_id),
    )


def _ask_day(working_day: int) -> InputBlock:
    days = [Option(plain(name), str(day)) for day, name in enumerate(words.WORKING_DAYS, 1)]
    return InputBlock(
        plain(words.DAY),
        StaticSelectMenu(ids.INPUT, options=days, initial_option=days[working_day - 1]),
        block_id=ids.DAY_BLOCK,
        hint=plain(words.DAY_HINT),
    )


def _ask_hour(hour: int) -> InputBlock:
    hours = [Option(plain(words.name_hour(number)), str(number)) for number in range(24)]
    return InputBlock(
        plain(words.HOUR),
        StaticSelectMenu(ids.INPUT, options=hours, initial_option=hours[hour]),
        block_id=ids.HOUR_BLOCK,
    )


def _ask_zone(tz: str) -> InputBlock:
    return InputBlock(
        plain(words.ZONE),
        PlainTextInput(ids.INPUT, initial_value=tz, max_length=_LONGEST_ZONE),
        block_id=ids.ZONE_BLOCK,
        hint=plain(words.ZONE_HINT),
    )


def _ask_leaders(slack_leader_ids: Sequence[str]) -> InputBlock:
    return InputBlock(
        plain(words.LEADERS),
        UserMultiSelectMenu(
            ids.INPUT,
            placeholder=plain(words.CHOOSE_LEADERS),
            initial_users=list(slack_leader_ids) or None,
            max_selected_items=MOST_LEADERS,
        ),
        block_id=ids.LEADERS_BLOCK,
        optional=True,
        hint=plain(words.LEADERS_HINT),
    )


def _ask_layout(*, is_threaded: bool) -> InputBlock:
    layouts = {
        MESSAGE: Option(plain(words.IN_ONE_MESSAGE), MESSAGE),
        THREAD: Option(plain(words.IN_THREAD), THREAD),
    }
    return InputBlock(
        plain(words.LAYOUT),
        RadioButtonGroup(
            ids.INPUT,
            list(layouts.values()),
            initial_option=layouts[THREAD if is_threaded else MESSAGE],
        ),
        block_id=ids.LAYOUT_BLOCK,
    )


def _ask_lens(lenses: Sequence[tuple[str, str]], lens_key: str) -> InputBlock:
    return InputBlock(
        plain(words.THROUGH),
        _build_lens_menu(lenses, lens_key),
        block_id=ids.LENS_BLOCK,
        hint=plain(words.THROUGH_HINT),
    )


def _build_lens_menu(lenses: Sequence[tuple[str, str]], lens_key: str) -> StaticSelectMenu:
    options = build_lens_options(lenses)
    keys = [key for key, _ in lenses][: len(options)]
    return StaticSelectMenu(
        ids.INPUT,
        options=options,
        initial_option=options[keys.index(lens_key) if lens_key in keys else 0],
    )


def _tick(block_id: str, label: str, text: str, value: str, is_ticked: bool) -> InputBlock:
    option = Option(plain(text), value)
    group = CheckboxGroup(ids.INPUT, [option], initial_options=[option] if is_ticked else None)
    return InputBlock(plain(label), group, block_id=block_id, optional=True)
