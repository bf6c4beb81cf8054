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
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, make_url, select

from bench.load import Load, Team, run_load
from bench.servers import kudoscope_server, reference_server, sandbox_slack, start_postgresql
from db import Kudos, build_engine

_CLIENTS = (1, 16, 64)


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
        ports = {"reference": stack.enter_context(reference_server(team.signing_secret)).port}
        for name, url in databases.items():
            ports[name] = stack.enter_context(kudoscope_server(slack, url)).port
        acked = _measure(ports, team, options.rounds, options.seconds)
        for name, url in databases.items():
            _check_stored(name, url, acked[name])


def _measure(ports: dict[str, int], team: Team, rounds: int, seconds: float) -> dict[str, int]:
    acked = dict.fromkeys(ports, 0)
    table = Table("Clients", "", "per s", "p50 ms", "p99 ms", "per s", "p50", "p99")
    for clients in _CLIENTS:
        loads: dict[str, list[Load]] = {name: [] for name in ports}
        for name, port in ports.items():  # not counted: connections, caches, imports
            acked[name] += run_load(port, team, clients=clients, seconds=1).acked
        for _ in range(rounds):
            for name, port in ports.items():
                load = run_load(port, team, clients=clients, seconds=seconds)
                if load.refused:
                    raise RuntimeError(f"{name} refused {load.refused} of its requests")
                acked[name] += load.acked
                loads[name].append(load)
        for name in ports:
            table.add_row(str(clients), name, *_figures(loads[name], loads["reference"]))
    Console().print(table)
    return acked


def _figures(loads: list[Load], reference: list[Load]) -> list[str]:
    measures: list[Callable[[Load], float]] = [
        lambda load: load.per_second,
        lambda load: load.percentile(0.5),
        lambda load: load.percentile(0.99),
    ]
    absolute = [f"{statistics.median(map(measure, loads)):.1f}" for measure in measures]
    ratios = [
        statistics.median(
            measure(load) / measure(other) for load, other in zip(loads, reference, strict=True)
        )
        for measure in measures
    ]
    return [*absolute, *(f"{ratio:.2f} x" for ratio in ratios)]


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
