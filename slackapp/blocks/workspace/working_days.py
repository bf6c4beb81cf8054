"""The form in which admins say on which days their workspace works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from slackblocks import Block, CheckboxGroup, InputBlock, Option, PlainTextInput

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, escape, plain
from slackapp.blocks.base.words import WEEKDAYS, say_date
from slackapp.blocks.workspace.words import working_days as words
from slackapp.domain.base.working_days import WorkingDays

_LONGEST_COUNTRY = 64


def build_working_days_form(
    days: WorkingDays, next_holidays: Sequence[tuple[date, str]]
) -> dict[str, Any]:
    """The workspace's days; `next_holidays` are those of the country that is set."""
    options = [Option(plain(name), str(number)) for number, name in enumerate(WEEKDAYS)]
    ticked = [option for number, option in enumerate(options) if number in days.weekdays]
    blocks: list[Block] = [
        context(words.INTRODUCTION),
        InputBlock(
            plain(words.TITLE),
            CheckboxGroup(ids.INPUT, options, initial_options=ticked or None),
            block_id=ids.WEEKDAYS_BLOCK,
        ),
        InputBlock(
            plain(words.COUNTRY),
            PlainTextInput(
                ids.INPUT, initial_value=_name(days) or None, max_length=_LONGEST_COUNTRY
            ),
            block_id=ids.COUNTRY_BLOCK,
            optional=True,
            hint=plain(words.COUNTRY_HINT),
        ),
    ]
    if next_holidays:
        names = [words.name_holiday(say_date(day), escape(name)) for day, name in next_holidays]
        blocks.append(context(words.say_next_days_off(names)))
    return compose_modal(words.TITLE, blocks, callback_id=ids.WORKING_DAYS_FORM)


def _name(days: WorkingDays) -> str:
    return "-".join(part for part in (days.country, days.region) if part)
