"""Brings a database to the schema of this version, from a checkout or from an installed wheel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, RootTransaction, text
from sqlalchemy.exc import OperationalError

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


class NewerSchema(Exception):
    """The database was migrated by a newer version than this one."""


def read_schema(connection: Connection) -> SchemaState:
    """How the database's schema stands to this version. Raises NewerSchema."""
    scripts = ScriptDirectory.from_config(build_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return "none"
    if current == scripts.get_current_head():
        return "current"
    try:
        scripts.get_revision(current)
    except CommandError:
        raise NewerSchema from None
    return "older"


def migrate(
    engine: Engine, revision: str = "head", on_wait: Callable[[], None] = lambda: None
) -> None:
    """Upgrade the database to `revision`; nothing happens when it is there already.

    Several processes may do so at once: one migrates, the others wait for it, and say so once by
    `on_wait`. Raises NewerSchema.
    """
    config = build_config()
    with begin_migration(engine, on_wait) as connection:
        read_schema(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


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
                number = {"number": _MIGRATION_LOCK}
                if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), number):
                    on_wait()
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), number)
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
