"""Engines and transactions, for SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import URL, ColumnElement, Engine, Executable, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session, sessionmaker

from db.base import Base, table_of
from db.group_commit import WRITING, GroupCommit
from db.patience import OPERATORS, Gate, Patience, connect_options, seconds_left
from db.room import Room, read_room_left, write_something
from db.trouble import OutcomeUnknown, Trouble
from db.writers import Writers

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


#: Connections to PostgreSQL where nobody says how many.
_CONNECTIONS = 40
#: Seconds after which a connection to SQLite is opened anew.
_REOPENED_AFTER = 3_600


def build_engine(
    database_url: str, patience: Patience = OPERATORS, *, connections: int = _CONNECTIONS
) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`; it connects at the first use.

    A PostgreSQL address without a driver gets psycopg 3, and so many `connections` at most.
    `patience` says how long the database is waited for; what the address itself says of connecting
    comes first.
    """
    url = make_url(database_url)
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        return _build_patient_engine(url, patience, connections)
    engine = create_engine(
        url,
        connect_args={"timeout": patience.busy, "isolation_level": None},
        pool_size=20,
        # SQLite keeps a cache for each connection, so that the one just used is the warmest.
        pool_use_lifo=True,
        # A connection knows the statistics of the moment when it was opened.
        pool_recycle=_REOPENED_AFTER,
        # An error would else repeat what people wrote.
        hide_parameters=True,
    )
    path = find_sqlite_file(url)
    if path is not None and url.query.get("mode") not in ("ro", "rw"):
        event.listen(engine, "do_connect", lambda *_: _make_private(path))
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", partial(_begin_sqlite, busy=patience.busy))
    return engine


def _build_patient_engine(url: URL, patience: Patience, connections: int) -> Engine:
    gate = Gate(patience)
    options = {
        name: value for name, value in connect_options(patience).items() if name not in url.query
    }
    engine = create_engine(
        url,
        connect_args=options,
        pool_size=connections,
        max_overflow=0,
        # Those that nobody needs for a while are not used, and the server may end them.
        pool_use_lifo=True,
        pool_timeout=patience.pool,
        hide_parameters=True,
        execution_options={"kudoscope_gate": gate},
    )
    gate.watch(engine)
    return engine


def name_address(url: URL) -> str:
    """A database's address for people to read, without its password."""
    # It may stand in the query, too, where the driver hands it on.
    return url.difference_update_query(("password", "sslpassword")).render_as_string(
        hide_password=True
    )


def find_sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, and for another kind of database."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite":
        return None
    if name.startswith("file:"):
        name = unquote(name.removeprefix("file:").partition("?")[0])
        if url.query.get("mode") == "memory":
            return None
        name = re.sub(r"^///*", "/", name)
    return None if name in ("", ":memory:") or name.startswith(":memory:") else Path(name)


def _make_private(path: Path) -> None:
    """Make a file that is not there yet, for its owner alone, and let SQLite open it.

    What SQLite puts beside it (-wal, -shm, -journal) has the same rights.
    """
    # A file that is there is not opened: closing it would end the locks that SQLite holds on it.
    # Where it cannot be made, SQLite says why.
    with contextlib.suppress(OSError):
        os.close(os.open(path.resolve(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _configure_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection, *, busy: float) -> None:
    # A transaction that reads and then writes must hold the write lock before it reads: opened
    # lazily, 50 threads under a limit of 10 stored 50.
    read_only = connection.get_execution_options().get("kudoscope_read_only", False)
    if not read_only:
        _limit_wait(connection, busy)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _limit_wait(connection: Connection, busy: float) -> None:
    """Wait for a writer in another process no longer than this thread has left."""
    left = seconds_left()
    seconds = busy if left is None else min(busy, max(left, 0.0))
    if connection.info.get("busy", busy) != seconds:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
        connection.info["busy"] = seconds


def insert_or_update(session: Session, table: type[Base]) -> Any:
    """An INSERT of this database's dialect, the kind that takes `on_conflict_do_…`."""
    return _INSERTS[session.get_bind().dialect.name](table_of(table))


class PerDialect:
    """A statement in both dialects, built once: building costs five times as much as running.

    `build` is given an INSERT of the dialect, the kind that takes `on_conflict_do_…`.
    """

    def __init__(self, table: type[Base], build: Callable[[Any], Executable]) -> None:
        self._by_dialect = {
            name: build(insert(table_of(table))) for name, insert in _INSERTS.items()
        }

    def of(self, session: Session) -> Executable:
        """The statement in the dialect of the session's database."""
        return self._by_dialect[session.get_bind().dialect.name]


def check_only_reads(session: Session) -> None:
    """Raise RuntimeError in a write transaction: whoever reads much there holds all others up.

    What reads the kudos of many people or months asks this first, so that no caller can forget it.
    """
    if session.info.get(WRITING):
        raise RuntimeError("this reads much: do it before the write transaction, in `read()`")


def as_filter(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """A column that is asked for, without its index being an answer to the question.

    Where a person's rows are wanted, their own index holds a few of them, and the workspace's
    holds everybody's; without statistics SQLite takes one for as good as the other.
    """
    return column + 0


class SessionFactory:
    """Opens transactions; only handlers, jobs and the command line do so.

    On PostgreSQL, `writers` is the line in which writes wait for their turn.
    """

    def __init__(
        self, engine: Engine, room: Room | None = None, *, writers: Writers | None = None
    ) -> None:
        self.engine = engine
        self._writers = writers or contextlib.nullcontext()
        self._write = sessionmaker(engine, expire_on_commit=False, info={WRITING: True})
        #: What is known of writes that failed; shared by factories of one database.
        self.room = room or Room()
        read_engine = engine.execution_options(kudoscope_read_only=True)
        self._read = sessionmaker(read_engine, expire_on_commit=False)
        # Writers of this process queue there, in order, and not in SQLite's busy handler, which
        # sleeps in growing steps and lets latecomers overtake.
        self._group_commit = GroupCommit(engine) if engine.dialect.name == "sqlite" else None

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One write transaction: committed at the end of the block, rolled back on an error.

        Raises OutcomeUnknown where the database fell silent during the commit.
        """
        try:
            with self._group_commit.begin() if self._group_commit else self._commit() as session:
                yield session
        except SQLAlchemyError as error:
            self.room.note(error)
            raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only reads; it never waits for a writer."""
        with self._read.begin() as session:
            yield session

    @contextmanager
    def _commit(self) -> Iterator[Session]:
        with self._writers, self._write() as session:
            yield session
            session.flush()
            try:
                session.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise OutcomeUnknown("the commit was not answered") from error
                raise

    def find_room_fault(self) -> Trouble | None:
        """Why nothing can be stored, or soon not; None where all is well as far as we know."""
        return self.room.find_fault(self.find_room_left(), self.try_to_write)

    def find_room_left(self) -> int | None:
        """Bytes that are free beside SQLite's file; None where that cannot be known from here."""
        path = find_sqlite_file(self.engine.url)
        return None if path is None else read_room_left(path)

    def try_to_write(self) -> None:
        """Write something that changes nothing; raises where it cannot be stored."""
        with self.begin() as session:
            write_something(session)

    def hurry(self, seconds: float) -> None:
        """Wait for a silent PostgreSQL no longer than so many seconds from now: the end is near."""
        gate: Gate | None = self.engine.get_execution_options().get("kudoscope_gate")
        if gate is not None:
            gate.hurry(seconds)

    def close(self) -> None:
        """Give every pooled connection back to the database."""
        self.engine.dispose()
