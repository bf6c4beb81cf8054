"""The weekly round for a million people: empty and normal ticks, and the largest minute.

Everything is recorded in a SQLite file with `synchronous=FULL`, as the app does it. The reference
is the least that the largest minute could take: one bare INSERT … SELECT of as many prompts, lanes
and messages into the same tables, in one transaction.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bench.report import show
from db import SessionFactory, build_engine, set_key_ring
from db.migrations import migrate
from slackapp.jobs.reflection_prompts import record_due

#: A Friday, at 15:00 in UTC.
_FRIDAY = datetime(2026, 3, 13, 15, tzinfo=UTC)
_NOTHING_DUE = _FRIDAY - timedelta(hours=2)
_NORMAL = _FRIDAY - timedelta(hours=1)


def main() -> None:
    """Fill a database, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--largest", type=int, default=400_000)
    parser.add_argument("--normal", type=int, default=1_000)
    options = parser.parse_args()
    set_key_ring([Fernet.generate_key().decode()])
    with tempfile.TemporaryDirectory() as folder:
        reference = _measure_reference(Path(folder) / "reference.db", options)
        engine = build_engine(f"sqlite:///{folder}/kudoscope.db")
        migrate(engine)
        with engine.begin() as connection:
            _fill(connection, options)
        sessions = SessionFactory(engine)
        before = _peak_mb()
        empty = _measure(lambda: record_due(sessions, _NOTHING_DUE))
        normal = _measure(lambda: record_due(sessions, _NORMAL))
        largest = _measure(lambda: record_due(sessions, _FRIDAY))
        grown = _peak_mb() - before
        _check(sessions, options.normal + options.largest)
        sessions.close()
    _print(options, reference, empty, normal, largest, grown)


def _fill(connection: Connection, options: argparse.Namespace) -> None:
    """People of one workspace: so many due in the largest minute, some before, the rest later."""
    connection.execute(
        text(
            "INSERT INTO workspace (id, slack_team_id, name, bot_token, slack_bot_user_id, scopes,"
            " daily_limit, created_at) VALUES (1, 'T1', 'Bench', 'x', 'U0', '', 0, :now)"
        ),
        {"now": _store(_FRIDAY)},
    )
    connection.execute(text("INSERT INTO reflection_policy (workspace_id) VALUES (1)"))
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people) "
    connection.execute(
        text(
            "INSERT INTO person (id, workspace_id, slack_user_id, name, tz, is_bot,"
            f" is_deactivated, is_stranger, is_admin, created_at) {numbers}"
            "SELECT i, 1, 'U' || printf('%09d', i), 'Person', 'UTC', 0, 0, 0, 0, :now FROM n"
        ),
        {"people": options.people, "now": _store(_FRIDAY)},
    )
    connection.execute(
        text(
            "INSERT INTO reflection_schedule (person_id, workspace_id, tz, weekday, hour,"
            f" asked_in_week, next_due_at) {numbers}"
            "SELECT i, 1, 'UTC', 4, CASE WHEN i <= :normal THEN 14 ELSE 15 END, 202610,"
            " CASE WHEN i <= :normal THEN :early WHEN i <= :largest THEN :friday ELSE :later END"
            " FROM n"
        ),
        {
            "people": options.people,
            "normal": options.normal,
            "largest": options.normal + options.largest,
            "early": _store(_NORMAL),
            "friday": _store(_FRIDAY),
            "later": _store(_FRIDAY + timedelta(days=3)),
        },
    )


def _measure_reference(path: Path, options: argparse.Namespace) -> float:
    engine = build_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.begin() as connection:
        _fill(connection, options)
    values = {
        "now": _store(_FRIDAY),
        "first": options.normal,
        "last": options.normal + options.largest,
        "payload": "x" * 100,
    }
    began = time.perf_counter()
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO reflection_prompt (workspace_id, person_id, iso_week, due_at, recorded_at)"
            " SELECT 1, id, 202611, :now, :now FROM person WHERE id > :first AND id <= :last",
            "INSERT INTO outbox_lane (workspace_id, slack_channel_id, due_at, next_send_at,"
            " leased_until) SELECT 1, 'prompt:' || slack_user_id, :now, :now, :now FROM person"
            " WHERE id > :first AND id <= :last",
            "INSERT INTO outbox_message (workspace_id, lane_id, prompt_id, kind, dedupe_key,"
            " payload, delivery_id, is_in_doubt, created_at) SELECT 1, l.id, p.id, 'post',"
            " 'prompt:' || p.id, :payload, lower(hex(randomblob(16))), 0, :now"
            " FROM reflection_prompt p JOIN outbox_lane l ON l.id = p.id",
            "UPDATE reflection_schedule SET next_due_at = :now"
            " WHERE person_id > :first AND person_id <= :last",
        ):
            connection.execute(text(statement), values)
    seconds = time.perf_counter() - began
    engine.dispose()
    path.unlink()
    return seconds


def _measure(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _check(sessions: SessionFactory, expected: int) -> None:
    with sessions.read() as session:
        for table in ("reflection_prompt", "outbox_message", "outbox_lane"):
            count = session.scalar(text(f"SELECT count(*) FROM {table}"))
            if count != expected:
                raise RuntimeError(f"{table} holds {count} rows instead of {expected}")


def _print(
    options: argparse.Namespace,
    reference: float,
    empty: float,
    normal: float,
    largest: float,
    grown: float,
) -> None:
    table = Table("", "People", "Seconds", "People a second", "Of the reference")
    table.add_row("empty tick", "0", f"{empty:.4f}", "", "")
    rate = f"{options.normal / normal:,.0f}"
    table.add_row("normal tick", f"{options.normal:,}", f"{normal:.3f}", rate, "")
    rate = f"{options.largest / largest:,.0f}"
    times = f"{largest / reference:.1f} x"
    table.add_row("largest minute", f"{options.largest:,}", f"{largest:.1f}", rate, times)
    rate = f"{options.largest / reference:,.0f}"
    table.add_row("reference", f"{options.largest:,}", f"{reference:.1f}", rate, "1.0 x")
    show("The weekly round", table)
    print(f"{options.people:,} people; memory grew by {grown:.0f} MB while ticking")


def _store(moment: datetime) -> str:
    """A moment as SQLAlchemy stores it in SQLite."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
