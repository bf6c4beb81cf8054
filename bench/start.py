"""How long `kudoscope run` takes to serve, and what it costs while nothing happens.

Each server runs alone, one after the other, so that none shares its pages with the next.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from rich.table import Table

from bench.processes import cpu_seconds, memory_mb
from bench.report import show
from bench.servers import Serving, kudoscope_server, reference_server, sandbox_slack


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds until it served, MB after a while of nothing, and CPU seconds a minute of that."""

    start: float
    memory: float
    cpu: float


def main() -> None:
    """Start each server, leave it alone, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder, sandbox_slack() as slack:
        secret = slack.workspaces[0].team.signing_secret
        kudoscope = partial(kudoscope_server, slack)
        # The first start migrates an empty database; the others find it as it must be.
        url = f"sqlite:///{folder}/kudoscope.db"
        servers: dict[str, Callable[[], AbstractContextManager[Serving]]] = {
            "reference": partial(reference_server, secret),
            "HTTP, new": partial(kudoscope, url),
            "HTTP": partial(kudoscope, url),
            "Socket Mode": partial(kudoscope, url, over_sockets=True),
        }
        measured = {name: _measure(server, seconds) for name, server in servers.items()}
    _print(measured)


def _measure(server: Callable[[], AbstractContextManager[Serving]], seconds: float) -> Idle:
    with server() as serving:
        # What a start has begun in the background ends first.
        time.sleep(3)
        before = cpu_seconds(serving.pid)
        time.sleep(seconds)
        used = cpu_seconds(serving.pid) - before
        return Idle(serving.start_seconds, memory_mb(serving.pid), used * 60 / seconds)


def _print(measured: dict[str, Idle]) -> None:
    reference = measured["reference"]
    table = Table("", "Start s", "PSS MB", "CPU s/min", "Start", "PSS")
    for name, idle in measured.items():
        table.add_row(
            name,
            f"{idle.start:.2f}",
            f"{idle.memory:.1f}",
            f"{idle.cpu:.2f}",
            f"{idle.start / reference.start:.2f} x",
            f"{idle.memory / reference.memory:.2f} x",
        )
    show("Starting, and doing nothing", table)


if __name__ == "__main__":
    main()
