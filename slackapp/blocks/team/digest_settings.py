"""The form in which a channel's leaders choose when its digest comes, and how it is laid out."""

from __future__ import annotations

from collections.abc import Sequence
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
from slackapp.blocks.workspace.lens_menu import build_lens_options

#: Values of options.
ON, EMPTY = "on", "empty"
THREAD, MESSAGE = "thread", "message"
#: Working days of a month that a digest may come on.
WORKING_DAYS = (
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
)
_LONGEST_ZONE = 64
MOST_LEADERS = 20


def build_digest_form(
    slack_channel_id: str,
    *,
    team_id: int,
    is_on: bool,
    working_day: int,
    hour: int,
    tz: str,
    posts_empty: bool,
    is_threaded: bool,
    slack_leader_ids: Sequence[str],
    lenses: Sequence[tuple[str, str]],
    lens_key: str,
) -> dict[str, Any]:
    """A channel's settings; `working_day` counts from 1.

    `lenses` are keys and names of what the digest may be read through, the workspace's own
    framework first: it stands for any key that is not among them.
    """
    days = [
        Option(plain(f"{name} working day"), str(number))
        for number, name in enumerate(WORKING_DAYS, 1)
    ]
    hours = [Option(plain(f"{number}:00"), str(number)) for number in range(24)]
    layouts = {
        MESSAGE: Option(plain("In one message; what does not fit, in its thread"), MESSAGE),
        THREAD: Option(plain("A short message; the people in its thread"), THREAD),
    }
    blocks: list[Block] = [
        section(f"The monthly digest of <#{slack_channel_id}>"),
        _tick(ids.ON_BLOCK, "Digest", "Post a digest each month", ON, is_on),
        InputBlock(
            plain("Day of the month"),
            StaticSelectMenu(ids.INPUT, options=days, initial_option=days[working_day - 1]),
            block_id=ids.DAY_BLOCK,
            hint=plain("An admin says in my Home tab on which days the workspace works."),
        ),
        InputBlock(
            plain("Hour"),
            StaticSelectMenu(ids.INPUT, options=hours, initial_option=hours[hour]),
            block_id=ids.HOUR_BLOCK,
        ),
        InputBlock(
            plain("Time zone"),
            PlainTextInput(ids.INPUT, initial_value=tz, max_length=_LONGEST_ZONE),
            block_id=ids.ZONE_BLOCK,
            hint=plain("By continent and city, such as Europe/Vienna. Months begin and end in it."),
        ),
        InputBlock(
            plain("Leaders"),
            UserMultiSelectMenu(
                ids.INPUT,
                placeholder=plain("Choose people"),
                initial_users=list(slack_leader_ids) or None,
                max_selected_items=MOST_LEADERS,
            ),
            block_id=ids.LEADERS_BLOCK,
            optional=True,
            hint=plain("They may change this, and read the team's report. Admins always may."),
        ),
        InputBlock(
            plain("Layout"),
            RadioButtonGroup(
                ids.INPUT,
                list(layouts.values()),
                initial_option=layouts[THREAD if is_threaded else MESSAGE],
            ),
            block_id=ids.LAYOUT_BLOCK,
        ),
        InputBlock(
            plain("Read through"),
            _build_lens_menu(lenses, lens_key),
            block_id=ids.LENS_BLOCK,
            hint=plain("The same kudos in the words of that vocabulary; nothing counts twice."),
        ),
        _tick(
            ids.EMPTY_BLOCK, "A month without kudos", "Say so, kindly and short", EMPTY, posts_empty
        ),
    ]
    return compose_modal(
        "Monthly digest",
        blocks,
        callback_id=ids.DIGEST_FORM,
        private_metadata=str(team_id),
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
