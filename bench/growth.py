"""How large the database grows: bytes for 100,000 kudos, new and after the nightly clean-up.

Every kudos is given by the service that people use, to one colleague in a public channel, in 120
characters; what it promised is recorded as sent. Then a month passes. A table's figure is that of
its rows and indexes together.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from rich.table import Table
from sqlalchemy import make_url, text

from bench.report import show
from bench.servers import start_postgresql
from db import SessionFactory, build_engine, set_key_ring
from db.migrations import migrate
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.jobs.retention import expire_all
from slackapp.services.kudos.kudos import give_kudos
from slackapp.services.workspace.channels import record_place
from slackapp.services.workspace.people import record_people
from slackapp.services.workspace.workspaces import WorkspaceView, record_installation

_PEOPLE = 200
_FOR = 100_000
_PLACE = Place("C1", ChannelKind.PUBLIC, app_is_member=True)
_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_WORDS = "thanks for staying with that caller until the refund was through, and for the note to us"
_SENT = text(
    "UPDATE outbox_message SET state = 'sent', slack_ts = '1772442000.' || id,"
    " slack_posted_channel_id = 'C1', settled_at = created_at, attempts = 1 WHERE state = 'pending'"
)
_PER_TABLE = {
    "sqlite": "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s"
    " LEFT JOIN sqlite_master m ON m.name = s.name GROUP BY 1",
    "postgresql": "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables",
}


def main() -> None:
    """Fill a database of each kind, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kudos", type=int, default=5_000)
    options = parser.parse_args()
    set_key_ring([Fernet.generate_key().decode()])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = start_postgresql(folder)
        stack.callback(server.cleanup)
        urls = {
            "SQLite": f"sqlite:///{folder}/kudoscope.db",
            "PostgreSQL": make_url(server.get_uri()).render_as_string(hide_password=False),
        }
        measured = {name: _measure(url, options.kudos) for name, url in urls.items()}
    _print(measured, options.kudos)


def _measure(url: str, count: int) -> tuple[dict[str, int], dict[str, int]]:
    engine = build_engine(url)
    migrate(engine)
    sessions = SessionFactory(engine)
    workspace = _install(sessions)
    empty = _read_sizes(sessions)
    _give(sessions, workspace, count)
    _tidy(sessions)
    new = _read_sizes(sessions)
    expire_all(sessions, lambda: _NOW + timedelta(days=31))
    _tidy(sessions)
    old = _read_sizes(sessions)
    sessions.close()
    return _subtract(new, empty), _subtract(old, empty)


def _install(sessions: SessionFactory) -> WorkspaceView:
    users = [{"id": f"U{number}", "name": f"person{number}"} for number in range(_PEOPLE)]
    with sessions.begin() as session:
        installed = record_installation(
            session,
            slack_team_id="T1",
            slack_enterprise_id=None,
            name="Bench",
            bot_token="xoxb-bench",
            slack_bot_user_id="U0BENCH",
            scopes="",
            daily_limit=0,
            slack_default_channel_id=None,
            now=_NOW,
        )
        record_people(session, workspace=installed, users=users, now=_NOW)
        record_place(session, workspace_id=installed.workspace_id, place=_PLACE, now=_NOW)
    return installed


def _give(sessions: SessionFactory, workspace: WorkspaceView, count: int) -> None:
    competency = next(iter(load_builtin().competencies()))
    for number in range(count):
        with sessions.begin() as session:
            give_kudos(
                session,
                workspace=workspace,
                slack_giver_id=f"U{number % _PEOPLE}",
                slack_user_ids=(f"U{(number + 7) % _PEOPLE}",),
                named=(Counted(ECF_KEY, competency),),
                message=f"{_WORDS} {number}".ljust(120, "."),
                place=_PLACE,
                request_key=f"command:{number:012d}.{number:024d}",
                may_repeat=True,
                now=_NOW,
            )
    with sessions.begin() as session:
        session.execute(_SENT)


def _tidy(sessions: SessionFactory) -> None:
    """Have PostgreSQL give back what it no longer needs, as it would in time; SQLite does not."""
    if sessions.engine.dialect.name != "postgresql":
        return
    with sessions.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.autocommit = True
        raw.execute("VACUUM FULL")
        raw.execute("ANALYZE")


def _read_sizes(sessions: SessionFactory) -> dict[str, int]:
    statement = text(_PER_TABLE[sessions.engine.dialect.name])
    with sessions.read() as session:
        return {str(name): int(size) for name, size in session.execute(statement)}


def _subtract(sizes: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: size - before.get(name, 0) for name, size in sizes.items()}


def _print(measured: dict[str, tuple[dict[str, int], dict[str, int]]], count: int) -> None:
    table = Table()
    table.add_column("table")
    for name in measured:
        table.add_column(f"{name}, new", justify="right")
        table.add_column("after a month", justify="right")
    names = {name for new, _ in measured.values() for name, size in new.items() if size > 0}
    largest = sorted(names, key=lambda name: -measured["SQLite"][0].get(name, 0))
    for name in [*largest, "all"]:
        cells = [
            sum(sizes.values()) if name == "all" else sizes.get(name, 0)
            for pair in measured.values()
            for sizes in pair
        ]
        table.add_row(name, *(f"{cell / count * _FOR / 1e6:.1f}" for cell in cells))
    show(f"MB for {_FOR:,} kudos, from {count:,}", table)


if __name__ == "__main__":
    main()
