"""An admin's form for the days on which their workspace works."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.workspace.words import working_days as words
from slackapp.blocks.workspace.working_days import build_working_days_form
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.working_days import (
    WorkingDays,
    list_next_holidays,
    list_regions,
    read_country,
)
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import WORKING_DAYS
from slackapp.services.team.due_days import change_working_days
from slackapp.services.workspace.working_days import get_working_days
from slackapp.tools import Tools

#: Holidays that the form names, so that one sees whether it is the right country.
_SHOWN = 3
_MOST_REGIONS = 12


def register(app: App, tools: Tools) -> None:
    """Attach the form."""

    on_opening(app, tools, ids.WORKING_DAYS, draw_working_days)
    on_submission(
        app,
        tools,
        ids.WORKING_DAYS_FORM,
        store_working_days,
        first_block_id=ids.WEEKDAYS_BLOCK,
        then=show_workspace,
    )


def draw_working_days(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    person = get_admin(session, click)
    days = get_working_days(session, workspace_id=click.workspace.workspace_id)
    today = local_date(tools.clock(), person.tz)
    return build_working_days_form(days, list_next_holidays(days, today, _SHOWN))


def store_working_days(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says, for admins."""
    admin, now = get_admin(session, submission), tools.clock()
    values = submission.values
    weekdays = values.options(ids.WEEKDAYS_BLOCK) & set(map(str, range(7)))
    if not weekdays:
        raise WrongField(ids.WEEKDAYS_BLOCK, words.CHOOSE_A_DAY)
    country, region = _read_country(values)
    days = WorkingDays(frozenset(map(int, weekdays)), country, region)
    scope = Scope(submission.workspace.workspace_id, admin.person_id)
    with recorded(session, WORKING_DAYS, scope, now=now):
        change_working_days(session, workspace_id=scope.workspace_id, days=days, now=now)


def _read_country(values: Values) -> tuple[str | None, str | None]:
    text = values.text(ids.COUNTRY_BLOCK)
    if not text:
        return None, None
    try:
        return read_country(text)
    except LookupError as error:
        if not error.args:
            raise WrongField(ids.COUNTRY_BLOCK, words.UNKNOWN_COUNTRY) from None
        country = str(error)
    regions = list_regions(country)
    are_all = len(regions) <= _MOST_REGIONS
    sentence = words.ask_for_region(country, regions[:_MOST_REGIONS], are_all=are_all)
    raise WrongField(ids.COUNTRY_BLOCK, sentence)
