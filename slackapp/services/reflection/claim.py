"""Claiming whoever is due: prompts and their messages are recorded by the page, in sets.

What a group of people shares is computed once: its ISO week, and its next due moment. What each
of them is asked is left to the delivery (`prompts`).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    not_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from db import (
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
    Workspace,
    insert_or_update,
    table_of,
)
from slackapp.domain.base.due_times import Rhythm, find_next_due, iso_week_of
from slackapp.domain.base.working_days import ANY_DAY, WorkingDays
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.reflection.promises import promise_messages, take_slots, wake_lanes
from slackapp.services.workspace.working_days import (
    WORKING_DAYS_COLUMNS,
    view_working_days,
)
from slackapp.services.workspace.workspaces import IS_WORKING

#: A prompt that would come later than so long after its due moment is not sent any more.
LATEST = timedelta(days=1)
_PERSON_ID = table_of(ReflectionSchedule).c.person_id


@dataclass(frozen=True, slots=True)
class DueGroup:
    """People of one workspace who are due at the same moment and will be again."""

    workspace_id: int
    due_at: datetime
    tz: str
    rhythm: Rhythm
    has_own_rhythm: bool = False
    days: WorkingDays = ANY_DAY

    @property
    def iso_week(self) -> int:
        """The week that they are asked in."""
        return iso_week_of(self.due_at, self.tz)

    @property
    def next_due_at(self) -> datetime:
        """When they are due again."""
        return self.find_next(paused_until=None)

    def find_next(self, *, paused_until: date | None) -> datetime:
        """When they are due again, not before that date."""
        return find_next_due(
            self.rhythm,
            zone_name=self.tz,
            after=self.due_at,
            not_in_week=self.iso_week,
            paused_until=paused_until,
            days=self.days.and_weekday(self.rhythm.weekday) if self.has_own_rhythm else self.days,
        )

    @property
    def key(self) -> str:
        """Its name among the units of work."""
        own = ":own" if self.has_own_rhythm else ""
        rhythm = f"{self.rhythm.weekday}:{self.rhythm.hour}:{self.rhythm.every_weeks}{own}"
        return f"{self.due_at:%Y-%m-%dT%H:%M} {self.tz} {rhythm}"

    def is_late(self, now: datetime) -> bool:
        """Whether their prompts would come too late to be sent."""
        return now - self.due_at >= LATEST


@dataclass(frozen=True, slots=True)
class ClaimedPage:
    """How many prompts a page recorded: to be sent, or too late for that."""

    promised: int
    missed: int


def find_due_group(
    session: Session,
    *,
    now: datetime,
    passing_over: Collection[int] = (),
    but: Collection[DueGroup] = (),
    among: Among = EVERYTHING,
) -> DueGroup | None:
    """The group that has been due for longest; none of the workspaces to pass over.

    It is none of the groups in `but`; `among` says which people count.
    """
    row = session.execute(
        select(
            ReflectionSchedule.workspace_id,
            ReflectionSchedule.next_due_at,
            ReflectionSchedule.tz,
            ReflectionSchedule.weekday,
            ReflectionSchedule.hour,
            ReflectionSchedule.every_weeks,
            ReflectionSchedule.has_own_rhythm,
            *WORKING_DAYS_COLUMNS,
        )
        .join(Workspace, Workspace.id == ReflectionSchedule.workspace_id)
        .join(ReflectionPolicy, ReflectionPolicy.workspace_id == ReflectionSchedule.workspace_id)
        .where(
            ReflectionSchedule.next_due_at <= now,
            ReflectionPolicy.is_on,
            IS_WORKING,
            ReflectionSchedule.workspace_id.not_in(passing_over),
            *among.where(_PERSON_ID),
            *(not_(and_(*_is_in(group))) for group in but),
        )
        .order_by(ReflectionSchedule.next_due_at)
        .limit(1)
    ).one_or_none()
    if row is None or row.next_due_at is None:
        return None
    rhythm = Rhythm(row.weekday, row.hour, row.every_weeks)
    days = view_working_days(row._mapping)
    return DueGroup(row.workspace_id, row.next_due_at, row.tz, rhythm, row.has_own_rhythm, days)


def count_left_today(session: Session, *, workspace_id: int, now: datetime) -> int | None:
    """How many prompts the workspace's daily cap still allows; None where it has no cap."""
    cap = session.scalars(
        select(ReflectionPolicy.daily_cap).where(ReflectionPolicy.workspace_id == workspace_id)
    ).one()
    if cap == 0:
        return None
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    recorded = session.scalar(
        select(func.count())
        .select_from(ReflectionPrompt)
        .where(
            ReflectionPrompt.workspace_id == workspace_id,
            ReflectionPrompt.recorded_at >= today,
            ReflectionPrompt.state != "missed",
        )
    )
    return max(cap - (recorded or 0), 0)


def claim_page(
    session: Session, group: DueGroup, *, limit: int, now: datetime, among: Among = EVERYTHING
) -> ClaimedPage:
    """Record the prompts of up to `limit` people of the group, and when they are due next."""
    found = session.scalars(_find_page(group, limit, among).with_for_update(skip_locked=True))
    person_ids = list(found)
    if not person_ids:
        return ClaimedPage(0, 0)
    return record_page(session, group, person_ids, now=now)


def list_page(
    session: Session, group: DueGroup, *, limit: int, among: Among = EVERYTHING
) -> list[int]:
    """The people whom `claim_page` would take."""
    return list(session.scalars(_find_page(group, limit, among)))


def record_page(
    session: Session, group: DueGroup, person_ids: list[int], *, now: datetime
) -> ClaimedPage:
    """Record those people's prompts, promise the messages, and note when each is due again."""
    is_late = group.is_late(now)
    page = _among(session, person_ids)
    _record_prompts(session, group, page, state="missed" if is_late else "due", now=now)
    session.execute(
        update(table_of(ReflectionSchedule))
        .where(ReflectionSchedule.person_id.in_(page))
        .values(asked_in_week=group.iso_week, next_due_at=group.next_due_at)
    )
    if is_late:
        return ClaimedPage(0, len(person_ids))
    start_at = take_slots(session, group.workspace_id, len(person_ids), now)
    wake_lanes(session, page, start_at=start_at, now=now)
    promise_messages(session, page, iso_week=group.iso_week, now=now)
    return ClaimedPage(len(person_ids), 0)


def _find_page(group: DueGroup, limit: int, among: Among) -> Select[int]:
    return (
        select(ReflectionSchedule.person_id)
        .where(*_is_in(group), *among.where(_PERSON_ID))
        .limit(limit)
    )


def _is_in(group: DueGroup) -> tuple[ColumnElement[bool], ...]:
    return (
        ReflectionSchedule.next_due_at == group.due_at,
        ReflectionSchedule.workspace_id == group.workspace_id,
        ReflectionSchedule.tz == group.tz,
        ReflectionSchedule.weekday == group.rhythm.weekday,
        ReflectionSchedule.hour == group.rhythm.hour,
        ReflectionSchedule.every_weeks == group.rhythm.every_weeks,
        ReflectionSchedule.has_own_rhythm == group.has_own_rhythm,
    )


def _among(session: Session, person_ids: list[int]) -> Select[int]:
    """The ids as a set within the database: one parameter, however many they are."""
    listed = json.dumps(person_ids)
    if session.get_bind().dialect.name == "sqlite":
        value: ColumnElement[Any] = func.json_each(listed).table_valued("value").c.value
    else:
        elements = func.jsonb_array_elements_text(cast(literal(listed, Text), JSONB))
        value = cast(elements.column_valued("element"), BigInteger)
    return select(value)


def _record_prompts(
    session: Session, group: DueGroup, page: Select[int], *, state: str, now: datetime
) -> None:
    columns = ["workspace_id", "person_id", "iso_week", "due_at", "recorded_at", "state"]
    rows = select(
        ReflectionSchedule.workspace_id,
        ReflectionSchedule.person_id,
        literal(group.iso_week),
        literal(group.due_at, ReflectionPrompt.due_at.type),
        literal(now, ReflectionPrompt.recorded_at.type),
        literal(state),
    ).where(ReflectionSchedule.person_id.in_(page))
    session.execute(
        insert_or_update(session, ReflectionPrompt)
        .from_select(columns, rows, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["person_id", "iso_week"])
    )
