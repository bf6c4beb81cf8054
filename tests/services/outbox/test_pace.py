"""The pace of a method in a workspace: one row that all processes agree on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from databases import Database
from factories import NOW
from services.races import all_at_once
from services.team import Team
from slackapp.services.outbox.pace import lock_pace, write_pace

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
