"""The pace of a method in a workspace: one row that all processes agree on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from databases import Database
from factories import NOW
from services.races import all_at_once
from services.team import Team
from slackapp.services.outbox.pace import lock_pace, lock_pace_if_free, write_pace

POST = "chat.postMessage"


def test_a_pace_begins_now_and_is_kept_by_workspace_and_method(session: Session) -> None:
    ours, theirs = Team(session).workspace_id, Team(session).workspace_id
    assert lock_pace(session, workspace_id=ours, method=POST, now=NOW) == NOW
    later = NOW + timedelta(seconds=3)
    write_pace(session, workspace_id=ours, method=POST, next_at=later)
    assert lock_pace(session, workspace_id=ours, method=POST, now=NOW) == later
    assert lock_pace(session, workspace_id=ours, method="chat.update", now=NOW) == NOW
    assert lock_pace(session, workspace_id=theirs, method=POST, now=NOW) == NOW


def test_calls_decided_at_the_same_moment_take_one_slot_each(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace_id = Team(session).workspace_id

    def take(session: Session) -> datetime:
        next_at = lock_pace(session, workspace_id=workspace_id, method=POST, now=NOW)
        after = next_at + timedelta(seconds=1)
        write_pace(session, workspace_id=workspace_id, method=POST, next_at=after)
        return next_at

    taken = all_at_once(database, [take] * 6)
    assert sorted(taken) == [NOW + timedelta(seconds=number) for number in range(6)]


@pytest.mark.parametrize("backend", ["postgresql"])
def test_whoever_holds_lanes_waits_for_nobody_who_decides_just_now(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace_id = Team(session).workspace_id
        pace: dict[str, Any] = {"workspace_id": workspace_id, "method": POST, "now": NOW}
        assert lock_pace_if_free(session, **pace) == NOW
    with database.sessions.begin() as first, database.sessions.begin() as second:
        lock_pace(first, **pace)
        write_pace(first, workspace_id=workspace_id, method=POST, next_at=NOW + timedelta(1))
        second.execute(text("SET LOCAL lock_timeout = '100ms'"))
        assert lock_pace_if_free(second, **pace) is None
    with database.sessions.begin() as session:
        assert lock_pace_if_free(session, **pace) == NOW + timedelta(1)
