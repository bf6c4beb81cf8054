"""An admin's form for the days on which their workspace works."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.working_days import build_working_days_form
from slackapp.context import Context
from slackapp.domain.due_times import local_date
from slackapp.domain.working_days import (
    WorkingDays,
    list_next_holidays,
    list_regions,
    read_country,
)
from slackapp.handlers.form_values import read_options, read_text
from slackapp.handlers.forms import WrongField, check_admin, store_form
from slackapp.handlers.reply import find_clicker, open_view
from slackapp.services.due_days import change_working_days
from slackapp.services.people import PersonView
from slackapp.services.working_days import get_working_days
from slackapp.services.workspaces import WorkspaceView

#: Holidays that the form names, so that one sees whether it is the right country.
_SHOWN = 3
_MOST_REGIONS = 12


def register(app: App, tools: Context) -> None:
    """Attach the form."""

    @app.action(ids.WORKING_DAYS)
    def handle_working_days_button(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        workspace: WorkspaceView = context["workspace"]

        def draw(session: Session) -> dict[str, Any]:
            person = find_clicker(session, workspace, body)
            check_admin(session, person)
            days = get_working_days(session, workspace_id=workspace.workspace_id)
            today = local_date(tools.clock(), person.tz)
            return build_working_days_form(days, list_next_holidays(days, today, _SHOWN))

        open_view(tools, ack, body, workspace, draw)

    @app.view(ids.WORKING_DAYS_FORM)
    def handle_working_days_submission(
        ack: Ack, body: dict[str, Any], context: BoltContext
    ) -> None:
        store_form(
            tools, ack, context["workspace"], body, _store, first_block_id=ids.WEEKDAYS_BLOCK
        )


def _store(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    values: dict[str, Any],
    now: datetime,
) -> None:
    check_admin(session, person)
    weekdays = read_options(values, ids.WEEKDAYS_BLOCK) & set(map(str, range(7)))
    if not weekdays:
        raise WrongField(ids.WEEKDAYS_BLOCK, "Choose at least one day.")
    country, region = _read_country(values)
    change_working_days(
        session,
        workspace_id=workspace.workspace_id,
        days=WorkingDays(frozenset(map(int, weekdays)), country, region),
        now=now,
    )


def _read_country(values: dict[str, Any]) -> tuple[str | None, str | None]:
    text = read_text(values, ids.COUNTRY_BLOCK)
    if not text:
        return None, None
    try:
        return read_country(text)
    except LookupError as error:
        if not error.args:
            raise WrongField(
                ids.COUNTRY_BLOCK,
                "I do not know the holidays of that country. Two letters name one: DE, US, IN.",
            ) from None
        country = str(error)
    regions = list_regions(country)
    named = ", ".join(regions[:_MOST_REGIONS]) + (" and more" * (len(regions) > _MOST_REGIONS))
    hint = f"I know {named}." if regions else f"Write {country} alone."
    raise WrongField(ids.COUNTRY_BLOCK, f"I do not know that region of {country}. {hint}")
