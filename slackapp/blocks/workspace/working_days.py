"""The form in which admins say on which days their workspace works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option, PlainTextInput

from slackapp.blocks import ids
from slackapp.blocks.base.kit import WEEKDAYS, compose_modal, context, escape, plain
from slackapp.domain.base.working_days import WorkingDays

_LONGEST_COUNTRY = 64


def build_working_days_form(
    days: WorkingDays, next_holidays: Sequence[tuple[date, str]]
) -> dict[str, Any]:
    """The workspace's days; `next_holidays` are those of the country that is set."""
    options = [Option(plain(name), str(number)) for number, name in enumerate(WEEKDAYS)]
    ticked = [option for number, option in enumerate(options) if number in days.weekdays]
    blocks: list[Block] = [
        context(
            "Nobody is asked, reminded or told a digest on a day off: a weekly question comes on "
            "the working day before it, a digest is counted by working days. Whoever chose a "
            "weekday of their own keeps it, except on public holidays."
        ),
        InputBlock(
            plain("Working days"),
            CheckboxGroup(ids.INPUT, options, initial_options=ticked or None),
            block_id=ids.WEEKDAYS_BLOCK,
        ),
        InputBlock(
            plain("Public holidays of"),
            PlainTextInput(
                ids.INPUT, initial_value=_name(days) or None, max_length=_LONGEST_COUNTRY
            ),
            block_id=ids.COUNTRY_BLOCK,
            optional=True,
            hint=plain(
                "A country by its two letters, with a region where holidays differ: AT, DE-BY, "
                "US-CA. Empty: no public holidays."
            ),
        ),
    ]
    if next_holidays:
        blocks.append(context(f"Days off that come next: {_list(next_holidays)}."))
    return compose_modal("Working days", blocks, callback_id=ids.WORKING_DAYS_FORM)


def _name(days: WorkingDays) -> str:
    return "-".join(part for part in (days.country, days.region) if part)


def _list(holidays: Sequence[tuple[date, str]]) -> str:
    return "; ".join(
        f"{day:%A}, {day.day} {day:%B} {day.year} ({escape(name)})" for day, name in holidays
    )
