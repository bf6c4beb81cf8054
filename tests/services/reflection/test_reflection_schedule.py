"""When people are asked: who is new, who moves, who leaves, who chooses, and the workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import Person
from services.team import Team
from slackapp.domain.base.due_times import Rhythm, iso_week_of
from slackapp.services.reflection.schedule import (
    ScheduleView,
    change_policy,
    change_schedule,
    get_policy,
    get_schedule,
)
from slackapp.services.workspace.people import record_people

#: A Tuesday.
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def tell(
    session: Session, team: Team, person: Person, *, at: datetime = NOW, **user: object
) -> None:
    """What Slack tells of a person."""
    told = {"id": person.slack_user_id, "name": "ben", "tz": "Europe/Berlin", "updated": 1}
    record_people(session, workspace=team.workspace, users=[told | user], now=at)
    session.expire_all()


def schedule(session: Session, person: Person) -> ScheduleView:
    found = get_schedule(session, person_id=person.id)
    assert found is not None
    return found


def choose(session: Session, person: Person, **choices: object) -> ScheduleView:
    values = {
        "rhythm": None,
        "paused_until": None,
        "is_off": False,
        "wants_reminders": True,
        "takes_leader_tier": False,
        "now": NOW,
    }
    return change_schedule(session, person_id=person.id, **(values | choices))  # type: ignore[arg-type]


def test_somebody_new_starts_in_their_first_full_week(session: Session, team: Team) -> None:
    tell(session, team, team.ben)
    assert schedule(session, team.ben).next_due_at == datetime(2026, 3, 20, 14, tzinfo=UTC)


def test_bots_and_strangers_are_never_asked(session: Session, team: Team) -> None:
    tell(session, team, team.ben, is_bot=True)
    tell(session, team, team.cem, is_stranger=True)
    assert get_schedule(session, person_id=team.ben.id) is None
    assert get_schedule(session, person_id=team.cem.id) is None


def test_whoever_leaves_is_not_asked_and_whoever_returns_is(session: Session, team: Team) -> None:
    tell(session, team, team.ben)
    tell(session, team, team.ben, deleted=True, updated=2)
    assert schedule(session, team.ben).next_due_at is None
    later = NOW + timedelta(weeks=4)
    tell(session, team, team.ben, at=later, updated=3)
    due = schedule(session, team.ben).next_due_at
    assert due is not None
    assert later < due < later + timedelta(weeks=1)


def test_whoever_moves_is_asked_at_the_same_local_time_there(session: Session, team: Team) -> None:
    tell(session, team, team.ben)
    tell(session, team, team.ben, tz="Pacific/Auckland", updated=2)
    found = schedule(session, team.ben)
    assert found.tz == "Pacific/Auckland"
    assert found.next_due_at == datetime(2026, 3, 20, 2, tzinfo=UTC)


def test_moving_or_choosing_never_brings_a_second_question_in_a_week(
    session: Session, team: Team
) -> None:
    tell(session, team, team.ben)
    row = schedule(session, team.ben)
    asked_in = iso_week_of(NOW, row.tz)
    due = choose(session, team.ben, rhythm=Rhythm(3, 9)).next_due_at
    assert due is not None
    assert iso_week_of(due, row.tz) == asked_in + 1


def test_a_pause_holds_until_its_day(session: Session, team: Team) -> None:
    tell(session, team, team.ben)
    until = date(2026, 5, 1)
    due = choose(session, team.ben, paused_until=until).next_due_at
    assert due == datetime(2026, 5, 1, 13, tzinfo=UTC)
    back = choose(session, team.ben).next_due_at
    assert back == datetime(2026, 3, 20, 14, tzinfo=UTC)


def test_off_is_off_until_it_is_taken_back(session: Session, team: Team) -> None:
    tell(session, team, team.ben)
    assert choose(session, team.ben, is_off=True).next_due_at is None
    tell(session, team, team.ben, updated=2)
    assert schedule(session, team.ben).next_due_at is None
    assert choose(session, team.ben).next_due_at is not None


def test_the_workspace_s_time_moves_whoever_follows_it_and_nobody_else(
    session: Session, team: Team
) -> None:
    for person in (team.ana, team.ben, team.cem):
        tell(session, team, person)
    choose(session, team.cem, rhythm=Rhythm(0, 8, 2))
    choose(session, team.ana, is_off=True)
    policy = get_policy(session, workspace_id=team.workspace_id)
    policy = replace(policy, weekday=2, hour=10)
    change_policy(session, workspace_id=team.workspace_id, policy=policy, now=NOW)
    session.expire_all()
    assert schedule(session, team.ben).next_due_at == datetime(2026, 3, 18, 9, tzinfo=UTC)
    assert schedule(session, team.cem).rhythm == Rhythm(0, 8, 2)
    assert schedule(session, team.ana).next_due_at is None
    assert choose(session, team.ana).next_due_at == datetime(2026, 3, 18, 9, tzinfo=UTC)
    assert get_policy(session, workspace_id=team.workspace_id) == policy


def test_another_workspace_s_people_do_not_move(session: Session, team: Team) -> None:
    other = Team(session)
    tell(session, other, other.ben)
    before = schedule(session, other.ben)
    policy = replace(get_policy(session, workspace_id=team.workspace_id), weekday=0)
    change_policy(session, workspace_id=team.workspace_id, policy=policy, now=NOW)
    session.expire_all()
    assert schedule(session, other.ben) == before
