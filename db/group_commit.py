"""One commit for all the write transactions that queue up meanwhile, on SQLite.

A commit is a fifth of the work of a kudos, and nobody else may write until it is on disk. So
whoever ends a transaction while others wait for their turn leaves the commit to them: theirs go
on behind savepoints, and the last one commits for all. Nobody returns before that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

#: In a session's `info`, where it writes.
WRITING = "kudoscope_writing"

#: Transactions that one commit takes at most: the first of them waits for the last.
_LARGEST = 16


class CommitFailed(SQLAlchemyError):
    """The commit that was to take this transaction along did not succeed: nothing was stored."""


class _Group:
    """Transactions that are committed together; `size` counts those that are done."""

    def __init__(self, engine: Engine) -> None:
        self.connection: Connection = engine.connect()
        self.size = 0
        self._ended = threading.Event()
        self._error: BaseException | None = None
        try:
            self.connection.begin()
        except BaseException:
            self.connection.close()
            raise

    @property
    def is_alive(self) -> bool:
        """False where SQLite gave the whole transaction up: the disk is full, or fails."""
        driver_connection: Any = self.connection.connection.driver_connection
        return bool(driver_connection.in_transaction)

    def commit(self) -> None:
        """Store everything, then let everybody go."""
        try:
            self.connection.commit()
        except BaseException as error:
            # SQLAlchemy takes the transaction for ended; SQLite does not.
            self.connection.invalidate()
            self.give_up(error)
            raise
        self.connection.close()
        self._ended.set()

    def give_up(self, error: BaseException) -> None:
        """Store nothing, and let everybody know."""
        self._error = error
        try:
            self.connection.close()
        finally:
            self._ended.set()

    def wait(self) -> None:
        """Return once everything is on disk. Raises CommitFailed where it will not be."""
        self._ended.wait()
        if self._error is not None:
            raise CommitFailed("a commit of several transactions failed") from self._error


class GroupCommit:
    """The queue of a process's writers; each has the database to itself while its block runs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._group: _Group | None = None

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction: on disk once this has ended, rolled back on an error in the block."""
        self._count(1)
        with self._turn:
            self._count(-1)
            group = self._group = self._group or _Group(self._engine)
            try:
                with self._enter(group) as session:
                    yield session
            finally:
                is_last = not self._waiting or group.size >= _LARGEST
                if self._group is not None and is_last:
                    self._group = None
                    group.commit()
        group.wait()

    def _count(self, change: int) -> None:
        with self._counting:
            self._waiting += change

    @contextmanager
    def _enter(self, group: _Group) -> Iterator[Session]:
        # The first needs no savepoint: nothing but its own work would be rolled back.
        savepoint = group.connection.begin_nested() if group.size else None
        try:
            with Session(
                group.connection,
                expire_on_commit=False,
                join_transaction_mode="rollback_only",
                info={WRITING: True},
            ) as session:
                yield session
                session.flush()
            if savepoint is not None:
                savepoint.commit()
        except BaseException as error:
            if savepoint is not None and group.is_alive:
                if savepoint.is_active:  # else the session has rolled it back already
                    savepoint.rollback()
            else:
                self._group = None
                group.give_up(error)
            raise
        group.size += 1
