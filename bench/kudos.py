"""Durable kudos a second and the time to the ack, against bare Bolt that only acks.

Each round measures the reference and both databases one after the other, so that a machine whose
speed drifts treats them alike; the figures are medians of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from sqlalchemy import func, make_url, select

from bench.load import Load, Team, run_load
from bench.processes import cpu_seconds
from bench.report import show, tell_goal
from bench.servers import (
    Serving,
    kudoscope_server,
    reference_server,
    sandbox_slack,
    start_postgresql,
)
from db import Kudos, build_engine

_CLIENTS = (1, 16, 64)
#: What is asked of kudos, where so many clients give them.
_CLIENTS_OF_GOALS = 16
_LEAST = {"sqlite": 0.25, "postgresql": 0.15}


@dataclass(frozen=True, slots=True)
class Measured:
    """A load, and the processor seconds that its server took for it."""

    load: Load
    cpu: float


def main() -> None:
    """Run the rounds and print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        slack = stack.enter_context(sandbox_slack())
        team = slack.workspaces[0].team
        postgresql = start_postgresql(Path(folder))
        stack.callback(postgresql.cleanup)
        databases = {
            "sqlite": f"sqlite:///{folder}/kudoscope.db",
            "postgresql": make_url(postgresql.get_uri()).render_as_string(hide_password=False),
        }
        servers = {"reference": stack.enter_context(reference_server(team.signing_secret))}
        for name, url in databases.items():
            servers[name] = stack.enter_context(kudoscope_server(slack, url))
        acked = _measure(servers, team, options.rounds, options.seconds)
        for name, url in databases.items():
            _check_stored(name, url, acked[name])


def _measure(
    servers: dict[str, Serving], team: Team, rounds: int, seconds: float
) -> dict[str, int]:
    acked = dict.fromkeys(servers, 0)
    columns = ("per s", "p50 ms", "p99 ms", "CPU ms", "per s", "p50", "p99", "CPU")
    table = Table("Clients", "", *columns)
    for clients in _CLIENTS:
        loads: dict[str, list[Measured]] = {name: [] for name in servers}
        for name, serving in servers.items():  # not counted: connections, caches, imports
            acked[name] += run_load(serving.port, team, clients=clients, seconds=1).acked
        for _ in range(rounds):
            for name, serving in servers.items():
                cpu = cpu_seconds(serving.pid)
                load = run_load(serving.port, team, clients=clients, seconds=seconds)
                if load.refused:
                    raise RuntimeError(f"{name} refused {load.refused} of its requests")
                acked[name] += load.acked
                loads[name].append(Measured(load, cpu_seconds(serving.pid) - cpu))
        for name in servers:
            absolute, ratios = _compare(loads[name], loads["reference"])
            cells = [f"{one:.2f}" for one in absolute] + [f"{one:.3f} x" for one in ratios]
            table.add_row(str(clients), name, *cells)
            if clients == _CLIENTS_OF_GOALS and name in _LEAST:
                _judge(name, ratios[0])
    show("Durable kudos beside bare Bolt, which only acks", table)
    return acked


def _compare(
    measured: list[Measured], reference: list[Measured]
) -> tuple[list[float], list[float]]:
    """Medians of kudos a second, p50, p99 and CPU, and those of their ratios to the reference."""
    measures: list[Callable[[Measured], float]] = [
        lambda one: one.load.per_second,
        lambda one: one.load.percentile(0.5),
        lambda one: one.load.percentile(0.99),
        lambda one: one.cpu * 1000 / one.load.acked,
    ]
    absolute = [statistics.median(map(measure, measured)) for measure in measures]
    ratios = [
        statistics.median(
            measure(one) / measure(other) for one, other in zip(measured, reference, strict=True)
        )
        for measure in measures
    ]
    return absolute, ratios


def _judge(name: str, ratio: float) -> None:
    tell_goal(
        f"durable kudos to acks of bare Bolt, {_CLIENTS_OF_GOALS} clients, {name}",
        measured=f"{ratio:.3f}",
        wanted=f"at least {_LEAST[name]}",
        is_met=ratio >= _LEAST[name],
    )


def _check_stored(name: str, url: str, acked: int) -> None:
    engine = build_engine(url)
    with engine.connect() as connection:
        stored = connection.scalar(select(func.count()).select_from(Kudos))
    engine.dispose()
    print(f"{name}: {acked} acked, {stored} stored")
    # A request whose answer the clock cut off may be stored without being counted as acked.
    if stored is None or stored < acked:
        raise RuntimeError(f"{name} lost kudos")


if __name__ == "__main__":
    main()
