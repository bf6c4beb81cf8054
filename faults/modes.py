"""Parts of the work in processes of their own, and six on sockets, of which five receive."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sqlalchemy import text

from faults.processes import RUN, AppProcess
from faults.site import Result, Site, open_site
from faults.two import balance
from slackapp.jobs.presence import BEAT, LEASE
from slackapp.services.operate.processes import SOCKET_PLACES

_numbers = itertools.count(1)
_ALL_SOCKETS = 2 * SOCKET_PLACES
#: The longest that a killed process's place stays empty.
_LEASE = LEASE.total_seconds() + 2 * BEAT
_CONNECTIONS = text(
    "SELECT application_name, count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " GROUP BY application_name"
)


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Both, under load, with processes killed."""
    yield _run_parts(folder, seed)
    yield _run_sockets(folder, seed)


def _run_parts(folder: Path, seed: int) -> Result:
    """Two that receive, two that deliver, of which one is killed, and one that ticks."""
    with (
        open_site(folder, "postgresql", seed=seed, givers=6, pause=0.3, rooms=24) as site,
        ExitStack() as stack,
    ):
        start = partial(_start, stack, site)
        doors = [start("receive") for _ in range(2)]
        workers = [start("deliver") for _ in range(2)]
        start("tick")
        connections: dict[str, int] = {}
        with site.load:
            for lap in range(8):
                balance(site, doors, 2.0)
                _count_connections(site, connections)
                if lap == 3:
                    workers[0].kill()
        refused = site.load.refused
        site.wait_until_sent()
        faults = [f"refused: {one}" for one in sorted(site.load.refusals)]
        faults += [f"ended with {one}" for one in (d.stop() for d in doors) if one]
        end = site.check(is_settled=True, may_double=True)
        detail = (
            f"{len(site.load.acked)} acked, {refused} refused, {end.posts} posts, "
            f"{end.doubled} twice; connections at most: "
            + ", ".join(f"{part} {count}" for part, count in sorted(connections.items()))
        )
    return Result("parts apart", detail, (*faults, *end.faults))


def _run_sockets(folder: Path, seed: int) -> Result:
    """Six; one is told to end, and comes back; one is killed."""
    with open_site(folder, "postgresql", seed=seed) as site, ExitStack() as stack:
        start = partial(_start, stack, site)
        processes = [start() for _ in range(SOCKET_PLACES + 1)]
        _wait_for_all(site)
        faults: list[str] = []
        with site.load:
            time.sleep(5.0)
            after_stop = _take_over(site, processes[0].stop)
            start()
            time.sleep(5.0)
            faults += [f"refused: {one}" for one in sorted(site.load.refusals)]
            after_kill = _take_over(site, processes[1].kill)
            time.sleep(5.0)
        site.wait_until_sent()
        end = site.check(is_settled=True, may_double=True)
        log = (site.folder / "app.log").read_text(encoding="utf-8")
        sent_away = log.count("socket_sent_away")
        faults += [f"{sent_away} times sent away"] if sent_away else []
        faults += [] if "socket_standby" in log else ["nobody waited"]
        detail = (
            f"{len(site.load.acked)} acked, {site.load.refused} refused at the kill, ten sockets "
            f"again {after_stop:.1f} s after a stop, {after_kill:.1f} s after a kill"
        )
    return Result("six on sockets", detail, (*faults, *end.faults))


def _start(stack: ExitStack, site: Site, part: str = "") -> AppProcess:
    """Over Socket Mode where it does everything, so that nobody need share out its requests."""
    options = {"SLACK_APP_TOKEN": site.sandbox.app_token} if not part else {}
    return stack.enter_context(
        site.app(
            command=(*RUN, "--only", part) if part else RUN,
            receives=part == "receive",
            # By which PostgreSQL tells them apart.
            PGAPPNAME=f"{part} {next(_numbers)}",
            **options,
        )
    )


def _count_connections(site: Site, most: dict[str, int]) -> None:
    with site.database.engine.connect() as connection:
        for name, count in connection.execute(_CONNECTIONS):
            part = name.partition(" ")[0]
            if part:
                most[part] = max(most.get(part, 0), count)


def _take_over(site: Site, end: Callable[[], object]) -> float:
    """End a process that receives; after how many seconds another does so in its place."""
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(end)
        site.sandbox.wait_for(lambda: site.sandbox.socket_count < _ALL_SOCKETS)
        _wait_for_all(site)
        took = time.monotonic() - began
        ending.result()
    return took


def _wait_for_all(site: Site) -> None:
    site.sandbox.wait_for(
        lambda: site.sandbox.socket_count == _ALL_SOCKETS,
        timeout=_LEASE + 10,
        message="a place stays empty",
    )
