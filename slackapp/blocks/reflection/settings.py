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
from slackapp.blocks.base.kit import WEEKDAYS, compose_modal, context, plain
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.domain.base.due_times import WAKING_HOURS, Rhythm

#: Values of options.
FOLLOW, OWN = "follow", "own"
REMINDER, LEADER_TIER, OFF = "reminder", "leader_tier", "off"
ON = "on"


def say_when(weekday: int, hour: int) -> str:
    """A weekday and an hour as people say them: "Fridays at 15:00"."""
    return f"{WEEKDAYS[weekday]}s at {hour}:00"


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
    follow = Option(plain(f"With everybody: {say_when(workspace_weekday, workspace_hour)}"), FOLLOW)
    own = Option(plain("At a time of my own, chosen below"), OWN)
    weekly = Option(plain("Every week"), "1")
    second = Option(plain("Every second week"), "2")
    boxes = {
        REMINDER: Option(plain("Remind me once, two days after a question"), REMINDER),
        LEADER_TIER: Option(plain("Ask me about leading others, too"), LEADER_TIER),
        OFF: Option(plain("Ask me nothing at all"), OFF),
    }
    chosen = {REMINDER: wants_reminders, LEADER_TIER: takes_leader_tier, OFF: is_off}
    ticked = [boxes[name] for name, is_on in chosen.items() if is_on]
    blocks: list[Block] = [
        _radio(
            ids.RHYTHM_BLOCK, "When do I ask you?", [follow, own], own if has_own_rhythm else follow
        ),
        *_ask_time(rhythm.weekday, rhythm.hour),
        _radio(
            ids.EVERY_BLOCK,
            "How often?",
            [weekly, second],
            weekly if rhythm.every_weeks == 1 else second,
        ),
        context(
            f"In your own time zone, which Slack says is {tz}. Where that is a day off, the "
            "question comes on the working day before."
        ),
        InputBlock(
            plain("Pause until"),
            DatePicker(ids.INPUT, initial_date=paused_until.isoformat() if paused_until else None),
            block_id=ids.PAUSE_BLOCK,
            optional=True,
            hint=plain("Empty: no pause. A pause may last up to a year."),
        ),
        InputBlock(
            plain("And also"),
            CheckboxGroup(ids.INPUT, list(boxes.values()), initial_options=ticked or None),
            block_id=ids.CHOICES_BLOCK,
            optional=True,
        ),
    ]
    return compose_modal("Your settings", blocks, callback_id=ids.SETTINGS_FORM)


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
    on = Option(plain("Ask people each week"), ON)
    blocks: list[Block] = [
        InputBlock(
            plain("Weekly reflections"),
            CheckboxGroup(ids.INPUT, [on], initial_options=[on] if is_on else None),
            block_id=ids.ON_BLOCK,
            optional=True,
            hint=plain("Not ticked: nobody is asked, until it is ticked again."),
        ),
        *_ask_time(weekday, hour),
    ]
    options = {key: Option(plain(name), key) for key, name, _ in lenses}
    ticked = [options[key] for key, _, is_asked in lenses if is_asked]
    blocks.append(
        InputBlock(
            plain("Ask through these as well"),
            CheckboxGroup(ids.INPUT, list(options.values()), initial_options=ticked or None),
            block_id=ids.LENSES_BLOCK,
            optional=True,
            hint=plain("Beside the workspace's own framework; nothing is asked about twice."),
        )
    )
    blocks += [ask_number(field, value) for field, value in numbers]
    counts = (
        "Fewer than five questions were answered in the last four weeks."
        if recent is None
        else f"In the last four weeks, {recent[0]} questions were asked and {recent[1]} answered."
    )
    blocks.append(context(counts))
    return compose_modal("For the workspace", blocks, callback_id=ids.POLICY_FORM)


def _ask_time(weekday: int, hour: int) -> list[Block]:
    days = [Option(plain(day), str(number)) for number, day in enumerate(WEEKDAYS)]
    hours = [Option(plain(f"{number}:00"), str(number)) for number in range(*WAKING_HOURS)]
    return [
        InputBlock(
            plain("Day"),
            StaticSelectMenu(ids.INPUT, options=days, initial_option=days[weekday]),
            block_id=ids.WEEKDAY_BLOCK,
        ),
        InputBlock(
            plain("Hour"),
            StaticSelectMenu(
                ids.INPUT, options=hours, initial_option=hours[hour - WAKING_HOURS[0]]
            ),
            block_id=ids.HOUR_BLOCK,
        ),
    ]


def _radio(block_id: str, label: str, options: list[Option], chosen: Option) -> InputBlock:
    group = RadioButtonGroup(ids.INPUT, options, initial_option=chosen)
    return InputBlock(plain(label), group, block_id=block_id)
