"""What is believed of channels, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from databases import Database
from factories import NOW
from services.races import overlap
from services.team import LEADS, SUPPORT, WINS, Team
from slackapp.domain.kudos.audience import Place
from slackapp.services.workspace.channels import (
    FRESH_FOR,
    find_members,
    find_place,
    record_members,
    record_place,
)

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def record(session: Session, team: Team, place: Place = SUPPORT, after: timedelta = MOMENT) -> None:
    record_place(session, workspace_id=team.workspace_id, place=place, now=NOW + after)


def find(session: Session, team: Team, place: Place, after: timedelta) -> Place | None:
    return find_place(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=place.slack_channel_id,
        now=NOW + after,
    )


def members(session: Session, team: Team, after: timedelta = MOMENT) -> frozenset[str] | None:
    return find_members(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=SUPPORT.slack_channel_id,
        now=NOW + after,
    )


def fill(session: Session, team: Team, *who: str, after: timedelta = MOMENT) -> None:
    record_members(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=SUPPORT.slack_channel_id,
        slack_user_ids=who,
        now=NOW + after,
    )


@pytest.mark.parametrize("place", [SUPPORT, WINS, LEADS])
def test_a_channel_is_believed_for_ten_minutes(session: Session, team: Team, place: Place) -> None:
    record(session, team, place)
    assert find(session, team, place, FRESH_FOR) == place
    assert find(session, team, place, FRESH_FOR + MOMENT) is None
    record(session, team, replace(place, app_is_member=True), after=FRESH_FOR)
    assert find(session, team, place, FRESH_FOR + MOMENT) == replace(place, app_is_member=True)


def test_a_channel_that_was_never_read_is_unknown(session: Session, team: Team) -> None:
    assert find(session, team, SUPPORT, MOMENT) is None
    assert members(session, team) is None


def test_two_requests_may_be_the_first_in_a_channel(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
    overlap(
        database,
        lambda session: record(session, team, WINS),
        lambda session: record(session, team, replace(WINS, app_is_member=True)),
    )
    with database.sessions.read() as session:
        assert find(session, team, WINS, MOMENT) == replace(WINS, app_is_member=True)


def test_members_are_believed_for_ten_minutes(session: Session, team: Team) -> None:
    record(session, team)
    assert members(session, team) is None
    fill(session, team, "U1", "U2", "U1")
    assert members(session, team, FRESH_FOR) == {"U1", "U2"}
    assert members(session, team, FRESH_FOR + MOMENT) is None
    fill(session, team, "U2", "U3", after=FRESH_FOR)
    assert members(session, team, FRESH_FOR + MOMENT) == {"U2", "U3"}


def test_reading_the_channel_again_keeps_its_members(session: Session, team: Team) -> None:
    record(session, team)
    fill(session, team, "U1")
    record(session, team, after=FRESH_FOR)
    assert members(session, team) == {"U1"}


def test_a_channel_may_be_empty(session: Session, team: Team) -> None:
    record(session, team)
    fill(session, team, "U1")
    fill(session, team)
    assert members(session, team) == frozenset()


def test_members_of_a_channel_that_we_do_not_know_are_not_kept(
    session: Session, team: Team
) -> None:
    fill(session, team, "U1")
    record(session, team)
    assert members(session, team) is None


def test_two_lists_of_members_at_once_leave_the_later_one(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        record(session, team)
        fill(session, team, "U0")
    overlap(
        database,
        lambda session: fill(session, team, "U1", "U2"),
        lambda session: fill(session, team, "U2", "U3"),
    )
    with database.sessions.begin() as session:
        assert members(session, team) == {"U2", "U3"}


def test_of_a_channel_s_members_only_who_came_and_who_left_is_written(
    session: Session, team: Team
) -> None:
    record(session, team)
    many = [f"U1{number:05}" for number in range(1_200)]
    read_members(session, team, many)
    written = 0

    def count(_connection: Any, cursor: Any, statement: str, given: Any, *_: Any) -> None:
        nonlocal written
        if "channel_member" in statement and not statement.startswith("SELECT"):
            written += max(cursor.rowcount, 0)

    engine = session.get_bind().engine
    event.listen(engine, "after_cursor_execute", count)
    try:
        read_members(session, team, [*many[1:], "U2NEW"])
    finally:
        event.remove(engine, "after_cursor_execute", count)
    assert written == 2
    found = find_members(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=SUPPORT.slack_channel_id,
        now=NOW,
    )
    assert found == {*many[1:], "U2NEW"}


def test_whoever_was_erased_is_taken_out_of_a_channel_and_not_stored_again(
    session: Session, team: Team
) -> None:
    record(session, team)
    both = [team.ben.slack_user_id, team.cem.slack_user_id]
    read_members(session, team, both)
    team.ben.erased_at = NOW
    session.flush()
    for _ in range(2):
        read_members(session, team, both)
        found = find_members(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id=SUPPORT.slack_channel_id,
            now=NOW,
        )
        assert found == {team.cem.slack_user_id}


def read_members(session: Session, team: Team, slack_user_ids: list[str]) -> None:
    record_members(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=SUPPORT.slack_channel_id,
        slack_user_ids=slack_user_ids,
        now=NOW,
    )
