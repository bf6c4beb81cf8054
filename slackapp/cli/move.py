"""`kudoscope move-database`: from one SQLite file to PostgreSQL, with everything that is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import URL, Connection, Engine, Table, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from db import build_engine, find_sqlite_file, name_address
from db.backups import InUse
from db.migrations import NewerSchema, begin_migration, migrate, read_schema
from db.moves import (
    NotTaken,
    TableSum,
    carry_number,
    copy_table,
    count_rows,
    hold_empty,
    hold_sqlite,
    list_all,
    sum_up,
)
from db.statistics import note_statistics
from slackapp.cli.faults import NO_ADDRESS, NO_TABLES, OLDER_SCHEMA, describe_newer
from slackapp.cli.output import fail
from slackapp.cli.serve import read_settings, say_that_it_waits
from slackapp.clock import utc_now
from slackapp.config import Settings
from slackapp.services.operate.verify import Finding, verify
from slackapp.trouble import describe_trouble

_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_NO_SQLITE = (
    "DATABASE_URL names no SQLite file, and only from one can be moved. It stays what it is until "
    "everything is moved."
)
_NO_TARGET = "That is no PostgreSQL address, such as postgresql://user:password@host/kudoscope."

#: Hears of so many more rows.
_Advance = Callable[[int], None]


_DATABASE_ERRORS = (SQLAlchemyError, psycopg.Error, sqlite3.Error)


class _Stopped(Exception):
    """Nothing is moved; the text says why."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """What was moved: how many rows, and what `verify` finds on both sides."""

    rows: int
    findings: list[Finding]


def move_database(
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="An empty PostgreSQL database.")
    ] = None,
    to_file: Annotated[
        Path | None,
        typer.Option("--to-file", metavar="FILE", help="A file with its address, as a secret."),
    ] = None,
) -> None:
    """Move everything from one SQLite file to PostgreSQL, and compare every row; stop it first."""
    source = _find_source(read_settings())
    url = _find_target(to, to_file)
    name = name_address(url)
    engine = build_engine(url.render_as_string(hide_password=False))
    try:
        with hold_sqlite(source) as reading:
            _check_source(reading)
            moved = _move(reading, engine)
    except InUse:
        fail(f"Somebody uses {source}. Stop Kudoscope first, then try again.")
    except (_Stopped, NewerSchema, NotTaken, *_DATABASE_ERRORS) as error:
        fail(f"{_describe(error, source, name)} {_say_what_is_there(error)}")
    finally:
        engine.dispose()
    _tell(moved, source, name)


def _find_source(settings: Settings) -> Path:
    try:
        file = find_sqlite_file(make_url(settings.database_url))
    except ArgumentError:
        fail(NO_ADDRESS)
    if file is None:
        fail(_NO_SQLITE)
    if not file.is_file():
        fail(f"There is no file {file}.")
    return file


def _find_target(to: str | None, to_file: Path | None) -> URL:
    if (to is None) == (to_file is None):
        fail("Say where to: either --to, or --to-file with a file that holds the address.")
    try:
        url = make_url(to_file.read_text(encoding="utf-8").strip() if to_file else to or "")
    except (OSError, UnicodeDecodeError):
        fail(f"{to_file} cannot be read: give it to the account that runs Kudoscope, as UTF-8.")
    except (ArgumentError, ValueError):
        fail(_NO_TARGET)
    if url.drivername not in _POSTGRESQL:
        fail(_NO_TARGET)
    return url


def _check_source(reading: Connection) -> None:
    try:
        state = read_schema(reading)
    except NewerSchema as error:
        raise _Stopped(describe_newer(error)) from error
    if state != "current":
        raise _Stopped(NO_TABLES if state == "none" else OLDER_SCHEMA)


def _move(reading: Connection, engine: Engine) -> _Moved:
    """Copy and compare in one transaction, so that nothing is there unless everything is."""
    migrate(engine, on_wait=say_that_it_waits)
    with begin_migration(engine, on_wait=say_that_it_waits) as writing:
        filled = hold_empty(writing)
        if filled:
            raise _Stopped(
                f"It is not empty: there are rows in {', '.join(filled)}. Name a new database."
            )
        rows = count_rows(reading)
        with _show("Copying", rows) as advance:
            for table in list_all():
                for copied in copy_table(reading, writing, table):
                    advance(copied)
                carry_number(reading, writing, table)
        with _show("Comparing", 2 * rows) as advance:
            _compare(reading, writing, advance)
        note_statistics(writing)
        return _Moved(rows, _verify_both(reading, writing))


def _compare(reading: Connection, writing: Connection, advance: _Advance) -> None:
    for table in list_all():
        before, after = (_sum_up(one, table, advance) for one in (reading, writing))
        if before != after:
            raise _Stopped(
                f"What arrived in {table.name} is not what was sent: {before.rows} rows were, and "
                f"{after.rows} did, or their values differ."
            )


def _sum_up(connection: Connection, table: Table, advance: _Advance) -> TableSum:
    last = TableSum(0, 0)
    for so_far in sum_up(connection, table):
        advance(so_far.rows - last.rows)
        last = so_far
    return last


def _verify_both(reading: Connection, writing: Connection) -> list[Finding]:
    """What `verify` finds, which is nothing new."""
    now = utc_now()
    before, after = (verify(Session(one), now=now) for one in (reading, writing))
    counts = {finding.name: finding.count for finding in before}
    new = [finding.name for finding in after if finding.count != counts[finding.name]]
    if new:
        raise _Stopped(f"`verify` finds what was not so before: {', '.join(new)}.")
    return after


@contextmanager
def _show(what: str, total: int) -> Iterator[_Advance]:
    """How far it is, on a terminal's standard error."""
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        yield lambda rows: progress.advance(task, rows)


def _describe(error: Exception, source: Path, name: str) -> str:
    match error:
        case NewerSchema():
            return f"{name}: {describe_newer(error)}"
        case NotTaken(table=table, reason=reason):
            return f"A row of the table {table} cannot be moved ({reason})."
        case _Stopped():
            return str(error)
    is_source = isinstance(getattr(error, "orig", error), sqlite3.Error)
    told = describe_trouble(error).replace("DATABASE_URL", "its address")
    return f"{source if is_source else name} cannot be used: {told.rstrip('.')}."


def _say_what_is_there(error: Exception) -> str:
    if getattr(error, "connection_invalidated", False):
        return "All has arrived or nothing: the same command says which. The file is as it was."
    return "Nothing was moved, and the file is as it was."


def _tell(moved: _Moved, source: Path, name: str) -> None:
    broken = [finding.name for finding in moved.findings if finding.is_broken]
    typer.echo(
        f"{moved.rows} rows are moved to {name}, and each was compared; of "
        f"{len(moved.findings)} checks, {len(broken)} are broken."
    )
    if broken:
        typer.echo(f"They were before, too: {', '.join(broken)} (`kudoscope verify`).")
    typer.echo(
        "Next: set DATABASE_URL to the new address, say `kudoscope doctor`, and start Kudoscope. "
        "The encryption keys stay the same.\n"
        f"{source} is as it was. To go back, stop Kudoscope and set DATABASE_URL to it again: what "
        "was given since is then in PostgreSQL alone."
    )
