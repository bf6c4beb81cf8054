"""Whole copies of the database, made beside a running app, and put back when nothing runs.

SQLite is copied by its own online backup, in one step from one moment. PostgreSQL is copied by
`pg_dump` and `pg_restore`, which belong to the server: what they say of a failure is repeated.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text

from db.base import Base
from db.statistics import note_statistics

_PRIVATE = 0o600
#: Seconds that SQLite waits for whoever writes just now.
_WAIT = 60.0
#: Libpq's names for the parts of an address; a password among arguments would show in `ps`.
_PARTS = {"host": "PGHOST", "port": "PGPORT", "username": "PGUSER", "password": "PGPASSWORD"}
_QUERY = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "channel_binding": "PGCHANNELBINDING",
}


class BackupFailed(Exception):
    """A copy could not be made or put back; the text says why."""


class InUse(Exception):
    """Somebody is connected to the database that is to be replaced."""


def make_private_file(path: Path) -> None:
    """Make an empty file that nobody but its owner reads. Raises OSError where there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database into a new file, as it is at one moment. Raises BackupFailed."""
    make_private_file(target)
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.execute(f"PRAGMA busy_timeout = {_WAIT * 1000:.0f}")
            # All at once: in steps, it would begin anew whenever somebody else wrote.
            reading.backup(writing, pages=-1)
            # A file alone, which needs none beside it.
            writing.execute("PRAGMA journal_mode = DELETE")
        check_sqlite(target)
        _store(target)
    except sqlite3.Error as error:
        raise BackupFailed(str(error)) from error


def check_sqlite(path: Path) -> None:
    """Look whether a file is a sound SQLite database. Raises BackupFailed."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as reading:
            [(said, *_)] = reading.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        raise BackupFailed(str(error)) from error
    if said != "ok":
        raise BackupFailed(f"the file is damaged: {said}")


def check_unused(path: Path) -> None:
    """Raise InUse where another process has that SQLite database open."""
    with closing(sqlite3.connect(path, timeout=0.5)) as alone:
        try:
            # Leaving WAL asks for the file alone, and stores what still stands beside it.
            [(mode,)] = alone.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.OperationalError as error:
            raise InUse from error
        except sqlite3.DatabaseError:
            return  # it is broken, which is why it is to be replaced
    if mode != "delete":
        raise InUse


def stage_sqlite(copy: Path, target: Path) -> Path:
    """Copy a copy beside the database that it is to replace; the file's name."""
    check_sqlite(copy)
    coming = target.with_name(target.name + ".coming")
    _remove(coming)
    copy_sqlite(copy, coming)
    return coming


def put_in_place(coming: Path, target: Path, aside: Path) -> None:
    """Rename what was staged to a database that nobody uses, which is kept as `aside`."""
    if target.exists():
        target.rename(aside)
    # What belonged to it would else be taken for the new one's.
    _remove(target)
    coming.rename(target)
    _store(target)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def dump_postgresql(url: URL, target: Path) -> None:
    """Have `pg_dump` write a copy into a new file. Raises BackupFailed."""
    make_private_file(target)
    _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _store(target)


def check_dump(path: Path) -> None:
    """Look whether `pg_restore` can read a file. Raises BackupFailed."""
    _run(None, "pg_restore", "--list", str(path))


def restore_postgresql(engine: Engine, copy: Path) -> None:
    """Put a copy in the place of our tables; all of it, or nothing. Raises BackupFailed."""
    with engine.begin() as connection:
        _drop_tables(connection)
    database = str(engine.url.database)
    options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run(engine.url, "pg_restore", *options, f"--dbname={database}", str(copy))
    with engine.begin() as connection:
        note_statistics(connection)


def count_others(connection: Connection) -> int:
    """How many other connections there are to this PostgreSQL database."""
    counted = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    return connection.scalar(counted) or 0


def _drop_tables(connection: Connection) -> None:
    ours = {*Base.metadata.tables, "alembic_version"}
    for name in sorted(ours & set(inspect(connection).get_table_names())):
        connection.execute(text(f'DROP TABLE "{name}" CASCADE'))


def _run(url: URL | None, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(
            f"{program} is not installed here. It comes with PostgreSQL's client programs (Debian "
            "and Ubuntu: apt-get install postgresql-client), and must be no older than the server"
        )
    done = subprocess.run(
        [found, *arguments],
        env=os.environ | ({} if url is None else _name_server(url)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupFailed(" ".join(done.stderr.split()))


def _name_server(url: URL) -> dict[str, str]:
    parts = {variable: getattr(url, part) for part, variable in _PARTS.items()}
    query = {variable: _first(url.query.get(name)) for name, variable in _QUERY.items()}
    named = parts | {name: value for name, value in query.items() if value}
    named["PGDATABASE"] = url.database
    return {name: str(value) for name, value in named.items() if value}


def _first(value: str | Sequence[str] | None) -> str | None:
    return value if value is None or isinstance(value, str) else value[0]


def _store(path: Path) -> None:
    """Have the file and its name on the disk, whatever happens next."""
    for one in (path, path.parent):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
