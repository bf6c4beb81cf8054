"""The forms in which people, and admins for all of them, choose when they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from slackblocks import (
    Block,
    CheckboxGroup,
    DatePicker,
    InputBlock,
    Option,
    RadioButtonGroup,
    StaticSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.blocks.base.words import WEEKDAYS
from slackapp.blocks.reflection import words
from slackapp.domain.base.due_times import WAKING_HOURS, Rhythm

#: Values of options.
FOLLOW, OWN = "follow", "own"
REMINDER, LEADER_TIER, OFF = "reminder", "leader_tier", "off"
ON = "on"


def build_settings_form(
    *,
    rhythm: Rhythm,
    has_own_rhythm: bool,
    workspace_weekday: int,
    workspace_hour: int,
    tz: str,
    paused_until: date | None,
    is_off: bool,
    wants_reminders: bool,
    takes_leader_tier: bool,
) -> dict[str, Any]:
    """A person's own settings."""
    time_of_all = words.name_everybody_s_time(workspace_weekday, workspace_hour)
    blocks: list[Block] = [
        *_ask_rhythm(rhythm, has_own_rhythm, time_of_all),
        context(words.say_zone(tz)),
        InputBlock(
            plain(words.PAUSE_LABEL),
            DatePicker(ids.INPUT, initial_date=paused_until.isoformat() if paused_until else None),
            block_id=ids.PAUSE_BLOCK,
            optional=True,
            hint=plain(words.PAUSE_HINT),
        ),
        _boxes(
            ids.CHOICES_BLOCK,
            words.CHOICES_LABEL,
            [
                (REMINDER, words.REMIND_ME, wants_reminders),
                (LEADER_TIER, words.ASK_ABOUT_LEADING, takes_leader_tier),
                (OFF, words.ASK_NOTHING, is_off),
            ],
        ),
    ]
    return compose_modal(words.SETTINGS_TITLE, blocks, callback_id=ids.SETTINGS_FORM)


def _ask_rhythm(rhythm: Rhythm, is_own: bool, time_of_all: str) -> list[Block]:
    follow, own = Option(plain(time_of_all), FOLLOW), Option(plain(words.OWN_TIME), OWN)
    weekly = Option(plain(words.EVERY_WEEK), "1")
    second = Option(plain(words.EVERY_SECOND_WEEK), "2")
    every = weekly if rhythm.every_weeks == 1 else second
    return [
        _radio(ids.RHYTHM_BLOCK, words.WHEN_LABEL, [follow, own], own if is_own else follow),
        *_ask_time(rhythm.weekday, rhythm.hour),
        _radio(ids.EVERY_BLOCK, words.EVERY_LABEL, [weekly, second], every),
    ]


def build_policy_form(
    *,
    is_on: bool,
    weekday: int,
    hour: int,
    numbers: Sequence[tuple[NumberField, int]],
    lenses: Sequence[tuple[str, str, bool]],
    recent: tuple[int, int] | None,
) -> dict[str, Any]:
    """An admin's settings for the workspace; `numbers` are fields and what holds now.

    `lenses` are keys and names of the vocabularies that questions may come from besides the
    workspace's own, and whether they do. `recent` is how many questions were asked and answered in
    four weeks; None for too few.
    """
    counts = words.TOO_FEW_ANSWERS if recent is None else words.say_recent(*recent)
    blocks: list[Block] = [
        _boxes(
            ids.ON_BLOCK,
            words.POLICY_ON_LABEL,
            [(ON, words.POLICY_ON, is_on)],
            hint=words.POLICY_ON_HINT,
        ),
        *_ask_time(weekday, hour),
        _boxes(ids.LENSES_BLOCK, words.LENSES_LABEL, lenses, hint=words.LENSES_HINT),
        *(ask_number(field, value) for field, value in numbers),
        context(counts),
    ]
    return compose_modal(words.POLICY_TITLE, blocks, callback_id=ids.POLICY_FORM)


def _boxes(
    block_id: str, label: str, boxes: Sequence[tuple[str, str, bool]], *, hint: str | None = None
) -> InputBlock:
    """Boxes to tick, none of which must be; each with its value, label and whether it is."""
    options = {value: Option(plain(name), value) for value, name, _ in boxes}
    ticked = [options[value] for value, _, is_ticked in boxes if is_ticked]
    return InputBlock(
        plain(label),
        CheckboxGroup(ids.INPUT, list(options.values()), initial_options=ticked or None),
        block_id=block_id,
        optional=True,
        hint=None if hint is None else plain(hint),
    )


def _ask_time(weekday: int, hour: int) -> list[Block]:
    days = [Option(plain(day), str(number)) for number, day in enumerate(WEEKDAYS)]
    hours = [Option(plain(f"{number}:00"), str(number)) for number in range(*WAKING_HOURS)]
    return [
        InputBlock(
            plain(words.DAY),
            StaticSelectMenu(ids.INPUT, options=days, initial_option=days[weekday]),
            block_id=ids.WEEKDAY_BLOCK,
        ),
        InputBlock(
            plain(words.HOUR),
            StaticSelectMenu(
                ids.INPUT, options=hours, initial_option=hours[hour - WAKING_HOURS[0]]
            ),
            block_id=ids.HOUR_BLOCK,
        ),
    ]


def _radio(block_id: str, label: str, options: list[Option], chosen: Option) -> InputBlock:
    group = RadioButtonGroup(ids.INPUT, options, initial_option=chosen)
    return InputBlock(plain(label), group, block_id=block_id)
