"""A workspace's working days: stored, and followed by whatever is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from databases import Database
from db import DigestPlan, Person, ReflectionSchedule
from factories import make_channel, make_schedule
from services.team import Team
from slackapp.domain.base.due_times import Rhythm
from slackapp.domain.base.working_days import WorkingDays
from slackapp.services.reflection.claim import DueGroup, claim_page, find_due_group
from slackapp.services.reflection.prompts import ask_again
from slackapp.services.reflection.schedule import change_schedule, get_schedule
from slackapp.services.reflection.wishes import ask_now
from slackapp.services.team.due_days import change_working_days
from slackapp.services.team.plans import switch_digest
from slackapp.services.workspace.people import record_people
from slackapp.services.workspace.working_days import get_working_days

#: The Monday before Easter, in Berlin; Good Friday is the third of April.
NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
GOOD_FRIDAY = datetime(2026, 4, 3, 13, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 4, 2, 13, 0, tzinfo=UTC)
GERMANY = WorkingDays(country="DE")
BERLIN = "Europe/Berlin"


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def schedule(session: Session, person: Person, **columns: object) -> None:
    make_schedule(session, person=person, tz=BERLIN, **({"next_due_at": GOOD_FRIDAY} | columns))


def work_on(session: Session, team: Team, days: WorkingDays, now: datetime = NOW) -> None:
    change_working_days(session, workspace_id=team.workspace_id, days=days, now=now)
    session.expire_all()


def due_of(session: Session, person: Person) -> datetime | None:
    found = get_schedule(session, person_id=person.id)
    assert found is not None
    return found.next_due_at


def test_a_workspace_works_from_monday_to_friday_until_it_says_otherwise(
    session: Session, team: Team
) -> None:
    other = Team(session)
    assert get_working_days(session, workspace_id=team.workspace_id) == WorkingDays()
    days = WorkingDays(frozenset({6, 0, 1}), "DE", "BY")
    work_on(session, team, days)
    assert get_working_days(session, workspace_id=team.workspace_id) == days
    assert get_working_days(session, workspace_id=other.workspace_id) == WorkingDays()


def test_questions_move_to_a_working_day_as_soon_as_the_days_are_told(
    session: Session, team: Team
) -> None:
    schedule(session, team.ana)
    schedule(session, team.ben, weekday=2, next_due_at=NOW + timedelta(days=2))
    schedule(session, team.cem, is_off=True, next_due_at=None)
    work_on(session, team, GERMANY)
    assert due_of(session, team.ana) == THURSDAY
    assert due_of(session, team.ben) == datetime(2026, 4, 1, 13, 0, tzinfo=UTC)
    assert due_of(session, team.cem) is None
    work_on(session, team, WorkingDays())
    assert due_of(session, team.ana) == GOOD_FRIDAY


def test_whoever_is_due_already_is_asked_and_another_workspace_stays_as_it_was(
    session: Session, team: Team
) -> None:
    other = Team(session)
    schedule(session, team.ana, next_due_at=NOW)
    schedule(session, other.ana)
    work_on(session, team, GERMANY)
    assert due_of(session, team.ana) == NOW
    assert due_of(session, other.ana) == GOOD_FRIDAY


def test_a_weekday_of_ones_own_is_kept_but_not_on_a_public_holiday(
    session: Session, team: Team
) -> None:
    saturday = datetime(2026, 4, 4, 13, 0, tzinfo=UTC)
    schedule(session, team.ana, weekday=5, has_own_rhythm=True, next_due_at=saturday)
    schedule(session, team.ben, weekday=5, next_due_at=saturday)
    schedule(session, team.cem, weekday=4, has_own_rhythm=True)
    work_on(session, team, GERMANY)
    assert due_of(session, team.ana) == saturday
    assert due_of(session, team.ben) == due_of(session, team.cem) == THURSDAY


def test_who_is_new_and_who_chooses_is_asked_on_a_working_day(session: Session, team: Team) -> None:
    work_on(session, team, GERMANY)
    told = {"id": team.ben.slack_user_id, "name": "ben", "tz": BERLIN, "updated": 1}
    record_people(session, workspace=team.workspace, users=[told], now=NOW - timedelta(days=4))
    session.expire_all()
    assert due_of(session, team.ben) == THURSDAY
    chosen = change_schedule(
        session,
        person_id=team.ben.id,
        rhythm=Rhythm(weekday=0, hour=9),
        paused_until=datetime(2026, 4, 6, tzinfo=UTC).date(),
        is_off=False,
        wants_reminders=True,
        takes_leader_tier=False,
        now=NOW,
    )
    # Easter Monday is a holiday: Tuesday.
    assert chosen.next_due_at == datetime(2026, 4, 7, 7, 0, tzinfo=UTC)


def test_the_round_plans_the_next_question_for_a_working_day(session: Session, team: Team) -> None:
    work_on(session, team, GERMANY)
    before = datetime(2026, 3, 27, 14, 0, tzinfo=UTC)
    own, followed = {"weekday": 4, "has_own_rhythm": True}, {"weekday": 4}
    schedule(session, team.ana, next_due_at=before, **followed)
    schedule(session, team.ben, next_due_at=before, **own)
    for _ in range(2):
        group = find_due_group(session, now=before)
        assert group is not None
        assert claim_page(session, group, limit=9, now=before).promised == 1
    assert find_due_group(session, now=before) is None
    session.expire_all()
    assert due_of(session, team.ana) == due_of(session, team.ben) == THURSDAY


def test_whoever_asks_now_has_the_next_question_on_a_working_day(
    session: Session, team: Team
) -> None:
    work_on(session, team, GERMANY)
    now = NOW - timedelta(days=4)
    schedule(session, team.ana, next_due_at=now + timedelta(days=1))
    assert ask_now(session, person_id=team.ana.id, now=now)
    session.expire_all()
    assert due_of(session, team.ana) == THURSDAY


# Digests


def plan(session: Session, team: Team, *, now: datetime) -> DigestPlan:
    channel = make_channel(session, workspace=team.row)
    switch_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        tz=BERLIN,
        is_on=True,
        now=now,
    )
    return session.scalars(select(DigestPlan)).one()


def test_a_digest_comes_on_the_first_day_that_is_worked(session: Session, team: Team) -> None:
    december = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
    assert plan(session, team, now=december).next_due_at == datetime(2027, 1, 1, 8, tzinfo=UTC)
    work_on(session, team, GERMANY, now=december)
    row = session.scalars(select(DigestPlan)).one()
    assert row.next_due_at == datetime(2027, 1, 4, 8, tzinfo=UTC)


def test_a_month_keeps_its_digest_when_its_day_would_have_passed(
    session: Session, team: Team
) -> None:
    work_on(session, team, GERMANY, now=datetime(2026, 12, 15, tzinfo=UTC))
    plan(session, team, now=datetime(2026, 12, 15, tzinfo=UTC))
    due_at = datetime(2027, 1, 4, 8, tzinfo=UTC)
    work_on(session, team, WorkingDays(), now=datetime(2027, 1, 2, 12, tzinfo=UTC))
    assert session.scalars(select(DigestPlan.next_due_at)).one() == due_at


def test_a_digest_that_is_due_or_off_stays_so(session: Session, team: Team) -> None:
    plan(session, team, now=NOW)
    for due_at in (NOW, None):
        session.execute(update(DigestPlan).values(next_due_at=due_at))
        work_on(session, team, GERMANY)
        assert session.scalars(select(DigestPlan.next_due_at)).one() == due_at


def test_schedules_are_moved_by_their_due_moments_and_not_one_by_one(
    session: Session, team: Team
) -> None:
    for _ in range(20):
        schedule(session, team.add(session))
    moved: list[str] = []

    def count(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("UPDATE reflection_schedule"):
            moved.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        work_on(session, team, GERMANY)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", count)
    assert len(moved) == 1
    assert set(session.scalars(select(ReflectionSchedule.next_due_at))) == {THURSDAY}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_is_due_is_found_by_an_index_however_many_people_there_are(
    database: Database,
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(database.sessions.engine, "before_cursor_execute", note)
    group = DueGroup(1, NOW, BERLIN, Rhythm(4, 15))
    with database.sessions.begin() as session:
        find_due_group(session, now=NOW, passing_over=[3])
        claim_page(session, group, limit=9, now=NOW)
        ask_again(session, limit=9, now=NOW)
    event.remove(database.sessions.engine, "before_cursor_execute", note)
    assert len(asked) == 3
    with database.sessions.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row[-1] for row in plan]
            assert steps[0].startswith("SEARCH reflection_")
            assert not [step for step in steps if step.startswith("SCAN")]
