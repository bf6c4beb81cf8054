"""How soon requests are acked when 100 workspaces send all that Slack lets through.

Slack sends a workspace at most 30,000 events an hour, which is 833 a second for 100. Most events
are reactions; some requests are kudos, each stored before its ack. They come at that rate whether
the ones before are answered or not, and a time counts from when its request was due. One process
serves; load, database and sandbox are on the same machine. The reference acks without doing
anything, at the same rate.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from rich.table import Table
from sqlalchemy import make_url

from bench.installed import install
from bench.load import Load, Team, run_at_rate, sign_mix
from bench.processes import cpu_seconds
from bench.report import show, tell_goal
from bench.servers import (
    Serving,
    Slack,
    encryption_key,
    kudoscope_server,
    reference_server,
    sandbox_slack,
    start_postgresql,
)
from db import SessionFactory, build_engine, set_key_ring
from db.migrations import migrate

_WORKSPACES = 100
_PER_SECOND = 30_000 / 3_600 * _WORKSPACES
#: One of so many requests is a kudos: 30,000 kudos an hour, and ten times as many.
_MIXES = (100, 10)
#: Milliseconds. Slack waits three seconds, and people notice a second.
_MOST = 1_000.0


def main() -> None:
    """Measure both databases, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    size = {"workspaces": _WORKSPACES, "channels": 5, "people": 20}
    table = Table("", "Kudos", "Acked a second", "p50 ms", "p99 ms", "p99", "Cores in use")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        slack = stack.enter_context(sandbox_slack(**size))
        secret = slack.workspaces[0].team.signing_secret
        # One app has one secret, whichever workspace a request is of.
        teams = [replace(one.team, signing_secret=secret) for one in slack.workspaces]
        postgresql = start_postgresql(Path(folder))
        stack.callback(postgresql.cleanup)
        urls = {
            "SQLite": f"sqlite:///{folder}/kudoscope.db",
            "PostgreSQL": make_url(postgresql.get_uri()).render_as_string(hide_password=False),
        }
        references = {}
        with reference_server(secret) as reference:
            for mix in _MIXES:
                references[mix] = _measure(table, "reference", reference, teams, mix, options)
        for name, url in urls.items():
            _install_all(slack, url)
            with kudoscope_server(slack, url) as serving:
                for mix in _MIXES:
                    load = _measure(table, name, serving, teams, mix, options, references[mix])
                    if mix == _MIXES[0]:
                        _judge(name, load)
    show(
        f"Acks at {_PER_SECOND:.0f} requests a second of {_WORKSPACES} workspaces",
        table,
        "Kudos: one of so many requests; all others are reactions that thank nobody.",
    )


def _measure(
    table: Table,
    name: str,
    serving: Serving,
    teams: Sequence[Team],
    mix: int,
    options: argparse.Namespace,
    reference: Load | None = None,
) -> Load:
    requests = sign_mix(teams, kudos_every=mix)
    # Not counted: connections, caches, and what a start has begun in the background.
    run_at_rate(serving.port, requests, per_second=_PER_SECOND, seconds=options.seconds / 4)
    cpu = cpu_seconds(serving.pid)
    load = run_at_rate(serving.port, requests, per_second=_PER_SECOND, seconds=options.seconds)
    cores = (cpu_seconds(serving.pid) - cpu) / load.seconds
    if load.refused:
        raise RuntimeError(f"{name} refused {load.refused} requests")
    p99 = load.percentile(0.99)
    table.add_row(
        name,
        f"1 of {mix}",
        f"{load.per_second:.0f}",
        f"{statistics.median(load.latencies):.1f}",
        f"{p99:.1f}",
        "1.0 x" if reference is None else f"{p99 / reference.percentile(0.99):.1f} x",
        f"{cores:.2f}",
    )
    return load


def _judge(name: str, load: Load) -> None:
    p99 = load.percentile(0.99)
    tell_goal(
        f"p99 of the ack at {_PER_SECOND:.0f} requests a second, one process on {name}",
        measured=f"{p99:.0f} ms",
        wanted=f"at most {_MOST:.0f} ms",
        is_met=p99 <= _MOST,
    )


def _install_all(slack: Slack, url: str) -> None:
    set_key_ring([encryption_key()])
    engine = build_engine(url)
    migrate(engine)
    sessions = SessionFactory(engine)
    for workspace in slack.workspaces:
        install(sessions, workspace)
    sessions.close()


if __name__ == "__main__":
    main()
