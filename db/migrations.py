"""Brings a database to the schema of this version, from a checkout or from an installed wheel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

_HERE = Path(__file__).resolve().parent

#: Any number, as long as nothing else in the database takes PostgreSQL's advisory lock of it.
_MIGRATION_LOCK = 0x6B75646F


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


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the database to `revision`; nothing happens when it is there already.

    Several processes may do so at once: one migrates, the others wait for it.
    """
    config = build_config()
    with begin_migration(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def begin_migration(engine: Engine) -> Iterator[Connection]:
    """One transaction in which nobody else migrates; all of a migration happens, or nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
        else:
            with connection.begin():
                lock = text("SELECT pg_advisory_xact_lock(:number)")
                connection.execute(lock, {"number": _MIGRATION_LOCK})
                yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # SQLite changes a table by building it anew and dropping the old one, and the drop would take
    # every row that refers to it along. Inside a transaction the pragma would do nothing.
    connection.connection.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.connection.execute("PRAGMA foreign_keys=ON")
