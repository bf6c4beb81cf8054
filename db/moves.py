"""All rows of a SQLite database, copied to PostgreSQL and compared with what arrived.

Everything is read and written as the app itself does, except that what is encrypted stays as it is.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Row,
    StaticPool,
    Table,
    Text,
    cast,
    create_engine,
    exists,
    func,
    literal,
    select,
    text,
    type_coerce,
)

from db.backups import InUse, check_unused
from db.base import Base, EncryptedText

#: Rows that are in memory at once.
_BATCH = 1_000
#: Checksums of rows are added up, within so many bits.
_BITS = 128


class NotTaken(Exception):
    """A row of a table that is odd, or that PostgreSQL does not take; `reason` is one word."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(table, reason)
        self.table = table
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and a number that depends on every value of each of them."""

    rows: int
    checksum: int


def list_all() -> list[Table]:
    """Every table of ours, those before the others that the others refer to."""
    return Base.metadata.sorted_tables


@contextmanager
def hold_sqlite(path: Path) -> Iterator[Connection]:
    """A connection to a SQLite database that nobody else can use meanwhile. Raises InUse."""
    check_unused(path)
    address = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as driver:
        engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
        try:
            driver.execute("BEGIN EXCLUSIVE")
            [(mode,)] = driver.execute("PRAGMA journal_mode").fetchall()
        except sqlite3.OperationalError as error:
            raise InUse from error
        if mode != "delete":  # somebody has opened it a moment ago
            raise InUse
        with engine.connect() as connection:
            yield connection


def hold_empty(connection: Connection) -> list[str]:
    """Let nobody else write to our tables until the transaction ends; names those with rows."""
    names = ", ".join(f'"{table.name}"' for table in list_all())
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    return [table.name for table in list_all() if connection.scalar(_has_rows(table))]


def count_rows(connection: Connection) -> int:
    """How many rows all tables have."""
    return sum(
        connection.scalar(select(func.count()).select_from(table)) or 0 for table in list_all()
    )


def copy_table(source: Connection, target: Connection, table: Table) -> Iterator[int]:
    """Copy all rows of a table into an empty one; tells how many at a time. Raises NotTaken."""
    driver = target.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    try:
        with driver.cursor() as cursor, cursor.copy(command) as copy:
            for rows in _read(source, table):
                for row in rows:
                    copy.write_row(row)
                yield len(rows)
    except (psycopg.DataError, psycopg.IntegrityError, ValueError) as error:
        raise NotTaken(table.name, type(error).__name__) from error


def carry_number(source: Connection, target: Connection, table: Table) -> None:
    """Let a table go on with its numbers where SQLite would have, or later: none comes again."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = target.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
    last = max(source.scalar(select(func.max(column))) or 0, _read_counter(source, table))
    # Unlike `setval`, this is undone with the transaction.
    target.execute(text(f"ALTER SEQUENCE {sequence} RESTART WITH {last + 1}"))


def sum_up(connection: Connection, table: Table) -> Iterator[TableSum]:
    """The sums of a table, in whatever order its rows come: of more and more rows, then of all."""
    rows, checksum = 0, 0
    yield TableSum(rows, checksum)
    for page in _read(connection, table):
        for row in page:
            digest = hashlib.blake2b(repr(tuple(row)).encode(), digest_size=_BITS // 8).digest()
            checksum = (checksum + int.from_bytes(digest)) % 2**_BITS
        rows += len(page)
        yield TableSum(rows, checksum)


def _read(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    wanted = select(*(_as_stored(column) for column in table.columns))
    return connection.execute(wanted, execution_options={"yield_per": _BATCH}).partitions()


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """The column's value, of what is encrypted and of JSON the text that is stored."""
    if isinstance(column.type, EncryptedText):
        return type_coerce(column, Text).label(column.name)
    if isinstance(column.type, JSON):
        return cast(column, Text).label(column.name)
    return column


def _has_rows(table: Table) -> Any:
    return select(exists(select(literal(1)).select_from(table)))


def _read_counter(connection: Connection, table: Table) -> int:
    """The highest number that SQLite ever gave, of tables in which none is given again."""
    counter = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return connection.scalar(counter, {"name": table.name}) or 0
