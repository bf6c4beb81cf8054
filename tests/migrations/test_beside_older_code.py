"""A revision only adds: code of the version before goes on working on the newer schema.

What it takes away or asks for comes in two versions: the first no longer needs it, and a later one,
once no process of an older version can run any more, contracts. That is then written down here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from databases import Database
from db.migrations import build_config, downgrade

#: From here on, any version was seen to run beside the next one (`python -m faults upgrade`).
FIRST = "0035"

#: What a revision takes away or asks for although older code may know nothing of it, and since when
#: no code needs it: `{"0061": {"drops kudos.weight": "unused since 0.9"}}`.
CONTRACTS: dict[str, dict[str, str]] = {}


@dataclass(frozen=True)
class Shape:
    """One table: its columns, and what it asks of rows."""

    columns: dict[str, Any]
    unique: frozenset[tuple[str, ...]]
    checks: dict[str, str]


def read_shapes(engine: Engine) -> dict[str, Shape]:
    looked = inspect(engine)
    shapes = {}
    for name in looked.get_table_names():
        indexes = [one["column_names"] for one in looked.get_indexes(name) if one["unique"]]
        keys = [one["column_names"] for one in looked.get_unique_constraints(name)]
        checks = {one["name"] or "": one["sqltext"] for one in looked.get_check_constraints(name)}
        shapes[name] = Shape(
            {one["name"]: one for one in looked.get_columns(name)},
            frozenset(tuple(map(str, one)) for one in (*indexes, *keys)),
            {str(check): rule for check, rule in checks.items()},
        )
    return shapes


def list_contracts(before: dict[str, Shape], after: dict[str, Shape]) -> Iterator[str]:
    """What code of the version before can no longer do."""
    for table, old in before.items():
        new = after.get(table)
        if new is None:
            yield f"drops {table}"
            continue
        for name, column in old.columns.items():
            if name not in new.columns:
                yield f"drops {table}.{name}"
            elif str(new.columns[name]["type"]) != str(column["type"]):
                yield f"changes {table}.{name}"
            elif is_asked_for(new.columns[name]) and not is_asked_for(column):
                yield f"asks for {table}.{name}"
        for name, column in new.columns.items():
            if name not in old.columns and is_asked_for(column):
                yield f"asks for {table}.{name}"
        for key in new.unique - old.unique:
            yield f"makes unique {table}: {', '.join(key)}"
        for name, rule in new.checks.items():
            if not is_wider(old.checks.get(name), rule, old.columns):
                yield f"checks {table}: {rule}"


def is_asked_for(column: dict[str, Any]) -> bool:
    """Whether whoever writes a row has to name it."""
    return not column["nullable"] and column["default"] is None


def is_wider(before: str | None, rule: str, known: dict[str, Any]) -> bool:
    """Whether the rule lets in all that older code writes."""
    if before is None:
        # It is about what older code does not write.
        return not set(re.findall(r"\w+", rule)) & known.keys()
    values = [set(re.findall(r"'(\w+)'", one)) for one in (before, rule)]
    return before == rule or (" IN (" in rule and values[0] <= values[1])


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_revision_only_adds_to_what_older_code_uses(database: Database) -> None:
    engine = database.engine
    revisions = [
        one.revision for one in ScriptDirectory.from_config(build_config()).walk_revisions()
    ]
    after, found = read_shapes(engine), {}
    # Down from the template, which has the newest: to come here from nothing takes much longer.
    for revision, former in pairwise(revisions[: revisions.index(FIRST) + 1]):
        downgrade(engine, former)
        before = read_shapes(engine)
        if contracts := sorted(list_contracts(before, after)):
            found[revision] = contracts
        after = before
    assert found == {revision: sorted(told) for revision, told in CONTRACTS.items()}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whatever_older_code_would_stumble_over_is_found(empty_database: Database) -> None:
    engine = empty_database.engine
    states = [
        "a INTEGER, b VARCHAR DEFAULT 'x' NOT NULL, CONSTRAINT k CHECK (b IN ('x', 'y'))",
        "a INTEGER, b VARCHAR DEFAULT 'x' NOT NULL, c INTEGER, d INTEGER DEFAULT 1 NOT NULL,"
        " CONSTRAINT k CHECK (b IN ('x', 'y', 'z')), CONSTRAINT m CHECK (c > 0)",
        "a INTEGER NOT NULL, b VARCHAR NOT NULL, d VARCHAR DEFAULT '1' NOT NULL,"
        " e INTEGER NOT NULL, UNIQUE (a, d), CONSTRAINT k CHECK (b IN ('x', 'z')),"
        " CONSTRAINT n CHECK (a > 0)",
    ]
    shapes = []
    for columns in states:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS thing"))
            connection.execute(text(f"CREATE TABLE thing ({columns})"))
        shapes.append(read_shapes(engine))
    expanded, contracted = (sorted(list_contracts(*pair)) for pair in pairwise(shapes))
    assert expanded == []
    assert contracted == [
        "asks for thing.a",
        "asks for thing.b",
        "asks for thing.e",
        "changes thing.d",
        "checks thing: a > 0",
        "checks thing: b IN ('x', 'z')",
        "drops thing.c",
        "makes unique thing: a, d",
    ]
    assert list(list_contracts(shapes[0], {})) == ["drops thing"]
