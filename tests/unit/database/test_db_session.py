"""Transactions: exact under concurrency, readers free of writers, errors rolled back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Select, event, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from databases import Database, opened
from db import Kudos, Person, SessionFactory, Workspace, build_engine
from db.group_commit import CommitFailed
from factories import make_kudos, make_person, make_workspace

Outcome = TypeVar("Outcome")

GIVERS = 50
LIMIT = 10


@pytest.fixture
def processes(database: Database) -> Iterator[list[SessionFactory]]:
    """Several factories on one database, as several processes have them."""
    with ExitStack() as stack:
        others = [stack.enter_context(opened(database.url)).sessions for _ in range(3)]
        yield [database.sessions, *others]


def test_fifty_threads_under_a_limit_of_ten_store_exactly_ten(
    database: Database, processes: list[SessionFactory]
) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        giver = make_person(session, workspace=workspace)
        recipient = make_person(session, workspace=workspace)
    start = threading.Barrier(GIVERS)

    def give_within_limit(number: int) -> bool:
        start.wait()
        with processes[number % len(processes)].begin() as session:
            # SQLite knows no FOR UPDATE; there the transaction itself is the lock.
            session.execute(select(Person.id).where(Person.id == giver.id).with_for_update())
            given = session.scalar(select(func.count()).select_from(Kudos))
            if given >= LIMIT:
                return False
            make_kudos(session, giver=giver, recipients=[recipient])
            return True

    with ThreadPoolExecutor(GIVERS) as pool:
        outcomes = list(pool.map(give_within_limit, range(GIVERS)))

    assert outcomes.count(True) == LIMIT
    assert _count(database, Kudos) == LIMIT


@pytest.fixture
def commits(database: Database) -> list[object]:
    """Grows with every commit of a write transaction."""
    made: list[object] = []

    def note(connection: Connection) -> None:
        if not connection.get_execution_options().get("kudoscope_read_only"):
            made.append(connection)

    event.listen(database.engine, "commit", note)
    return made


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_writers_that_queue_up_share_commits_and_find_their_work_stored(
    database: Database, commits: list[object]
) -> None:
    def write(number: int) -> bool:
        with database.sessions.begin() as session:
            make_workspace(session, slack_team_id=f"T{number}")
        with database.sessions.read() as session:
            return session.scalar(_find_team(f"T{number}")) is not None

    assert all(_queue_up(database, write))
    assert len(commits) < GIVERS
    assert _count(database, Workspace) == GIVERS


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_writer_that_fails_takes_no_other_along(
    database: Database, commits: list[object]
) -> None:
    def write(number: int) -> type[Exception] | None:
        try:
            with database.sessions.begin() as session:
                make_workspace(session, slack_team_id=f"T{number}")
                if number % 3 == 1:
                    raise LookupError
                if number % 3 == 2:
                    make_workspace(session, slack_team_id=f"T{number}")
        except (LookupError, IntegrityError) as error:
            return type(error)
        return None

    outcomes = _queue_up(database, write)
    assert outcomes == [(None, LookupError, IntegrityError)[one % 3] for one in range(GIVERS)]
    assert len(commits) < GIVERS
    assert _count(database, Workspace) == outcomes.count(None)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nobody_takes_a_commit_that_failed_for_one_that_stored(database: Database) -> None:
    def write(number: int) -> bool:
        try:
            with database.sessions.begin() as session:
                workspace = make_workspace(session, slack_team_id=f"T{number}")
                if number == 7:
                    # A reference to nothing that is only found by the commit.
                    session.execute(text("PRAGMA defer_foreign_keys = ON"))
                    make_person(session, workspace=workspace, workspace_id=10**6)
        except (CommitFailed, IntegrityError):
            return False
        return True

    outcomes = _queue_up(database, write)
    assert not outcomes[7]
    assert outcomes.count(False) > 1
    with database.sessions.read() as session:
        stored = [session.scalar(_find_team(f"T{number}")) is not None for number in range(GIVERS)]
    assert stored == outcomes


def _queue_up(database: Database, write: Callable[[int], Outcome]) -> list[Outcome]:
    """Have many threads write that all wait for one writer to end."""
    start = threading.Barrier(GIVERS + 1)

    def write_behind(number: int) -> Outcome:
        start.wait()
        return write(number)

    with ThreadPoolExecutor(GIVERS) as pool:
        # It may share the commit that is made to fail.
        with suppress(CommitFailed), database.sessions.begin():
            outcomes = pool.map(write_behind, range(GIVERS))
            start.wait()
            time.sleep(0.2)  # until they stand in the queue
        return list(outcomes)


def _find_team(slack_team_id: str) -> Select[int]:
    return select(Workspace.id).where(Workspace.slack_team_id == slack_team_id)


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.sessions.begin() as writer:
        make_workspace(writer)
        assert _count(database, Workspace) == 0
    assert _count(database, Workspace) == 1


def test_an_error_rolls_the_whole_transaction_back(database: Database) -> None:
    with pytest.raises(LookupError), database.sessions.begin() as session:
        make_workspace(session)
        raise LookupError
    assert _count(database, Workspace) == 0


def test_a_writer_can_follow_one_that_failed(database: Database) -> None:
    with pytest.raises(IntegrityError), database.sessions.begin() as session:
        make_workspace(session, slack_team_id="T1")
        make_workspace(session, slack_team_id="T1")
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id="T1")
    assert _count(database, Workspace) == 1


def test_rows_can_be_read_after_their_transaction_ended(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session, name="Northwind")
    assert workspace.name == "Northwind"


def test_a_row_that_others_refer_to_takes_them_with_it(session: Session) -> None:
    workspace = make_workspace(session)
    make_person(session, workspace=workspace)
    session.execute(Workspace.__table__.delete())
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_reference_to_nothing_is_refused(session: Session) -> None:
    workspace = make_workspace(session)
    with pytest.raises(IntegrityError):
        make_person(session, workspace=workspace, workspace_id=workspace.id + 1)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_sqlite_connection_is_durable_and_holds_its_references(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    with database.engine.connect() as first, database.sessions.read() as second:
        for connection in (first, second.connection()):
            found = {
                pragma: connection.execute(text(f"PRAGMA {pragma}")).scalar() for pragma in wanted
            }
            assert found == wanted


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_address_without_a_driver_gets_psycopg(scheme: str) -> None:
    engine = build_engine(f"{scheme}://kudoscope@localhost/kudoscope")
    assert engine.url.drivername == "postgresql+psycopg"


def _count(database: Database, table: type[Kudos] | type[Workspace]) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(table))
