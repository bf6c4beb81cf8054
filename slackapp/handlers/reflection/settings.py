"""Settings of the weekly reflections: a person's own, and an admin's for the workspace."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.reflection import words
from slackapp.blocks.reflection.settings import (
    LEADER_TIER,
    OFF,
    ON,
    OWN,
    REMINDER,
    build_policy_form,
    build_settings_form,
)
from slackapp.domain.base.due_times import WAKING_HOURS, Rhythm, local_date
from slackapp.domain.profile.johari import Thresholds
from slackapp.errors import UserFacingError
from slackapp.frameworks.model import Framework
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_home, show_workspace
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import QUESTIONS
from slackapp.services.reflection.schedule import (
    LONGEST_PAUSE,
    PolicyView,
    ScheduleView,
    change_policy,
    change_schedule,
    get_policy,
    get_schedule,
)
from slackapp.services.reflection.upkeep import count_recent
from slackapp.services.workspace.frameworks import find_framework
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.working_days import get_working_days
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

_FOUR_WEEKS = timedelta(weeks=4)
#: The numbers that an admin sets.
_NUMBERS = (
    NumberField(ids.CAP_BLOCK, words.CAP_LABEL, words.CAP_HINT, 0, 999999),
    NumberField(ids.MIN_ANSWERS_BLOCK, words.MIN_ANSWERS_LABEL, words.MIN_ANSWERS_HINT, 1, 50),
    NumberField(ids.SEEN_FROM_BLOCK, words.SEEN_FROM_LABEL, words.SEEN_FROM_HINT, 1, 5),
    NumberField(ids.MIN_KUDOS_BLOCK, words.MIN_KUDOS_LABEL, words.MIN_KUDOS_HINT, 1, 50),
    NumberField(ids.MIN_GIVERS_BLOCK, words.MIN_GIVERS_LABEL, words.MIN_GIVERS_HINT, 1, 50),
)


def register(app: App, tools: Tools) -> None:
    """Attach both forms."""

    on_opening(app, tools, ids.REFLECTION_SETTINGS, draw_settings)
    on_opening(app, tools, ids.REFLECTION_POLICY, draw_policy)
    first = ids.WEEKDAY_BLOCK
    on_submission(
        app, tools, ids.SETTINGS_FORM, store_settings, first_block_id=first, then=show_home
    )
    on_submission(
        app, tools, ids.POLICY_FORM, store_policy, first_block_id=first, then=show_workspace
    )


def draw_settings(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form of a person's own settings."""
    person = get_actor(session, click)
    policy = get_policy(session, workspace_id=click.workspace.workspace_id)
    schedule = get_schedule(session, person_id=person.person_id)
    if schedule is None:
        raise UserFacingError(words.NOT_ASKED)
    return build_settings_form(
        rhythm=schedule.rhythm,
        has_own_rhythm=schedule.has_own_rhythm,
        workspace_weekday=policy.weekday,
        workspace_hour=policy.hour,
        tz=schedule.tz,
        paused_until=schedule.paused_until,
        is_off=schedule.is_off,
        wants_reminders=schedule.wants_reminders,
        takes_leader_tier=schedule.takes_leader_tier,
    )


def store_settings(tools: Tools, session: Session, submission: Submission) -> None:
    """Store a person's own settings."""
    person, values, now = get_actor(session, submission), submission.values, tools.clock()
    choices = values.options(ids.CHOICES_BLOCK)
    every_weeks = 2 if values.option(ids.EVERY_BLOCK) == "2" else 1
    weekday, hour = _read_time(values)
    has_own = values.option(ids.RHYTHM_BLOCK) == OWN or every_weeks == 2
    schedule = get_schedule(session, person_id=person.person_id)
    if schedule is None:
        raise UserFacingError(words.NOT_ASKED)
    if not has_own:
        policy = get_policy(session, workspace_id=submission.workspace.workspace_id)
        _check_unchanged((weekday, hour), schedule, policy)
    change_schedule(
        session,
        person_id=person.person_id,
        rhythm=Rhythm(weekday, hour, every_weeks) if has_own else None,
        paused_until=_read_pause(values, person, schedule.paused_until, now),
        is_off=OFF in choices,
        wants_reminders=REMINDER in choices,
        takes_leader_tier=LEADER_TIER in choices,
        now=now,
    )


def _check_unchanged(time: tuple[int, int], schedule: ScheduleView, policy: PolicyView) -> None:
    """Raises WrongField where somebody chose a time that would not count."""
    shown = (schedule.rhythm.weekday, schedule.rhythm.hour)
    everybody_s = (policy.weekday, policy.hour)
    if time not in (shown, everybody_s):
        changed = ids.WEEKDAY_BLOCK if time[0] != shown[0] else ids.HOUR_BLOCK
        raise WrongField(changed, words.OWN_TIME_NEEDED)


def _read_pause(
    values: Values, person: PersonView, stored: date | None, now: datetime
) -> date | None:
    chosen = values.date(ids.PAUSE_BLOCK)
    if not chosen:
        return None
    today = local_date(now, person.tz)
    try:
        paused_until = date.fromisoformat(chosen)
    except ValueError:
        raise WrongField(ids.PAUSE_BLOCK, words.NO_DATE) from None
    if paused_until > today + LONGEST_PAUSE:
        raise WrongField(ids.PAUSE_BLOCK, words.PAUSE_TOO_LONG)
    if paused_until > today:
        return paused_until
    if paused_until != stored:
        raise WrongField(ids.PAUSE_BLOCK, words.PAUSE_IS_OVER)
    # One that has ended since is none.
    return None


def draw_policy(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form of the workspace's settings, for admins."""
    get_admin(session, click)
    workspace, now = click.workspace, tools.clock()
    policy = get_policy(session, workspace_id=workspace.workspace_id)
    held = policy.thresholds
    values = (
        policy.daily_cap,
        held.min_answers,
        int(held.seen_from),
        held.min_kudos,
        held.min_givers,
    )
    return build_policy_form(
        is_on=policy.is_on,
        weekday=policy.weekday,
        hour=policy.hour,
        numbers=list(zip(_NUMBERS, values, strict=True)),
        lenses=[
            (one.key, one.name, one.key in policy.lenses)
            for one in _list_lenses(session, workspace)
        ],
        recent=count_recent(session, workspace_id=workspace.workspace_id, since=now - _FOUR_WEEKS),
    )


def store_policy(tools: Tools, session: Session, submission: Submission) -> None:
    """Store the workspace's settings, for admins."""
    admin = get_admin(session, submission)
    workspace, values, now = submission.workspace, submission.values, tools.clock()
    cap, min_answers, seen_from, min_kudos, min_givers = (
        values.number(field) for field in _NUMBERS
    )
    held = get_policy(session, workspace_id=workspace.workspace_id)
    weekday, hour = _read_time(values)
    if weekday != held.weekday:
        _check_works_then(session, workspace, weekday)
    chosen = values.options(ids.LENSES_BLOCK)
    policy = PolicyView(
        is_on=ON in values.options(ids.ON_BLOCK),
        weekday=weekday,
        hour=hour,
        daily_cap=cap,
        keep_months=held.keep_months,
        thresholds=Thresholds(min_answers, seen_from, min_kudos, min_givers),
        lenses=tuple(one.key for one in _list_lenses(session, workspace) if one.key in chosen),
    )
    scope = Scope(workspace.workspace_id, admin.person_id)
    with recorded(session, QUESTIONS, scope, now=now):
        change_policy(session, workspace_id=scope.workspace_id, policy=policy, now=now)


def _check_works_then(session: Session, workspace: WorkspaceView, weekday: int) -> None:
    """Raises WrongField for a day off, for which the question would come on another day."""
    days = get_working_days(session, workspace_id=workspace.workspace_id)
    if weekday not in days.weekdays:
        raise WrongField(ids.WEEKDAY_BLOCK, words.say_day_off(weekday))


def _list_lenses(session: Session, workspace: WorkspaceView) -> tuple[Framework, ...]:
    framework = find_framework(
        session, workspace_id=workspace.workspace_id, key=workspace.framework_key
    )
    return framework.lenses


def _read_time(values: Values) -> tuple[int, int]:
    weekday, hour = (values.option(one) for one in (ids.WEEKDAY_BLOCK, ids.HOUR_BLOCK))
    if weekday not in map(str, range(7)):
        raise WrongField(ids.WEEKDAY_BLOCK, words.CHOOSE_DAY)
    if hour not in map(str, range(*WAKING_HOURS)):
        raise WrongField(ids.HOUR_BLOCK, words.CHOOSE_HOUR)
    return int(weekday), int(hour)
