"""App Home: next question, mirror, strengths and own answers; and the settings it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import App
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.profile import words
from slackapp.blocks.profile.home import PERIODS, Entry, HomePage, build_home
from slackapp.blocks.profile.strengths import StrengthsPicture
from slackapp.blocks.reflection import words as reflection_words
from slackapp.delivery.read_errors import name_read_error
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.zones import find_zone
from slackapp.frameworks.loader import ECF_KEY
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.registration import on_event, on_tap
from slackapp.handlers.base.requests import Click, Event, Request
from slackapp.pacing import pause_for_token
from slackapp.services.profile.mirror import read_mirror
from slackapp.services.profile.strengths import read_through_lens, read_tipping_point
from slackapp.services.reflection.reflections import list_reflections
from slackapp.services.reflection.schedule import ScheduleView, get_policy, get_schedule
from slackapp.services.reflection.wishes import find_refused
from slackapp.services.workspace.lenses import ChosenLens, name_lenses, open_lens
from slackapp.services.workspace.people import PersonView, is_admin
from slackapp.services.workspace.recognition_policy import get_recognition_policy
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Answers on a page of the Home, each of which may take seven of its hundred blocks.
_PAGE = 10
_MONTH = timedelta(days=30.44)
#: How far back kudos make a strength, whatever the mirror's period.
_STRENGTHS_PERIOD = timedelta(days=365)


def register(app: App, tools: Tools) -> None:
    """Attach the Home."""

    on_event(app, tools, "app_home_opened", handle_home_opened)
    on_tap(app, tools, ids.HOME_PERIOD, handle_period_choice)
    on_tap(app, tools, ids.HOME_LENS, handle_lens_choice)
    on_tap(app, tools, ids.HOME_OLDER, handle_older_button)
    on_tap(app, tools, ids.HOME_NEWEST, show_home)


def handle_home_opened(tools: Tools, event: Event) -> None:
    """Show the Home to whoever looks at it."""
    if event.is_home:
        show_home(tools, event)


def handle_period_choice(tools: Tools, click: Click) -> None:
    """Show the mirror of another period, and the strengths as before."""
    chosen, _, lens_key = click.value.partition(":")
    show_home(tools, click, months=_read_months(chosen), lens_key=lens_key)


def handle_lens_choice(tools: Tools, click: Click) -> None:
    """Show strengths through another vocabulary, and the mirror as before."""
    lens_key, _, chosen = click.value.partition(":")
    show_home(tools, click, months=_read_months(chosen), lens_key=lens_key)


def handle_older_button(tools: Tools, click: Click) -> None:
    """Show the answers that came before those shown."""
    show_home(tools, click, before=_read_time(click.value))


def _read_months(chosen: str) -> int:
    return int(chosen) if chosen in map(str, PERIODS) else PERIODS[1]


def _read_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def refresh_home(tools: Tools, click: Click) -> None:
    """Show the Home anew to whoever pressed something on it."""
    if click.is_home:
        show_home(tools, click)


def show_home(
    tools: Tools,
    request: Request,
    *,
    months: int = PERIODS[1],
    before: datetime | None = None,
    lens_key: str = "",
) -> None:
    """Draw the Home of whoever acts anew; where Slack does not take it, the next look shows it.

    Strengths are read through the lens of that key, or through the workspace's own framework.
    """
    workspace, person = request.workspace, read_actor(tools, request)
    with tools.sessions.read() as session:
        chosen = open_lens(session, workspace_id=workspace.workspace_id, key=lens_key)
        page = _read_page(session, workspace, person, months, before, chosen, tools.clock())
    publish_home(tools, request, build_home(page))


def publish_home(tools: Tools, request: Request, view: dict[str, Any]) -> None:
    """Show a Home to whoever acts; one that Slack does not take is told to the log."""
    workspace = request.workspace
    try:
        client = tools.slack.for_reading(workspace.bot_token)
        client.views_publish(user_id=request.slack_user_id, view=view)
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


def _say_next(schedule: ScheduleView | None, *, is_on: bool, is_refused: bool) -> str:
    if not is_on:
        return reflection_words.SWITCHED_OFF
    date = _say_date(schedule)
    return f"{words.REFUSED} {date}" if is_refused else date


def _say_date(schedule: ScheduleView | None) -> str:
    if schedule is None or schedule.is_off:
        return words.NO_QUESTIONS
    if schedule.next_due_at is None:
        return words.NO_DATE_YET
    local = schedule.next_due_at.astimezone(find_zone(schedule.tz))
    return words.say_next(
        say_day(schedule.next_due_at, schedule.tz),
        f"{local:%H:%M}",
        weekday=schedule.rhythm.weekday,
        hour=schedule.rhythm.hour,
        every_weeks=schedule.rhythm.every_weeks,
    )
