"""Our tables, each that knows its workspace split by it, as sharded PostgreSQL would have them.

PostgreSQL asks three things of a table that is split: its primary key and every unique constraint
hold the column by which it is, and so does what refers to it. All of that is changed here, and
noted; what the app asks for is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    event,
    text,
)

from db import Base
from db.migrations import name_schema

BY = "workspace_id"
PARTS = 4


@dataclass
class Notes:
    """What stood in the way, by table."""

    whole: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    unique: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    lost_references: list[str] = field(default_factory=list)
    #: Parts of statements that name a key by columns that are no longer all of it.
    statements: Counter[str] = field(default_factory=Counter)

    def list_lines(self) -> Iterator[str]:
        """All of it, a line each kind."""
        yield f"whole: {', '.join(self.whole)}"
        yield f"primary key with the workspace: {len(self.keys)}"
        yield f"unique with the workspace: {', '.join(self.unique)}"
        yield f"reference with the workspace: {len(self.references)}"
        yield f"reference lost: {', '.join(self.lost_references)}"
        yield f"statement with the workspace: {', '.join(self.statements)}"


def make_split_tables(engine: Engine) -> Notes:
    """Make all tables in an empty database, in parts by workspace."""
    notes, made = Notes(), MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        _add(table, made, notes)
    with engine.begin() as connection:
        made.create_all(connection)
        for name in notes.split:
            for number in range(PARTS):
                connection.execute(
                    text(
                        f'CREATE TABLE "{name}_{number}" PARTITION OF "{name}"'
                        f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {number})"
                    )
                )
        _stamp(connection)
    return notes


def _stamp(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:schema)"), {"schema": name_schema()}
    )


def is_split(table: Table) -> bool:
    """Whether a table knows its workspace."""
    return BY in table.columns


def _add(table: Table, made: MetaData, notes: Notes) -> None:
    (notes.split if is_split(table) else notes.whole).append(table.name)
    columns = [
        Column(
            column.name,
            column.type,
            nullable=column.nullable,
            server_default=getattr(column.server_default, "arg", None),
            # A key of two columns numbers nothing by itself.
            autoincrement=column is table.autoincrement_column,
        )
        for column in table.columns
    ]
    by = f"HASH ({BY})" if is_split(table) else None
    constraints, indexes = _list_constraints(table, notes), _list_indexes(table)
    Table(table.name, made, *columns, *constraints, *indexes, postgresql_partition_by=by)


def _list_constraints(table: Table, notes: Notes) -> Iterator[Any]:
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        names = [column.name for column in getattr(constraint, "columns", ())]
        match constraint:
            case PrimaryKeyConstraint():
                yield PrimaryKeyConstraint(*_widen(table, names, notes.keys))
            case UniqueConstraint():
                yield UniqueConstraint(*_widen(table, names, notes.unique))
            case ForeignKeyConstraint():
                yield from _refer(table, constraint, names, notes)
            case CheckConstraint():
                yield CheckConstraint(constraint.sqltext, name=constraint.name)


def _widen(table: Table, names: list[str], noted: list[str]) -> list[str]:
    if not is_split(table) or BY in names:
        return names
    noted.append(f"{table.name} ({', '.join(names)})")
    return [BY, *names]


def _refer(
    table: Table, constraint: ForeignKeyConstraint, names: list[str], notes: Notes
) -> Iterator[ForeignKeyConstraint]:
    target, ondelete = constraint.referred_table, constraint.ondelete
    wanted = [element.target_fullname for element in constraint.elements]
    noted = f"{table.name}.{names[-1]} -> {target.name}"
    if is_split(target) and not is_split(table):
        notes.lost_references.append(noted)
        return
    if is_split(target) and BY not in names:
        notes.references.append(noted)
        # The workspace stays; it is no part of what is emptied.
        ondelete = f"SET NULL ({names[0]})" if ondelete == "SET NULL" else ondelete
        names, wanted = [BY, *names], [f"{target.name}.{BY}", *wanted]
    yield ForeignKeyConstraint(names, wanted, ondelete=ondelete)


def _list_indexes(table: Table) -> Iterator[Index]:
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        where = index.dialect_options["postgresql"]["where"]
        names = [column.name for column in index.columns]
        yield Index(index.name, *names, unique=index.unique, postgresql_where=where)


_CONFLICT = re.compile(r"(INSERT INTO (\w+) .*ON CONFLICT \()([^)]*)(\).*)", re.DOTALL)

#: Other columns of that table are known by its key.
_GROUP = re.compile(r"GROUP BY (\w+)\.id\b")


@contextmanager
def naming_workspace(notes: Notes) -> Iterator[None]:
    """Let statements name all of a widened key meanwhile, and note each that did not."""
    split = set(notes.split)

    def rewrite(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any
    ) -> tuple[str, Any]:
        if (found := _CONFLICT.fullmatch(statement)) and found[2] in split and BY not in found[3]:
            notes.statements[f"ON CONFLICT ({found[3]}) of {found[2]}"] += 1
            return f"{found[1]}{BY}, {found[3]}{found[4]}", parameters
        if (found := _GROUP.search(statement)) and found[1] in split:
            notes.statements[found[0]] += 1
            whole = f"GROUP BY {found[1]}.{BY}, {found[1]}.id"
            return _GROUP.sub(whole, statement), parameters
        return statement, parameters

    # The app has engines of its own.
    event.listen(Engine, "before_cursor_execute", rewrite, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", rewrite)
