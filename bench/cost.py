"""Processor time of one kudos: taken and stored, then posted; bare Bolt acks for comparison.

The time of PostgreSQL's own processes counts, as it has to come from somewhere. Delivery goes at
Slack's pace, so what is measured there has the regular jobs of those seconds in it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, make_url, select

from bench.load import Team, run_load
from bench.processes import cpu_seconds
from bench.servers import (
    Slack,
    kudoscope_server,
    reference_server,
    sandbox_slack,
    start_postgresql,
)
from db import OutboxMessage, SessionFactory, build_engine

_CLIENTS = 4
_WARM_UP = 1.0


@dataclass(frozen=True, slots=True)
class _Cost:
    """Milliseconds of processor time for each."""

    taken: float
    posted: float | None = None


def main() -> None:
    """Measure both databases and the reference, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of giving")
    parser.add_argument("--posting", type=float, default=30.0, help="seconds of posting")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        slack = stack.enter_context(sandbox_slack())
        server = start_postgresql(Path(folder))
        stack.callback(server.cleanup)
        postmaster = Path(folder, "postgresql", "postmaster.pid").read_text().split()[0]
        url = make_url(server.get_uri()).render_as_string(hide_password=False)
        reference = _measure_reference(slack.workspaces[0].team, options.seconds)
        sqlite = _measure(slack, f"sqlite:///{folder}/k.db", [], options)
        postgresql = _measure(slack, url, [int(postmaster)], options)
    _print({"bare Bolt": reference, "SQLite": sqlite, "PostgreSQL": postgresql})


def _measure_reference(team: Team, seconds: float) -> _Cost:
    with reference_server(team.signing_secret) as serving:
        return _Cost(_measure_taking(serving.port, team, [serving.pid], seconds))


def _measure(slack: Slack, url: str, others: list[int], options: argparse.Namespace) -> _Cost:
    sessions = SessionFactory(build_engine(url))
    try:
        with kudoscope_server(slack, url) as serving:
            pids = [serving.pid, *others]
            taken = _measure_taking(serving.port, slack.workspaces[0].team, pids, options.seconds)
            before, sent = _sum_up(pids), _count_sent(sessions)
            time.sleep(options.posting)
            posted = _count_sent(sessions) - sent
            return _Cost(taken, 1000 * (_sum_up(pids) - before) / max(posted, 1))
    finally:
        sessions.close()


def _measure_taking(port: int, team: Team, pids: list[int], seconds: float) -> float:
    run_load(port, team, clients=_CLIENTS, seconds=_WARM_UP)
    before = _sum_up(pids)
    load = run_load(port, team, clients=_CLIENTS, seconds=seconds)
    return 1000 * (_sum_up(pids) - before) / max(load.acked, 1)


def _sum_up(pids: list[int]) -> float:
    return sum(map(cpu_seconds, pids))


def _count_sent(sessions: SessionFactory) -> int:
    sent = select(func.count()).where(OutboxMessage.state == "sent")
    with sessions.read() as session:
        return session.scalar(sent) or 0


def _print(costs: dict[str, _Cost]) -> None:
    table = Table("", "taken, ms", "x bare Bolt", "posted, ms", "hours a million")
    reference = costs["bare Bolt"].taken
    for name, cost in costs.items():
        both = cost.taken + (cost.posted or 0)
        table.add_row(
            name,
            f"{cost.taken:.2f}",
            f"{cost.taken / reference:.1f}",
            "" if cost.posted is None else f"{cost.posted:.1f}",
            f"{both * 1_000_000 / 1000 / 3600:.1f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
