"""Brings a database to the schema of this version, from a checkout or from an installed wheel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, RootTransaction, text
from sqlalchemy.exc import OperationalError

from db.migration_locks import keep_trying, lock_tables

_HERE = Path(__file__).resolve().parent

#: Any number, as long as nothing else in the database takes PostgreSQL's advisory lock of it.
_MIGRATION_LOCK = 0x6B75646F

#: So many times SQLite's own wait for another process that writes: a minute.
_SQLITE_TURNS = 12

SchemaState = Literal["none", "older", "current"]


def find_migrations() -> Path:
    """The folder of migrations: `alembic/` in a checkout, `db/_migrations` in a wheel."""
    checkout = _HERE.parent / "alembic"
    # An editable install may leave a stale copy beside us, so the checkout's own comes first.
    return checkout if (checkout / "env.py").exists() else _HERE / "_migrations"


def build_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    return config


def name_schema() -> str:
    """The revision of this version's schema."""
    return ScriptDirectory.from_config(build_config()).get_current_head() or "none"


class NewerSchema(Exception):
    """The database was migrated by a newer version than this one."""


class UnknownSchema(Exception):
    """There is no such revision among those that lie before the database's own."""


def read_schema(connection: Connection) -> SchemaState:
    """How the database's schema stands to this version. Raises NewerSchema."""
    scripts = ScriptDirectory.from_config(build_config())
    current = _read_revision(connection, scripts)
    if current is None:
        return "none"
    return "current" if current == scripts.get_current_head() else "older"


def migrate(
    engine: Engine, revision: str = "head", on_wait: Callable[[], None] = lambda: None
) -> None:
    """Upgrade the database to `revision`; nothing happens when it is there already.

    Each revision is a transaction, so that running processes wait for one at a time; an empty
    database gets all of them in one. Several processes may do so at once: one migrates, the others
    wait for it, and say so once by `on_wait`. Raises NewerSchema.
    """
    _move(engine, lambda scripts, current: _find_next(scripts, current, revision), on_wait)


def downgrade(
    engine: Engine, revision: str, on_wait: Callable[[], None] = lambda: None
) -> list[str]:
    """Take the database back to an older `revision`; returns the revisions that were taken back.

    What only they could hold is lost. Raises NewerSchema, UnknownSchema.
    """
    taken: list[str] = []

    def find(scripts: ScriptDirectory, current: str | None) -> str | None:
        older = _find_former(scripts, current, revision)
        if older is not None and current is not None and current not in taken:
            taken.append(current)
        return older

    _move(engine, find, on_wait, is_back=True)
    return taken


def _move(
    engine: Engine,
    find_step: Callable[[ScriptDirectory, str | None], str | None],
    on_wait: Callable[[], None],
    *,
    is_back: bool = False,
) -> None:
    """Go from revision to revision, a transaction each, until `find_step` gives None."""
    config = build_config()
    scripts = ScriptDirectory.from_config(config)
    tell = _once(on_wait)

    def take_step(connection: Connection) -> bool:
        with _begin_step(connection, tell):
            current = _read_revision(connection, scripts)
            target = find_step(scripts, current)
            if target is None:
                return False
            if current is not None:
                lock_tables(
                    connection, Path(scripts.get_revision(current if is_back else target).path)
                )
            config.attributes["connection"] = connection
            (command.downgrade if is_back else command.upgrade)(config, target)
        return True

    with _take_turn(engine, tell) as connection:
        while keep_trying(partial(take_step, connection), tell):
            pass


def _read_revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None:
        try:
            scripts.get_revision(current)
        except CommandError:
            raise NewerSchema(current) from None
    return current


def _find_next(scripts: ScriptDirectory, current: str | None, revision: str) -> str | None:
    if current is None:
        return revision
    ahead = [one.revision for one in scripts.iterate_revisions(revision, current)]
    return ahead[-1] if ahead else None


def _find_former(scripts: ScriptDirectory, current: str | None, revision: str) -> str | None:
    behind = [one.revision for one in scripts.iterate_revisions(current or "base", "base")]
    if revision not in behind:
        raise UnknownSchema(revision)
    return None if current == revision else behind[1]


def _once(act: Callable[[], None]) -> Callable[[], None]:
    """The same, which does nothing after the first time."""
    acts = [act]
    return lambda: acts.pop()() if acts else None


@contextmanager
def _take_turn(engine: Engine, on_wait: Callable[[], None]) -> Iterator[Connection]:
    """A connection to migrate with, while nobody else does so; each step is its own transaction."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Each step reads anew how far the database is, so there is nothing else to hold.
            with _without_foreign_keys(connection):
                yield connection
            return
        # The lock belongs to a transaction of another connection: a pooler between us and the
        # database gives every transaction the session of its own.
        with engine.connect() as keeper, keeper.begin():
            _wait_for_turn(keeper, on_wait)
            yield connection


def _wait_for_turn(connection: Connection, on_wait: Callable[[], None]) -> None:
    number = {"number": _MIGRATION_LOCK}
    if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), number):
        on_wait()
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), number)


@contextmanager
def _begin_step(connection: Connection, on_wait: Callable[[], None]) -> Iterator[None]:
    is_sqlite = connection.dialect.name == "sqlite"
    with _begin_in_turn(connection, on_wait) if is_sqlite else connection.begin():
        yield


@contextmanager
def begin_migration(
    engine: Engine, on_wait: Callable[[], None] = lambda: None
) -> Iterator[Connection]:
    """One transaction in which nobody else migrates; all of a migration happens, or nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), _begin_in_turn(connection, on_wait):
                yield connection
        else:
            with connection.begin():
                _wait_for_turn(connection, on_wait)
                yield connection


def _begin_in_turn(connection: Connection, on_wait: Callable[[], None]) -> RootTransaction:
    """Begin once nobody else writes; SQLite itself waits for a few seconds alone."""
    for turn in range(_SQLITE_TURNS):
        try:
            return connection.begin()
        except OperationalError as error:
            is_busy = str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
            if not is_busy or turn == _SQLITE_TURNS - 1:
                raise
            if turn == 0:
                on_wait()
    raise AssertionError("the last turn raises")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # SQLite changes a table by building it anew and dropping the old one, and the drop would take
    # every row that refers to it along. Inside a transaction the pragma would do nothing.
    connection.connection.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.connection.execute("PRAGMA foreign_keys=ON")
