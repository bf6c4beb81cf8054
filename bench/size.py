"""What people open, in a company of a million kudos beside one of ten thousand: no more is shown.

Both companies have as many kudos for each person and team, so each page says as much; only what
lies around it grows. A page is read and drawn as ever, on both databases. PostgreSQL has looked at
its tables, as it does within minutes by itself; SQLite has not. The reference is the smaller
company, drawn in turn with the larger one.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from rich.table import Table
from sqlalchemy import make_url

from bench.company import fill_company
from bench.report import show, tell_goal
from bench.servers import start_postgresql
from db import SessionFactory, build_engine, set_key_ring
from db.migrations import migrate
from db.patience import PEOPLE
from db.statistics import note_statistics
from slackapp.blocks.home.home import build_home
from slackapp.blocks.home.mine import build_mine
from slackapp.blocks.home.state import HomeState
from slackapp.domain.base.digest_times import Month
from slackapp.handlers.kudos.own_kudos import show_own_kudos
from slackapp.services.files.export import list_own, list_team, write_kudos
from slackapp.services.home.mine import read_mine
from slackapp.services.home.views import list_views
from slackapp.services.team.page import draw_digest
from slackapp.services.team.report_page import draw_report
from slackapp.services.workspace.people import find_people
from slackapp.services.workspace.workspaces import find_workspace

_NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
#: Since when Slack has said that the channels are public.
_PROVEN = datetime(2025, 1, 1, tzinfo=UTC)
_YEAR = (datetime(2025, 4, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
_MONTH = Month(2026, 3)
_EACH = 50
_SMALL = 10_000
_MOST = 2.0


def main() -> None:
    """Fill both companies on both databases, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kudos", type=int, default=1_000_000)
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    set_key_ring([Fernet.generate_key().decode()])
    table = Table("", f"{_SMALL:,} kudos, ms", f"{options.kudos:,} kudos, ms", "To the smaller")
    largest: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = start_postgresql(Path(folder))
        stack.callback(server.cleanup)
        for name in ("SQLite", "PostgreSQL"):
            draws = {}
            for kudos in (_SMALL, options.kudos):
                if name == "SQLite":
                    url = f"sqlite:///{folder}/{kudos}.db"
                else:
                    server.psql(f"CREATE DATABASE company_{kudos}")
                    url = make_url(server.get_uri(f"company_{kudos}")).render_as_string(
                        hide_password=False
                    )
                draws[kudos] = _list_draws(_open(url, kudos))
            for what, draw in draws[_SMALL].items():
                small, large = _compare(draw, draws[options.kudos][what], options.draws)
                ratio = large / small
                table.add_row(f"{what}, {name}", f"{small:.1f}", f"{large:.1f}", f"{ratio:.2f} x")
                largest[f"{what}, {name}"] = ratio
    show("The same pages in a company a hundred times as large", table)
    slowest = max(largest, key=lambda what: largest[what])
    tell_goal(
        f"pages at {options.kudos:,} kudos to those at {_SMALL:,}",
        measured=f"at most {largest[slowest]:.2f} x ({slowest})",
        wanted=f"at most {_MOST:.0f} x",
        is_met=largest[slowest] <= _MOST,
    )


def _open(url: str, kudos: int) -> SessionFactory:
    engine = build_engine(url)
    migrate(engine)
    fill_company(engine, people=kudos // _EACH, kudos=kudos)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            note_statistics(connection)
    engine.dispose()
    return SessionFactory(build_engine(url, PEOPLE))


def _compare(
    draw_small: Callable[[], object], draw_large: Callable[[], object], draws: int
) -> tuple[float, float]:
    """Median milliseconds of each, drawn in turn so that a busy machine treats both alike."""
    draw_small()  # not counted
    draw_large()
    pairs = [(_time(draw_small), _time(draw_large)) for _ in range(draws)]
    small, large = zip(*pairs, strict=True)
    return statistics.median(small), statistics.median(large)


def _time(draw: Callable[[], object]) -> float:
    began = time.perf_counter()
    draw()
    return (time.perf_counter() - began) * 1000


def _list_draws(sessions: SessionFactory) -> dict[str, Callable[[], object]]:
    with sessions.read() as session:
        workspace = find_workspace(session, slack_team_id="T1")
        person = find_people(session, workspace_id=1, slack_user_ids=["U1"])["U1"]
    assert workspace is not None
    team: dict[str, Any] = {"workspace_id": 1, "slack_channel_id": "C1", "proven_since": _PROVEN}

    def draw_home() -> object:
        with sessions.read() as session:
            views = list_views(session, workspace_id=1, person_id=person.person_id)
            state = HomeState()
            page = read_mine(session, workspace=workspace, person=person, now=_NOW, state=state)
        return build_home(state, build_mine(page), views=views)

    def draw_own() -> object:
        with sessions.read() as session:
            return show_own_kudos(session, workspace, person, now=_NOW)

    def draw_month() -> object:
        with sessions.read() as session:
            return draw_digest(session, **team, tz="UTC", month=_MONTH)

    def draw_six_months() -> object:
        with sessions.read() as session:
            return draw_report(session, **team, tz="UTC", month=_MONTH)

    def export_own() -> object:
        with sessions.read() as session:
            own = list_own(session, workspace_id=1, person_id=1, slack_user_id="U1", window=_YEAR)
            return write_kudos(io.StringIO(newline=""), own, "csv")

    def export_team() -> object:
        with sessions.read() as session:
            of_month = list_team(session, **team, window=_MONTH.window("UTC"))
            return write_kudos(io.StringIO(newline=""), of_month, "csv")

    return {
        "Home": draw_home,
        "/kudos me": draw_own,
        "digest of a team": draw_month,
        "report of a team": draw_six_months,
        "export of own kudos": export_own,
        "export of a team's month": export_team,
    }


if __name__ == "__main__":
    main()
