"""Requests that were handled: each one once, for a day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from databases import Database
from factories import NOW
from services.races import all_at_once
from services.team import Team
from slackapp.services.base.requests import KEEP_FOR, delete_old_requests, record_request


def test_a_request_is_new_once_in_each_workspace(session: Session) -> None:
    ours, theirs = Team(session).workspace_id, Team(session).workspace_id
    assert record_request(session, workspace_id=ours, request_key="Ev1", now=NOW)
    assert not record_request(session, workspace_id=ours, request_key="Ev1", now=NOW)
    assert record_request(session, workspace_id=ours, request_key="Ev2", now=NOW)
    assert record_request(session, workspace_id=theirs, request_key="Ev1", now=NOW)


def test_a_request_that_comes_twice_at_once_is_handled_once(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace_id = Team(session).workspace_id
    record = partial(record_request, workspace_id=workspace_id, request_key="Ev1", now=NOW)
    assert sorted(all_at_once(database, [record] * 5)) == [False] * 4 + [True]


def test_old_requests_are_forgotten(session: Session) -> None:
    ours = Team(session).workspace_id
    record_request(session, workspace_id=ours, request_key="old", now=NOW - KEEP_FOR)
    record_request(session, workspace_id=ours, request_key="new", now=NOW)
    assert delete_old_requests(session, now=NOW) == 1
    assert not record_request(session, workspace_id=ours, request_key="new", now=NOW)
    assert record_request(
        session, workspace_id=ours, request_key="old", now=NOW + timedelta(seconds=1)
    )
