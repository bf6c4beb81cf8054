"""The app's clock jumps a day ahead and an hour back, under load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from faults.site import Result, Site, open_site
from slackapp.clock import MovingClock
from tests.flows.office import running


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """The jumps on each database."""
    for backend in ("sqlite", "postgresql"):
        clock = MovingClock()
        with (
            open_site(folder, backend, seed=seed, clock=clock) as site,
            running(
                site.sandbox,
                site.database.url,
                transport="http",
                clock=clock,
                kudoscope_daily_limit=0,
            ),
        ):
            waited = _jump(site, clock)
            # What was under way at the jump may lose its lease to it.
            end = site.check(is_settled=True, may_double=True)
            acked = len(site.load.acked)
        detail = f"{acked} acked, {end.posts} posts, {end.doubled} twice, then {waited:.0f} s"
        yield Result(f"clock jumps, {backend}", detail, end.faults)


def _jump(site: Site, clock: MovingClock) -> float:
    """A day ahead, an hour back, and the hour again; returns how long the rest took then."""
    with site.load:
        time.sleep(4)
        clock.advance(days=1)
        time.sleep(4)
        clock.advance(hours=-1)
        time.sleep(4)
    # Lanes that were told to wait, do so until the clock has caught up.
    clock.advance(hours=1)
    began = time.monotonic()
    site.wait_until_sent()
    return time.monotonic() - began
