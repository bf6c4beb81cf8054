"""Migrating beside running processes: who gives way is always the migration, and early.

A transaction of the app's that holds one table and wants another, which the migration holds while
it waits for the first, would be told of a deadlock after a second. So the migration takes all the
tables of a revision at its beginning, in one order, and gives everything up after half a second
and tries again: whoever waited meanwhile is served, and nobody is told that something broke.
"""

from __future__ import annotations

import ast
import random
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from db.base import Base

#: Seconds for which others may have to wait for a migration that waits itself. Less than
#: PostgreSQL's `deadlock_timeout`, after which it looks for somebody to end.
_GIVE_WAY_AFTER = 0.5
#: Seconds of one pause after that, from and to.
_PAUSE = (0.2, 0.8)
#: Seconds after which a migration that got no turn fails.
_GIVE_UP_AFTER = 300.0

_FIRST = ("channel", "person")
_LAST = ("workspace", "outbox_lane", "outbox_message", "outbox_pace")

_LOCK_TIMEOUT, _DEADLOCK = "55P03", "40P01"


def keep_trying(step: Callable[[], bool], on_wait: Callable[[], None]) -> bool:
    """What the step gives, once it got the tables that it needs; `on_wait` hears of each try."""
    deadline = time.monotonic() + _GIVE_UP_AFTER
    while True:
        try:
            return step()
        except OperationalError as error:
            state = getattr(error.orig, "sqlstate", None)
            if state not in (_LOCK_TIMEOUT, _DEADLOCK) or time.monotonic() > deadline:
                raise
        on_wait()
        time.sleep(random.uniform(*_PAUSE))


def lock_tables(connection: Connection, script: Path) -> None:
    """Take the tables that a revision names for this transaction alone, in one order.

    On SQLite, whoever writes has all of them. Raises OperationalError where somebody holds one.
    """
    if connection.dialect.name == "sqlite":
        return
    deadline = time.monotonic() + _GIVE_WAY_AFTER
    _limit_wait(connection, deadline)
    there = set(inspect(connection).get_table_names())
    for name in sort_tables(there & list_names(script)):
        _limit_wait(connection, deadline)
        connection.execute(text(f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE'))
    # What its statements need besides, such as a table that only a foreign key names.
    _limit_wait(connection, time.monotonic() + _GIVE_WAY_AFTER)


def _limit_wait(connection: Connection, deadline: float) -> None:
    # Zero would be for ever.
    left = max(round((deadline - time.monotonic()) * 1000), 1)
    connection.execute(text(f"SET LOCAL lock_timeout = {left}"))


def sort_tables(names: set[str]) -> list[str]:
    """In the order in which giving a kudos comes to them, which most transactions do.

    Whoever is under way then needs nothing that we hold already, and those that begin wait at the
    first table. The workspace comes late: they know it, and foreign keys alone look at it.
    """
    known = [table.name for table in Base.metadata.sorted_tables]
    middle = [name for name in known if name not in (*_FIRST, *_LAST)]
    order = [*_FIRST, *middle, *sorted(names - set(known)), *_LAST]
    return [name for name in order if name in names]


def list_names(script: Path) -> set[str]:
    """Every word that stands by itself in the source of a revision, tables among them."""
    tree = ast.parse(script.read_text(encoding="utf-8"))
    return {
        node.value.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
