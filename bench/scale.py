"""How many more kudos three processes store than one, on one PostgreSQL and on the same machine.

Load, database, sandbox and the app share the processors. So what is to be had is what they leave:
the table says how much each of them uses. Rounds measure one process, two and three in turn;
figures are medians of the rounds. PostgreSQL itself counts deadlocks, and logs who waits for a
lock for longer than 100 ms.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from sqlalchemy import make_url

from bench.load import run_load
from bench.processes import cpu_seconds
from bench.report import show, tell_goal
from bench.servers import (
    kudoscope_server,
    reference_server,
    sandbox_slack,
    start_postgresql,
)

_CLIENTS = 48
_MOST = 3
_LEAST_GAIN = 1.4
#: Milliseconds after which PostgreSQL says that somebody waits for a lock.
_LONG = 100
_WAITS = re.compile(r"\[(\d+)\] LOG: +process \d+ still waiting for")
_STATEMENT = re.compile(r"\[(\d+)\] STATEMENT: +(\w+)(?:.*?\b(?:INTO|FROM|UPDATE))? (\w+)")


@dataclass(frozen=True, slots=True)
class Round:
    """Kudos a second, p99 in ms, and processors in use: by the app, the database, the sandbox."""

    per_second: float
    p99: float
    app: float
    database: float
    slack: float


def main() -> None:
    """Measure one process, two and three, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=6.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        slack = stack.enter_context(sandbox_slack())
        team = slack.workspaces[0].team
        server = start_postgresql(Path(folder))
        stack.callback(server.cleanup)
        server.psql(f"ALTER SYSTEM SET deadlock_timeout = '{_LONG}ms'")
        server.psql("ALTER SYSTEM SET log_lock_waits = on")
        server.psql("SELECT pg_reload_conf()")
        url = make_url(server.get_uri()).render_as_string(hide_password=False)
        serving = [stack.enter_context(kudoscope_server(slack, url)) for _ in range(_MOST)]
        database = server.get_pid()
        assert database is not None

        def measure(count: int, seconds: float) -> Round:
            family = [one.pid for one in serving]
            before = (_sum(family), cpu_seconds(database), cpu_seconds(slack.pid))
            ports = [one.port for one in serving[:count]]
            load = run_load(ports, team, clients=_CLIENTS, seconds=seconds)
            if load.refused:
                raise RuntimeError(f"{load.refused} requests were refused")
            after = (_sum(family), cpu_seconds(database), cpu_seconds(slack.pid))
            used = [(now - then) / load.seconds for now, then in zip(after, before, strict=True)]
            return Round(load.per_second, load.percentile(0.99), *used)

        measure(_MOST, 2)  # not counted: connections, caches, imports
        rounds: dict[int, list[Round]] = {count: [] for count in range(1, _MOST + 1)}
        for _ in range(options.rounds):
            for count, measured in rounds.items():
                measured.append(measure(count, options.seconds))
        deadlocks = int(server.psql("SELECT sum(deadlocks) FROM pg_stat_database").split()[2])
        waits = count_waits(server.log.read_text("utf-8"))
        with reference_server(team.signing_secret) as reference:
            acks = run_load(reference.port, team, clients=_CLIENTS, seconds=options.seconds)
    _print(rounds, acks.per_second, deadlocks, waits)


def count_waits(log: str) -> Counter[str]:
    """Which statements wait for a lock, by PostgreSQL's log, and how often each does."""
    waiting: set[str] = set()
    counted: Counter[str] = Counter()
    for line in log.splitlines():
        if found := _WAITS.search(line):
            waiting.add(found[1])
        elif (found := _STATEMENT.search(line)) and found[1] in waiting:
            waiting.remove(found[1])
            counted[f"{found[2]} {found[3]}"] += 1
    return counted


def _sum(pids: list[int]) -> float:
    return sum(map(cpu_seconds, pids))


def _print(
    rounds: dict[int, list[Round]], reference: float, deadlocks: int, waits: Counter[str]
) -> None:
    table = Table(
        "Processes",
        "Kudos a second",
        "To one process",
        "To bare Bolt",
        "p99 ms",
        "Cores: app",
        "PostgreSQL",
        "sandbox",
    )
    gains = {}
    for count, measured in rounds.items():
        pairs = zip(measured, rounds[1], strict=True)
        gains[count] = statistics.median(one.per_second / alone.per_second for one, alone in pairs)
        per_second = statistics.median(one.per_second for one in measured)
        table.add_row(
            str(count),
            f"{per_second:.0f}",
            f"{gains[count]:.2f} x",
            f"{per_second / reference:.3f} x",
            f"{statistics.median(one.p99 for one in measured):.0f}",
            *(
                f"{statistics.median(getattr(one, part) for one in measured):.2f}"
                for part in ("app", "database", "slack")
            ),
        )
    show(
        f"Several processes on one PostgreSQL, {_CLIENTS} clients",
        table,
        f"Deadlocks: {deadlocks}. Waits for a lock of more than {_LONG} ms: {waits.total()}"
        + "".join(f"; {count} at {what}" for what, count in waits.most_common(4))
        + ".",
    )
    tell_goal(
        "kudos of three processes to those of one, on PostgreSQL",
        measured=f"{gains[_MOST]:.2f} x",
        wanted=f"at least {_LEAST_GAIN} x",
        is_met=gains[_MOST] >= _LEAST_GAIN,
    )
    tell_goal(
        "deadlocks, and waits for a lock of more than 100 ms, meanwhile",
        measured=f"{deadlocks} and {waits.total()}",
        wanted="none",
        is_met=not deadlocks + waits.total(),
    )


if __name__ == "__main__":
    main()
