"""PostgreSQL stopped and started again under load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from faults.site import Result, open_site
from tests.databases import attach_server

_RESTARTS = 4
#: Seconds that the database is away, and then there.
_AWAY, _THERE = 1.5, 4.0


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Restart the database a few times; the app's process goes on."""
    faults: list[str] = []
    with open_site(folder, "postgresql", seed=seed) as site:
        server = attach_server(folder)
        with site.app() as process:
            with site.load:
                for _ in range(_RESTARTS):
                    time.sleep(_THERE)
                    server.stop()
                    time.sleep(_AWAY)
                    server.ensure_postgres_running()
                    site.wait_until_acked(1)
            faults += [] if process.is_alive else ["the process died of the restart"]
            site.wait_until_sent()
        # A post whose end could not be recorded was in doubt, and no history was granted.
        end = site.check(is_settled=True, may_double=True)
        acked, refused = len(site.load.acked), site.load.refused
    detail = (
        f"{_RESTARTS} restarts, {acked} acked, {refused} refused, {end.posts} posts, "
        f"{end.doubled} twice"
    )
    yield Result("database restarts", detail, (*faults, *end.faults))
