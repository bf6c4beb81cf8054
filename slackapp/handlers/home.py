"""App Home: next question, mirror, strengths and own answers; and the settings it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.home import PERIODS, Entry, HomePage, build_home
from slackapp.blocks.reflection_settings import say_when
from slackapp.blocks.strengths import StrengthsPicture
from slackapp.context import Context
from slackapp.delivery.read_errors import name_read_error
from slackapp.domain.due_times import say_day
from slackapp.domain.zones import find_zone
from slackapp.frameworks.loader import ECF_KEY
from slackapp.handlers.people import read_actor
from slackapp.pacing import pause_for_token
from slackapp.services.lenses import ChosenLens, name_lenses, open_lens
from slackapp.services.mirror import read_mirror
from slackapp.services.people import PersonView, is_admin
from slackapp.services.recognition_policy import get_recognition_policy
from slackapp.services.reflection_claim import find_refused
from slackapp.services.reflection_schedule import ScheduleView, get_policy, get_schedule
from slackapp.services.reflections import list_reflections
from slackapp.services.strengths import read_through_lens, read_tipping_point
from slackapp.services.workspaces import WorkspaceView

log = structlog.get_logger(__name__)

#: Answers on a page of the Home, each of which may take seven of its hundred blocks.
_PAGE = 10
_MONTH = timedelta(days=30.44)
#: How far back kudos make a strength, whatever the mirror's period.
_STRENGTHS_PERIOD = timedelta(days=365)


def register(app: App, tools: Context) -> None:
    """Attach the Home."""

    @app.event("app_home_opened")
    def handle_home_opened(event: dict[str, Any], context: BoltContext) -> None:
        if event.get("tab") == "home":
            show_home(tools, context["workspace"], str(event["user"]))

    @app.action(ids.HOME_PERIOD)
    def handle_period_choice(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        chosen, _, lens_key = _read_chosen(action).partition(":")
        person, months = body["user"]["id"], _read_months(chosen)
        show_home(tools, context["workspace"], person, months=months, lens_key=lens_key)
        ack()

    @app.action(ids.HOME_LENS)
    def handle_lens_choice(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        lens_key, _, chosen = _read_chosen(action).partition(":")
        person, months = body["user"]["id"], _read_months(chosen)
        show_home(tools, context["workspace"], person, months=months, lens_key=lens_key)
        ack()

    @app.action(ids.HOME_OLDER)
    def handle_older_button(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        before = _read_time(str(action.get("value") or ""))
        show_home(tools, context["workspace"], body["user"]["id"], before=before)
        ack()

    @app.action(ids.HOME_NEWEST)
    def handle_newest_button(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        show_home(tools, context["workspace"], body["user"]["id"])
        ack()


def _read_chosen(action: dict[str, Any]) -> str:
    return str((action.get("selected_option") or {}).get("value"))


def _read_months(chosen: str) -> int:
    return int(chosen) if chosen in map(str, PERIODS) else PERIODS[1]


def _read_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def show_home(
    tools: Context,
    workspace: WorkspaceView,
    slack_user_id: str,
    *,
    months: int = PERIODS[1],
    before: datetime | None = None,
    lens_key: str = "",
) -> None:
    """Draw a person's Home anew; where Slack does not take it, the next look shows it.

    Strengths are read through the lens of that key, or through the workspace's own framework.
    """
    person = read_actor(tools, workspace, slack_user_id)
    with tools.sessions.read() as session:
        chosen = open_lens(session, workspace_id=workspace.workspace_id, key=lens_key)
        page = _read_page(session, workspace, person, months, before, chosen, tools.clock())
    publish_home(tools, workspace, slack_user_id, build_home(page))


def publish_home(
    tools: Context, workspace: WorkspaceView, slack_user_id: str, view: dict[str, Any]
) -> None:
    """Show a Home to a person; one that Slack does not take is told to the log."""
    try:
        client = tools.slack.for_reading(workspace.bot_token)
        client.views_publish(user_id=slack_user_id, view=view)
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("home_not_shown", error=name_read_error(error))
        pause_for_token(
            tools.sessions,
            workspace_id=workspace.workspace_id,
            token=workspace.bot_token,
            error=error,
            now=tools.clock(),
        )


def _read_page(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    months: int,
    before: datetime | None,
    chosen: ChosenLens,
    now: datetime,
) -> HomePage:
    policy = get_policy(session, workspace_id=workspace.workspace_id)
    found = list_reflections(session, person_id=person.person_id, limit=_PAGE + 1, before=before)
    shown = found[:_PAGE]
    schedule = get_schedule(session, person_id=person.person_id)
    return HomePage(
        next_question=_say_next(
            schedule,
            is_on=policy.is_on,
            is_refused=find_refused(session, person_id=person.person_id, now=now),
        ),
        months=months,
        mirror=read_mirror(
            session,
            person_id=person.person_id,
            since=now - months * _MONTH,
            thresholds=policy.thresholds,
        ),
        strengths=_read_strengths(session, workspace, person, chosen, now),
        entries=[Entry(say_day(moment, person.tz), card) for moment, card in shown],
        older_than=shown[-1][0].isoformat() if len(found) > _PAGE else None,
        is_older=before is not None,
        is_admin=is_admin(session, person_id=person.person_id),
        lenses=name_lenses(session, workspace_id=workspace.workspace_id),
        lens_key=chosen.family,
    )


def _read_strengths(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    chosen: ChosenLens,
    now: datetime,
) -> StrengthsPicture:
    policy = get_recognition_policy(session, workspace_id=workspace.workspace_id)
    of_person: dict[str, Any] = {
        "workspace_id": workspace.workspace_id,
        "person_id": person.person_id,
        "since": now - _STRENGTHS_PERIOD,
        "policy": policy,
    }
    # The tipping point is ECF's, whatever the strengths are read through.
    picture = StrengthsPicture(
        read_tipping_point(session, **of_person), policy.strength, policy.excellence
    )
    framework = chosen.lens.framework
    if framework.key == ECF_KEY:
        return picture
    through, apart = read_through_lens(session, **of_person, lens=chosen.lens)
    return replace(picture, through=through, lens=framework.name, apart=apart)


_REFUSED = (
    "Slack did not take this week's question, so you were not asked. “Ask me now” tries again. "
)


def _say_next(schedule: ScheduleView | None, *, is_on: bool, is_refused: bool) -> str:
    if not is_on:
        return "Weekly questions are switched off for this workspace."
    return (_REFUSED if is_refused else "") + _say_date(schedule)


def _say_date(schedule: ScheduleView | None) -> str:
    if schedule is None or schedule.is_off:
        return "You get no weekly questions. In Settings you can change that."
    if schedule.next_due_at is None:
        return "Your next question has no date yet."
    local = schedule.next_due_at.astimezone(find_zone(schedule.tz))
    rhythm = say_when(schedule.rhythm.weekday, schedule.rhythm.hour)
    every = "" if schedule.rhythm.every_weeks == 1 else ", every second week"
    day = say_day(schedule.next_due_at, schedule.tz)
    return f"Your next question comes on {day} at {local:%H:%M}. You are asked {rhythm}{every}."
