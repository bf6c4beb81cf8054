"""When people are asked: their own rhythm, the workspace's, and the next due moment of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.orm import Session

from db import Person, ReflectionPolicy, ReflectionSchedule, as_filter
from slackapp.domain.base.due_times import Rhythm, find_first_due, find_next_due, iso_week_of
from slackapp.domain.profile.johari import Thresholds
from slackapp.services.workspace.working_days import get_working_days

#: How far ahead somebody may pause.
LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What a workspace decided about its reflections; a cap or age of 0 is none.

    Besides its own framework it asks through the `lenses` of those keys.
    """

    is_on: bool
    weekday: int
    hour: int
    daily_cap: int
    keep_months: int
    thresholds: Thresholds
    lenses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """When one person is asked, and how; `next_due_at` is None while they are not asked."""

    person_id: int
    tz: str
    rhythm: Rhythm
    has_own_rhythm: bool
    is_off: bool
    paused_until: date | None
    wants_reminders: bool
    takes_leader_tier: bool
    next_due_at: datetime | None


def get_policy(session: Session, *, workspace_id: int) -> PolicyView:
    """The workspace's decisions. Raises LookupError for a workspace that is not there."""
    row = session.get(ReflectionPolicy, workspace_id)
    if row is None:
        raise LookupError(f"workspace {workspace_id} has no reflection policy")
    return PolicyView(
        is_on=row.is_on,
        weekday=row.weekday,
        hour=row.hour,
        daily_cap=row.daily_cap,
        keep_months=row.keep_months,
        thresholds=Thresholds(
            min_answers=row.mirror_min_answers,
            seen_from=row.mirror_seen_from,
            min_kudos=row.mirror_min_kudos,
            min_givers=row.mirror_min_givers,
        ),
        lenses=tuple(filter(None, row.asked_lenses.split(","))),
    )


def change_policy(
    session: Session, *, workspace_id: int, policy: PolicyView, now: datetime
) -> None:
    """Store the workspace's decisions; everybody without a rhythm of their own follows."""
    session.execute(
        update(ReflectionPolicy)
        .where(ReflectionPolicy.workspace_id == workspace_id)
        .values(
            is_on=policy.is_on,
            weekday=policy.weekday,
            hour=policy.hour,
            daily_cap=policy.daily_cap,
            keep_months=policy.keep_months,
            mirror_min_answers=policy.thresholds.min_answers,
            mirror_seen_from=int(policy.thresholds.seen_from),
            mirror_min_kudos=policy.thresholds.min_kudos,
            mirror_min_givers=policy.thresholds.min_givers,
            asked_lenses=",".join(policy.lenses),
        )
    )
    _move_followers(session, workspace_id, policy, now)


def _move_followers(session: Session, workspace_id: int, policy: PolicyView, now: datetime) -> None:
    """Give whoever has no rhythm of their own the workspace's, and their next due moment."""
    following = (
        ReflectionSchedule.workspace_id == workspace_id,
        ReflectionSchedule.has_own_rhythm.is_(False),
    )
    changed = (ReflectionSchedule.weekday != policy.weekday) | (
        ReflectionSchedule.hour != policy.hour
    )
    days = get_working_days(session, workspace_id=workspace_id)
    for row in session.execute(select(*_ALIKE).where(*following, changed).distinct()).all():
        due = None
        if row.next_due_at is not None:
            due = find_next_due(
                Rhythm(policy.weekday, policy.hour, row.every_weeks),
                zone_name=row.tz,
                after=now,
                not_in_week=row.asked_in_week,
                paused_until=row.paused_until,
                days=days,
            )
        session.execute(
            update(ReflectionSchedule)
            .where(*following, changed, *_are_like(row._mapping))
            .values(weekday=policy.weekday, hour=policy.hour, next_due_at=due)
            .execution_options(synchronize_session=False)
        )


# One statement for all who have the same due moment now: there are few such moments.
_ALIKE = (
    ReflectionSchedule.tz,
    ReflectionSchedule.weekday,
    ReflectionSchedule.hour,
    ReflectionSchedule.every_weeks,
    ReflectionSchedule.has_own_rhythm,
    ReflectionSchedule.asked_in_week,
    ReflectionSchedule.paused_until,
    ReflectionSchedule.next_due_at,
)


def _are_like(row: RowMapping) -> list[ColumnElement[bool]]:
    return [column.is_not_distinct_from(row[column.key]) for column in _ALIKE]


def move_schedules(session: Session, *, workspace_id: int, now: datetime) -> None:
    """Follow the workspace's working days, except where somebody is due already."""
    ahead = (ReflectionSchedule.workspace_id == workspace_id, ReflectionSchedule.next_due_at > now)
    days = get_working_days(session, workspace_id=workspace_id)
    for row in session.execute(select(*_ALIKE).where(*ahead).distinct()).all():
        due = find_next_due(
            Rhythm(row.weekday, row.hour, row.every_weeks),
            zone_name=row.tz,
            after=now,
            not_in_week=row.asked_in_week,
            paused_until=row.paused_until,
            days=days.and_weekday(row.weekday) if row.has_own_rhythm else days,
        )
        if due != row.next_due_at:
            session.execute(
                update(ReflectionSchedule)
                .where(*ahead, *_are_like(row._mapping))
                .values(next_due_at=due)
                .execution_options(synchronize_session=False)
            )


def refresh_schedules(
    session: Session, *, workspace_id: int, person_ids: Collection[int], now: datetime
) -> None:
    """Follow what Slack tells of these people: who is new, who left, who moved to another zone."""
    if not person_ids:
        return
    rows = session.execute(
        select(
            Person.id,
            Person.tz,
            (Person.is_bot | Person.is_deactivated | Person.is_stranger | Person.is_guest).label(
                "is_out"
            ),
            ReflectionSchedule.tz.label("known_tz"),
            ReflectionSchedule.next_due_at,
        )
        .outerjoin(ReflectionSchedule, ReflectionSchedule.person_id == Person.id)
        .where(as_filter(Person.workspace_id) == workspace_id, Person.id.in_(person_ids))
        .order_by(Person.id)
    ).all()
    for row in rows:
        if row.known_tz is None:
            if not row.is_out:
                _begin(session, workspace_id, row.id, row.tz, now)
        elif row.is_out:
            if row.next_due_at is not None:
                _set_due(session, row.id, None)
        elif row.known_tz != row.tz or row.next_due_at is None:
            _follow(session, row.id, row.tz, now)


def _begin(session: Session, workspace_id: int, person_id: int, tz: str, now: datetime) -> None:
    policy = get_policy(session, workspace_id=workspace_id)
    rhythm = Rhythm(policy.weekday, policy.hour)
    session.add(
        ReflectionSchedule(
            person_id=person_id,
            workspace_id=workspace_id,
            tz=tz,
            weekday=rhythm.weekday,
            hour=rhythm.hour,
            # The week in which somebody comes counts as asked: they start in their first full one.
            asked_in_week=iso_week_of(now, tz),
            next_due_at=find_first_due(
                rhythm,
                zone_name=tz,
                joined_at=now,
                days=get_working_days(session, workspace_id=workspace_id),
            ),
        )
    )
    session.flush()


def _follow(session: Session, person_id: int, tz: str, now: datetime) -> None:
    schedule = session.get_one(ReflectionSchedule, person_id)
    # What is due already is asked where it was due; the next sync follows the move.
    if schedule.next_due_at is not None and schedule.next_due_at <= now:
        return
    schedule.tz = tz
    schedule.next_due_at = _find_due(session, schedule, now)
    session.flush()


def _set_due(session: Session, person_id: int, due_at: datetime | None) -> None:
    session.execute(
        update(ReflectionSchedule)
        .where(ReflectionSchedule.person_id == person_id)
        .values(next_due_at=due_at)
    )


def _find_due(session: Session, schedule: ReflectionSchedule, now: datetime) -> datetime | None:
    if schedule.is_off:
        return None
    days = get_working_days(session, workspace_id=schedule.workspace_id)
    return find_next_due(
        Rhythm(schedule.weekday, schedule.hour, schedule.every_weeks),
        zone_name=schedule.tz,
        after=now,
        not_in_week=schedule.asked_in_week,
        paused_until=schedule.paused_until,
        days=days.and_weekday(schedule.weekday) if schedule.has_own_rhythm else days,
    )


def get_schedule(session: Session, *, person_id: int) -> ScheduleView | None:
    """When that person is asked; None for somebody who never is, such as a bot."""
    row = session.get(ReflectionSchedule, person_id)
    return None if row is None else _view(row)


def change_schedule(
    session: Session,
    *,
    person_id: int,
    rhythm: Rhythm | None,
    paused_until: date | None,
    is_off: bool,
    wants_reminders: bool,
    takes_leader_tier: bool,
    now: datetime,
) -> ScheduleView:
    """Store a person's own choices; without a `rhythm` they follow the workspace's.

    Raises LookupError for somebody who has no schedule.
    """
    schedule = session.get(ReflectionSchedule, person_id, with_for_update=True)
    if schedule is None:
        raise LookupError(f"person {person_id} has no schedule")
    if rhythm is None:
        policy = get_policy(session, workspace_id=schedule.workspace_id)
        schedule.has_own_rhythm = False
        schedule.weekday, schedule.hour, schedule.every_weeks = policy.weekday, policy.hour, 1
    else:
        schedule.has_own_rhythm = True
        schedule.weekday, schedule.hour = rhythm.weekday, rhythm.hour
        schedule.every_weeks = rhythm.every_weeks
    schedule.paused_until = paused_until
    schedule.is_off = is_off
    schedule.wants_reminders = wants_reminders
    schedule.takes_leader_tier = takes_leader_tier
    schedule.next_due_at = _find_due(session, schedule, now)
    session.flush()
    return _view(schedule)


def _view(row: ReflectionSchedule) -> ScheduleView:
    return ScheduleView(
        person_id=row.person_id,
        tz=row.tz,
        rhythm=Rhythm(row.weekday, row.hour, row.every_weeks),
        has_own_rhythm=row.has_own_rhythm,
        is_off=row.is_off,
        paused_until=row.paused_until,
        wants_reminders=row.wants_reminders,
        takes_leader_tier=row.takes_leader_tier,
        next_due_at=row.next_due_at,
    )
