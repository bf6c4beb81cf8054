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
    DateTime,
    Float,
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
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from db import (
    OutboxLane,
    OutboxMessage,
    Person,
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
    Workspace,
    insert_or_update,
    table_of,
)
from slackapp.domain.base.due_times import Rhythm, find_next_due, iso_week_of
from slackapp.domain.base.working_days import ANY_DAY, WorkingDays
from slackapp.domain.reflection.errors import SwitchedOff
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.outbox import pace
from slackapp.services.outbox.outbox import PROMPT_LANE, OutgoingMessage, enqueue
from slackapp.services.workspace.working_days import (
    WORKING_DAYS_COLUMNS,
    get_working_days,
    view_working_days,
)
from slackapp.services.workspace.workspaces import IS_WORKING

#: A prompt that would come later than so long after its due moment is not sent any more.
LATEST = timedelta(days=1)
#: The time between two prompts in one workspace: two thirds of what Slack lets us post, so that
#: kudos get through.
SPREAD = timedelta(seconds=0.3)
#: The row of the pace that says when the workspace's next prompt may go.
_PACE = "reflection_prompt"
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


class plus_seconds(FunctionElement[datetime]):
    """A moment, so many seconds later."""

    type = DateTime(timezone=True)
    inherit_cache = True


@compiles(plus_seconds, "postgresql")
def _plus_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment, seconds = element.clauses
    return (
        f"({compiler.process(moment, **options)}"
        f" + {compiler.process(seconds, **options)} * INTERVAL '1 second')"
    )


@compiles(plus_seconds, "sqlite")
def _plus_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    moment, seconds = element.clauses
    # As SQLAlchemy stores moments: with six digits, of which SQLite computes three.
    return (
        f"strftime('%Y-%m-%d %H:%M:%f', {compiler.process(moment, **options)},"
        f" {compiler.process(seconds, **options)} || ' seconds') || '000'"
    )


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
    return _record(session, group, person_ids, now=now)


def list_page(
    session: Session, group: DueGroup, *, limit: int, among: Among = EVERYTHING
) -> list[int]:
    """The people whom `claim_page` would take."""
    return list(session.scalars(_find_page(group, limit, among)))


def _record(
    session: Session, group: DueGroup, person_ids: list[int], *, now: datetime
) -> ClaimedPage:
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
    start_at = _take_slots(session, group.workspace_id, len(person_ids), now)
    _wake_lanes(session, page, start_at=start_at, now=now)
    _promise_messages(session, group, page, now=now)
    return ClaimedPage(len(person_ids), 0)


def ask_now(session: Session, *, person_id: int, now: datetime) -> bool:
    """Record the question of this week at the person's own wish; False if it was asked already.

    One that came too late, or that Slack refused, was not asked.

    Also for somebody who paused or switched off: they stay so. Raises SwitchedOff where nobody of
    the workspace is asked.
    """
    schedule = session.get(ReflectionSchedule, person_id, with_for_update=True)
    if schedule is None:
        return False
    if not session.get_one(ReflectionPolicy, schedule.workspace_id).is_on:
        raise SwitchedOff
    rhythm = Rhythm(schedule.weekday, schedule.hour, schedule.every_weeks)
    days = get_working_days(session, workspace_id=schedule.workspace_id)
    group = DueGroup(schedule.workspace_id, now, schedule.tz, rhythm, schedule.has_own_rhythm, days)
    this_week = (
        ReflectionPrompt.person_id == person_id,
        ReflectionPrompt.iso_week == group.iso_week,
    )
    prompt = session.scalar(select(ReflectionPrompt).where(*this_week).with_for_update())
    if prompt is not None:
        return _ask_anew(session, prompt, now)
    schedule.next_due_at = now
    session.flush()
    _record(session, group, [person_id], now=now)
    session.execute(update(ReflectionPrompt).where(*this_week).values(was_wished=True))
    due_at = group.find_next(paused_until=schedule.paused_until)
    session.execute(
        update(ReflectionSchedule)
        .where(ReflectionSchedule.person_id == person_id)
        .values(next_due_at=None if schedule.is_off else due_at)
    )
    return True


def _ask_anew(session: Session, prompt: ReflectionPrompt, now: datetime) -> bool:
    """Promise a question once more that never reached its person."""
    if prompt.state not in ("missed", "refused"):
        return False
    prompt.state, prompt.due_at, prompt.was_wished = "due", now, True
    prompt.times_sent += 1
    session.flush()
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.prompt_id == prompt.id, OutboxMessage.state == "failed")
        .values(state="cancelled")
    )
    person = session.get_one(Person, prompt.person_id)
    message = OutgoingMessage(
        slack_channel_id=f"{PROMPT_LANE}{person.slack_user_id}",
        kind="post",
        dedupe_key=f"prompt:{prompt.id}:{prompt.times_sent}",
        payload={},
        prompt_id=prompt.id,
    )
    enqueue(session, workspace_id=prompt.workspace_id, messages=[message], now=now)
    return True


def find_refused(session: Session, *, person_id: int, now: datetime) -> bool:
    """Whether Slack refused the person's question of this week."""
    schedule = session.get(ReflectionSchedule, person_id)
    if schedule is None:
        return False
    state = session.scalar(
        select(ReflectionPrompt.state).where(
            ReflectionPrompt.person_id == person_id,
            ReflectionPrompt.iso_week == iso_week_of(now, schedule.tz),
        )
    )
    return state == "refused"


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


def _take_slots(session: Session, workspace_id: int, count: int, now: datetime) -> datetime:
    """When the first of so many prompts may go; the others follow at the spread."""
    next_at = pace.lock_pace(session, workspace_id=workspace_id, method=_PACE, now=now)
    start_at = max(next_at, now)
    pace.write_pace(
        session, workspace_id=workspace_id, method=_PACE, next_at=start_at + count * SPREAD
    )
    return start_at


#: Prompts have lanes of their own: a kudos to the same person does not wait for their turn.
_LANE: ColumnElement[str] = literal(PROMPT_LANE) + Person.slack_user_id


def _wake_lanes(session: Session, page: Select[int], *, start_at: datetime, now: datetime) -> None:
    moment = OutboxLane.due_at.type
    place = func.row_number().over(order_by=Person.id) - 1
    turn = plus_seconds(literal(start_at, moment), cast(place * SPREAD.total_seconds(), Float))
    rows = select(
        Person.workspace_id,
        _LANE,
        turn,
        literal(now, moment),
        literal(now, moment),
    ).where(Person.id.in_(page))
    statement = insert_or_update(session, OutboxLane).from_select(
        ["workspace_id", "slack_channel_id", "due_at", "next_send_at", "leased_until"],
        rows,
        include_defaults=False,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "slack_channel_id"],
            set_={"due_at": func.coalesce(OutboxLane.due_at, statement.excluded.due_at)},
        )
    )


def _promise_messages(
    session: Session, group: DueGroup, page: Select[int], *, now: datetime
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        random_id: ColumnElement[str] = func.lower(func.hex(func.randomblob(16)))
    else:
        random_id = func.replace(cast(func.gen_random_uuid(), Text), "-", "")
    rows = (
        select(
            ReflectionPrompt.workspace_id,
            OutboxLane.id,
            ReflectionPrompt.id,
            literal("post"),
            literal("prompt:") + cast(ReflectionPrompt.id, Text) + literal(":1"),
            # Drawn when it is delivered: until then all of them have the same to say.
            literal("{}", OutboxMessage.payload.type),
            random_id,
            literal(False),
            literal(now, OutboxMessage.created_at.type),
        )
        .join(Person, Person.id == ReflectionPrompt.person_id)
        .join(
            OutboxLane,
            (OutboxLane.workspace_id == Person.workspace_id)
            & (OutboxLane.slack_channel_id == _LANE),
        )
        .where(
            ReflectionPrompt.person_id.in_(page),
            ReflectionPrompt.iso_week == group.iso_week,
            ReflectionPrompt.state == "due",
        )
    )
    columns = [
        "workspace_id",
        "lane_id",
        "prompt_id",
        "kind",
        "dedupe_key",
        "payload",
        "delivery_id",
        "is_in_doubt",
        "created_at",
    ]
    session.execute(
        insert_or_update(session, OutboxMessage)
        .from_select(columns, rows, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["workspace_id", "dedupe_key"])
    )
