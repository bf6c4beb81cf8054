"""Three processes on one PostgreSQL behind a balancer, killed at random, as is their database.

Each is what an operator starts, and is started again when it ends. Then all settles: what a giver
was told is stored and announced once, and `kudoscope verify` finds nothing.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from faults.balancer import Balancer, balancing
from faults.comparison import list_mistold
from faults.processes import AppProcess
from faults.site import Result, Site, open_site
from tests.databases import attach_server

_PROCESSES = 3
#: Seconds between two kills, between two restarts of the database, and while it is away.
_KILLS, _RESTARTS, _AWAY = (2.0, 7.0), (30.0, 60.0), (0.5, 3.0)
#: Seconds after which a process that ended is started again, as systemd does.
_STARTED_AGAIN = 1.0
_COMMAND = ("slackapp", "run")


class Kept:
    """A process that is started again whenever it ends, until the `with` block does."""

    def __init__(self, site: Site, balancer: Balancer) -> None:
        self._site, self._balancer = site, balancer
        self._stopping = threading.Event()
        self._process: AppProcess | None = None
        self._thread = threading.Thread(target=self._keep, name="kept")
        self.starts = 0
        #: How it ended when it was asked to.
        self.status: int | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()

    @property
    def serves(self) -> bool:
        """Whether it is there now."""
        return self._process is not None

    def kill(self) -> bool:
        """`kill -9`; False where there is nothing to kill."""
        process = self._process
        if process is None:
            return False
        process.kill()
        return True

    def _keep(self) -> None:
        while not self._stopping.is_set():
            with self._site.app(command=_COMMAND, receives=False) as process:
                self.starts += 1
                if process.port:
                    self._balancer.add(process.port)
                    self._process = process
                    while process.is_alive and not self._stopping.wait(0.05):
                        pass
                    self._process = None
                    self._balancer.remove(process.port)
                    if process.is_alive:
                        self.status = process.stop()
            self._stopping.wait(_STARTED_AGAIN)


def run(folder: Path, *, seed: int, seconds: float) -> Iterator[Result]:
    """Kill for so many seconds; history is granted, so nothing may come twice."""
    chance = random.Random(seed)
    with open_site(folder, "postgresql", seed=seed, is_granted=True, rooms=20) as site:
        with balancing() as balancer, ExitStack() as stack:
            kept = [stack.enter_context(Kept(site, balancer)) for _ in range(_PROCESSES)]
            _wait_until_all_serve(site, kept)
            site.sandbox.deliver_over_http(f"{balancer.url}/slack/events")
            with site.load:
                kills, restarts = _trouble(folder, kept, chance, seconds)
                _wait_until_all_serve(site, kept)
                site.wait_until_acked(10)
            site.wait_until_sent()
        faults = [f"a process ended with {one.status}" for one in kept if one.status != 0]
        status, told = site.run("verify")
        faults += [f"kudoscope verify: {told}"] if status else []
        faults += list_mistold(site.sandbox, site.sessions, site.load)
        end = site.check(is_settled=True, may_double=False)
        too_many = sum(call.status == 429 for call in site.sandbox.calls())
        acked = len(site.load.acked)
        refused = ", ".join(f"{count} {why}" for why, count in site.load.refusals.most_common())
    detail = (
        f"{seconds:.0f} s, {kills} kills, {restarts} restarts of the database, "
        f"{sum(one.starts for one in kept)} starts; {acked} acked, refused: {refused}; "
        f"{end.posts} posts, {end.doubled} twice, {too_many} too many; {told.splitlines()[-1]}"
    )
    yield Result("three processes", detail, (*faults, *end.faults))


def _wait_until_all_serve(site: Site, kept: list[Kept]) -> None:
    site.sandbox.wait_for(
        lambda: all(one.serves for one in kept), timeout=120, message="a process does not start"
    )


def _trouble(
    folder: Path, kept: list[Kept], chance: random.Random, seconds: float
) -> tuple[int, int]:
    """Kill processes and restart the database for so long; how often each was done."""
    kills = restarts = 0
    now = time.monotonic()
    end, restart_at = now + seconds, now + chance.uniform(*_RESTARTS)
    while time.monotonic() < end:
        time.sleep(chance.uniform(*_KILLS))
        serving = [one for one in kept if one.serves]
        # Somebody goes on serving, so that there is something to lose.
        if len(serving) > 1:
            kills += chance.choice(serving).kill()
        if time.monotonic() > restart_at:
            _restart_database(folder, chance, is_crash=restarts % 2 == 1)
            restarts += 1
            restart_at = time.monotonic() + chance.uniform(*_RESTARTS)
    return kills, restarts


def _restart_database(folder: Path, chance: random.Random, *, is_crash: bool) -> None:
    """Stop it in good order, or let it crash; then start it again."""
    server = attach_server(folder)
    if is_crash:
        process = server.get_postmaster_info().process
        assert process is not None
        # What pg_ctl calls an immediate stop: nothing is written, and the log is read at the start.
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(30)
    else:
        server.stop()
    time.sleep(chance.uniform(*_AWAY))
    server.ensure_postgres_running()
