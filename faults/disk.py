"""A disk that is full: SQLite's files may not grow, and later they may again."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

from faults.site import Result, open_site

#: How far the database's files may grow; each kudos takes some ten kilobytes of its log.
_ROOM = 1_000_000
#: Seconds of load on the full disk.
_FULL_FOR = 4.0


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Fill the disk under load, then make room; the app's process goes on."""
    if not hasattr(resource, "prlimit"):
        yield Result("disk full", "not run: this system cannot limit another process", ())
        return
    faults: list[str] = []
    with open_site(folder, "sqlite", seed=seed, pause=0.1) as site:
        # A limit on the size of files stands in for the disk's end: no rights are needed for it.
        limit = (site.folder / "kudoscope.db").stat().st_size + _ROOM

        def fill_disk() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

        with site.app(before=fill_disk) as process:
            with site.load:
                site.sandbox.wait_for(
                    lambda: site.load.refused, timeout=60, message="the disk was never full"
                )
                time.sleep(_FULL_FOR)
                refused = site.load.refused
                infinite = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, infinite)
                site.wait_until_acked(5)
            faults += [] if process.is_alive else ["the process died of the full disk"]
            site.wait_until_sent()
        end = site.check(is_settled=True, may_double=True)
        acked = len(site.load.acked)
    detail = f"{acked} acked, {refused} refused, {end.posts} posts, {end.doubled} twice"
    yield Result("disk full", detail, (*faults, *end.faults))
