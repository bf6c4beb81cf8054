"""How long the database is waited for, and when it is no longer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from databases import Database
from db import SessionFactory, build_engine
from db.patience import JOBS, OPERATORS, PEOPLE, NoAnswer, Patience, at_most, seconds_left
from db.trouble import OutcomeUnknown, Trouble, is_worth_repeating, name_trouble
from factories import make_workspace
from proxy import Proxy, proxy_to

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def proxied(database: Database) -> Iterator[tuple[Proxy, SessionFactory]]:
    """The database as requests reach it, by a way that can fall silent."""
    with proxy_to(database.url) as (proxy, url):
        sessions = SessionFactory(build_engine(url, PEOPLE))
        yield proxy, sessions
        sessions.close()


def test_a_limit_holds_in_its_block_and_thread_alone() -> None:
    elsewhere: list[float | None] = []
    with at_most(60), at_most(600):
        left = seconds_left()
        assert left is not None and left <= 60
        thread = threading.Thread(target=lambda: elsewhere.append(seconds_left()))
        thread.start()
        thread.join()
    assert elsewhere == [None]
    assert seconds_left() is None


@on_postgresql
def test_people_and_jobs_have_limits_of_their_own_on_the_server(database: Database) -> None:
    names = (
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "max_parallel_workers_per_gather",
    )

    def show(patience: Patience) -> list[str]:
        sessions = SessionFactory(build_engine(database.url, patience))
        with sessions.read() as session:
            found = [str(session.scalar(text(f"SHOW {name}"))) for name in names]
        sessions.close()
        return found

    of_server = show(OPERATORS)[-1]
    assert of_server != "0"
    assert show(PEOPLE) == ["2s", "1800ms", "10s", "0"]
    assert show(JOBS) == ["1min", "30s", "1min", of_server]


@on_postgresql
def test_a_silent_server_is_not_waited_for(proxied: tuple[Proxy, SessionFactory]) -> None:
    proxy, sessions = proxied
    with pytest.raises(OperationalError) as caught, sessions.read() as session:
        session.execute(text("SELECT 1"))
        proxy.fall_silent()
        with at_most(0.5):
            session.execute(text("SELECT 2"))
    assert isinstance(caught.value.orig, NoAnswer)
    assert name_trouble(caught.value) is Trouble.TIMEOUT
    assert not is_worth_repeating(caught.value)
    proxy.speak()
    with at_most(60), sessions.read() as session:
        assert session.scalar(text("SELECT 3")) == 3


@on_postgresql
def test_a_server_that_lets_nobody_in_is_tried_by_one_at_a_time(
    proxied: tuple[Proxy, SessionFactory],
) -> None:
    proxy, sessions = proxied
    proxy.fall_silent()
    said = []
    for _ in range(3):
        with pytest.raises(OperationalError) as caught, at_most(0.5), sessions.read() as session:
            session.execute(text("SELECT 1"))
        said.append(str(caught.value.orig))
    assert said == ["the database does not answer"] + 2 * [
        "the database did not answer a moment ago"
    ]


@on_postgresql
def test_a_commit_that_is_not_answered_is_not_called_undone(
    proxied: tuple[Proxy, SessionFactory],
) -> None:
    proxy, sessions = proxied
    with pytest.raises(OutcomeUnknown) as caught, at_most(1), sessions.begin() as session:
        make_workspace(session)
        proxy.fall_silent()
        # Nothing is left to be flushed, so that the commit is what meets the silence.
    assert name_trouble(caught.value) is Trouble.UNKNOWN_OUTCOME


@on_postgresql
def test_a_job_stops_waiting_when_the_app_is_about_to_end(database: Database) -> None:
    with proxy_to(database.url) as (proxy, url):
        sessions = SessionFactory(build_engine(url, JOBS))
        with pytest.raises(DBAPIError), sessions.read() as session:
            session.execute(text("SELECT 1"))
            proxy.fall_silent()
            sessions.hurry(0.2)
            session.execute(text("SELECT 2"))
        sessions.close()


@on_sqlite
def test_another_process_that_writes_is_waited_for_no_longer_than_a_person_waits(
    database: Database, request: pytest.FixtureRequest
) -> None:
    path = database.engine.url.database
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    request.addfinalizer(other.close)
    other.execute("BEGIN IMMEDIATE")
    sessions = SessionFactory(build_engine(database.url, JOBS))
    request.addfinalizer(sessions.close)
    waits: list[object] = []
    for limit in (0.0, 0.2):
        with pytest.raises(OperationalError) as caught, at_most(limit), sessions.begin():
            pass
        assert name_trouble(caught.value) is Trouble.LOCKED
    other.execute("ROLLBACK")
    with sessions.begin() as session:
        waits.append(session.scalar(text("PRAGMA busy_timeout")))
    assert waits == [1000]
