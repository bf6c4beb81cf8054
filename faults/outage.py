"""An hour without Slack, in simulated time: it hangs, refuses connections, and answers 500."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from faults.site import Result, Site, open_site
from slackapp.clock import MovingClock
from tests.flows.office import running

_POSTS = ("chat.postMessage", "chat.update")
#: Twenty minutes of each kind of trouble, and the methods that it befalls; where reads fail too,
#: posts wait for them. Commands still come in.
_TROUBLE = {
    "timeout_before": _POSTS,
    "drop_before": (*_POSTS, "conversations.members", "conversations.open"),
    "server_error": _POSTS,
}
_MINUTES_EACH = 20
#: Real seconds for each simulated minute: enough for some tries.
_STEP = 0.4
#: Longer than the wait between two tries of one message ever is.
_LONGEST_WAIT = timedelta(minutes=6)
#: Leases are for deaths, of which there are none here; the simulated time would end them.
_LEASE = timedelta(days=1)


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """The outage on each database."""
    for backend in ("sqlite", "postgresql"):
        yield _suffer(folder, backend, seed=seed)


def _suffer(folder: Path, backend: str, *, seed: int) -> Result:
    clock = MovingClock()
    with (
        open_site(folder, backend, seed=seed, clock=clock, rooms=5) as site,
        running(
            site.sandbox,
            site.database.url,
            transport="http",
            clock=clock,
            lease=_LEASE,
            kudoscope_daily_limit=0,
        ),
    ):
        _pass_an_hour(site, clock, random.Random(seed))
        site.wait_until_sent()
        end = site.check(is_settled=True, may_double=False)
        too_many = sum(call.status == 429 for call in site.sandbox.calls())
        failed = sum(call.status in (0, 500) for call in site.sandbox.calls())
        faults = list(end.faults)
        if too_many or site.sandbox.violations:
            faults.append(f"{too_many} answers 429, {site.sandbox.violations} calls while held")
        acked = len(site.load.acked)
        detail = f"{acked} acked, {failed} calls failed, {end.posts} posts, {too_many} too many"
    return Result(f"an hour of outage, {backend}", detail, tuple(faults))


def _pass_an_hour(site: Site, clock: MovingClock, chance: random.Random) -> None:
    for _ in range(5):
        site.load.give_one(chance)
    for kind, methods in _TROUBLE.items():
        site.sandbox.clear_faults()
        for method in methods:
            # A call that hangs is given up by the app; it need not hang for longer.
            site.sandbox.fault(method, kind, times=1_000_000, seconds=15.0)
        for _ in range(_MINUTES_EACH):
            clock.advance(minutes=1)
            site.load.give_one(chance)
            time.sleep(_STEP)
    site.sandbox.clear_faults()
    clock.advance(seconds=_LONGEST_WAIT.total_seconds())
