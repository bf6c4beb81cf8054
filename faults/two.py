"""Two processes on one PostgreSQL, of which one is killed and comes back."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from faults.processes import AppProcess
from faults.site import Result, Site, open_site

#: Seconds for which a balancer in front would send requests to the same process.
_TURN = 0.2


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Once with history, where nothing may come twice, and once without."""
    for is_granted in (False, True):
        chance = random.Random(seed)
        with open_site(folder, "postgresql", seed=seed, is_granted=is_granted) as site:
            with site.app() as first:
                with site.load:
                    with site.app() as second:
                        balance(site, [first, second], 6 + chance.random())
                        second.kill()
                        balance(site, [first], 3.0)
                    with site.app() as second:
                        balance(site, [first, second], 4.0)
                        site.sandbox.deliver_over_http(first.events_url)
                        second.stop()
                site.wait_until_sent()
            end = site.check(is_settled=True, may_double=not is_granted)
            too_many = sum(call.status == 429 for call in site.sandbox.calls())
            acked = len(site.load.acked)
        faults = [*end.faults, *([f"{too_many} answers 429"] if too_many else [])]
        history = "history" if is_granted else "no history"
        detail = f"{acked} acked, {end.posts} posts, {end.doubled} twice, {too_many} too many"
        yield Result(f"two processes, {history}", detail, tuple(faults))


def balance(site: Site, processes: Sequence[AppProcess], seconds: float) -> None:
    """Let requests come to one of these after the other, for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for process in processes:
            site.sandbox.deliver_over_http(process.events_url)
            time.sleep(_TURN)
