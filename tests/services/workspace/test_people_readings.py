"""Whose turn it is to read all people, and of whom it is said that they were not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from databases import Database
from db import Workspace
from factories import NOW, make_workspace
from services.races import all_at_once
from slackapp.services.workspace.readings import (
    READ_EVERY,
    claim_reading,
    hold_reading,
    list_unread,
    record_sync,
)

LEASE = timedelta(minutes=1)


def claim(session: Session, workspace: Workspace, **later: float) -> bool:
    return claim_reading(
        session, workspace_id=workspace.id, lease=LEASE, now=NOW + timedelta(**later)
    )


def test_people_that_were_never_read_are_read_by_one_at_a_time(session: Session) -> None:
    workspace = make_workspace(session)
    assert claim(session, workspace)
    assert not claim(session, workspace, seconds=59)
    assert claim(session, workspace, seconds=60)
    hold_reading(session, workspace_id=workspace.id, until=NOW + timedelta(minutes=9))
    assert not claim(session, workspace, minutes=8)
    assert claim(session, workspace, minutes=9)


def test_a_complete_reading_counts_for_a_day(session: Session) -> None:
    workspace = make_workspace(session)
    assert claim(session, workspace)
    record_sync(session, workspace_id=workspace.id, now=NOW)
    assert not claim(session, workspace, hours=23, minutes=59)
    assert claim(session, workspace, days=1)


def test_of_several_that_begin_at_once_one_has_the_turn(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
    works = [lambda session: claim(session, workspace)] * 4
    assert sorted(map(bool, all_at_once(database, works))) == [False, False, False, True]


@pytest.mark.parametrize(
    ("columns", "is_told"),
    [
        ({}, True),
        ({"people_synced_at": NOW}, False),
        ({"people_synced_at": NOW - READ_EVERY}, False),
        ({"people_synced_at": NOW - 3 * READ_EVERY}, True),
        ({"bot_token": None}, False),
        # It is said of it that it waits, and why.
        ({"paused_since": NOW, "pause_reason": "token_revoked"}, False),
    ],
)
def test_a_workspace_that_could_be_read_and_was_not_is_told(
    session: Session, columns: dict[str, object], is_told: bool
) -> None:
    workspace = make_workspace(session, **columns)
    told = list_unread(session, before=NOW - 2 * READ_EVERY)
    assert told == ([workspace.slack_team_id] if is_told else [])
