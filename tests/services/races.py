"""Doing two things at once on a real database, in an order that the tests decide."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from databases import Database
from db import SessionFactory, build_engine

T = TypeVar("T")
Work = Callable[[Session], T]

_BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def overlap(database: Database, first: Work[T], second: Work[T]) -> tuple[T, T]:
    """Let `second` begin in another process's way while the transaction of `first` is open.

    `first` commits once `second` waits for it, or has ended without having to.
    """
    with ThreadPoolExecutor(1) as pool:
        with database.sessions.begin() as session:
            one = first(session)
            future = pool.submit(in_transaction, database, second)
            wait_until_blocked(database, future)
        return one, future.result()


#: More processes on one SQLite file would wait for each other by chance, some of them in vain.
_MOST_ON_SQLITE = 6


def all_at_once(database: Database, works: Sequence[Work[T]]) -> list[T | Exception]:
    """Run each in a transaction of its own, as so many processes would, all from one moment.

    Many on SQLite are requests to one process instead, whose writers stand in one queue.
    """
    barrier = threading.Barrier(len(works))
    is_sqlite = database.engine.dialect.name == "sqlite"
    in_one_process = is_sqlite and len(works) > _MOST_ON_SQLITE

    def run(work: Work[T]) -> T | Exception:
        barrier.wait()
        try:
            if not in_one_process:
                return in_transaction(database, work)
            with database.sessions.begin() as session:
                return work(session)
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def in_transaction(database: Database, work: Work[T]) -> T:
    """Do it in one transaction, through connections that nothing else uses."""
    sessions = SessionFactory(build_engine(database.url))
    try:
        with sessions.begin() as session:
            return work(session)
    finally:
        sessions.close()


def wait_until_blocked(database: Database, future: Future[T]) -> None:
    """Return once the work waits for a lock, or has ended without having to."""
    if database.engine.dialect.name == "sqlite":
        return  # BEGIN IMMEDIATE lets nobody in before the commit
    with database.engine.connect() as connection:
        while not future.done() and not connection.scalar(_BLOCKED):
            connection.rollback()
            time.sleep(0.01)
