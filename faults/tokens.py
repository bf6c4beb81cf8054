"""A token that dies under load and comes back: the same one, or another after a restart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from sqlalchemy import func, select

from db import OutboxMessage
from faults.site import Result, Site, open_site
from slackapp.clock import MovingClock
from slackapp.jobs import token_probe
from slackapp.sandbox.seed import BOT_SCOPES
from slackapp.services.workspace.pauses import list_pauses
from tests.flows.office import Office, running

#: What Slack says of a token that it does not take, one death each.
_DEATHS = ("token_revoked", "account_inactive", "invalid_auth")
#: Real seconds for which it is good, and dead, each time.
_ALIVE, _DEAD = 2.0, 2.0
#: Longer than the wait between two tries of a token.
_NEXT_TRY = timedelta(minutes=16)
#: Leases are for deaths of processes, of which there are none here; the moved time would end them.
_LEASE = timedelta(days=1)


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """The deaths on each database."""
    for backend in ("sqlite", "postgresql"):
        yield _suffer(folder, backend, seed=seed)


def _suffer(folder: Path, backend: str, *, seed: int) -> Result:
    clock, faults = MovingClock(), list[str]()
    with open_site(folder, backend, seed=seed, clock=clock, rooms=5) as site:
        with _app(site, clock) as office, site.load:
            for error in _DEATHS:
                time.sleep(_ALIVE)
                faults += _kill(office, site, error)
                site.wait_until_acked(1)
                site.sandbox.restore_token()
                clock.advance(seconds=_NEXT_TRY.total_seconds())
                token_probe.run(office.app.tools)
            faults += _kill(office, site, "token_revoked")
        world = site.sandbox.world
        world.bot_token = world.store.add_token("bot", BOT_SCOPES).value
        with _app(site, clock):
            site.wait_until_sent()
        end = site.check(is_settled=True, may_double=False)
        acked, refused = len(site.load.acked), site.load.refused
        if retried := _count_retried(site):
            faults.append(f"{retried} messages were charged with a try that a dead token cost")
    detail = f"{len(_DEATHS) + 1} deaths, {acked} acked, {refused} refused, {end.posts} posts"
    return Result(f"a token that dies, {backend}", detail, (*faults, *end.faults))


def _app(site: Site, clock: MovingClock) -> AbstractContextManager[Office]:
    return running(
        site.sandbox,
        site.database.url,
        transport="http",
        clock=clock,
        lease=_LEASE,
        kudoscope_daily_limit=0,
    )


def _kill(office: Office, site: Site, error: str) -> Iterator[str]:
    """Take the token away, and wait until that is told; what is told wrongly is a fault."""
    site.sandbox.revoke_token(error)
    site.sandbox.wait_for(
        lambda: _count_pauses(site), timeout=30, message=f"{error}: the workspace does not wait"
    )
    time.sleep(_DEAD)
    try:
        urlopen(f"{office.address}/readyz", timeout=10).close()
        yield f"{error}: ready all the same"
    except HTTPError as answer:
        if f"({error})" not in answer.read().decode():
            yield f"{error}: not told as the reason"


def _count_pauses(site: Site) -> int:
    with site.sessions.read() as session:
        return len(list_pauses(session))


def _count_retried(site: Site) -> int:
    retried = select(func.count()).where(OutboxMessage.attempts > 1)
    with site.sessions.read() as session:
        return session.scalar(retried) or 0
