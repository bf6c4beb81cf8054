"""`kill -9` at random moments under load, on both databases, with and without history."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from faults.site import Result, open_site

#: Kills on one database, before its outbox may empty.
_IN_A_ROW = 10
_KINDS = [(backend, granted) for granted in (False, True) for backend in ("sqlite", "postgresql")]


def run(folder: Path, *, seed: int, count: int) -> Iterator[Result]:
    """Kill so often in all; a result for each ten in a row."""
    for number in range(-(-count // _IN_A_ROW)):
        backend, is_granted = _KINDS[number % len(_KINDS)]
        kills = min(_IN_A_ROW, count - number * _IN_A_ROW)
        yield _kill_in_a_row(
            folder, backend, kills=kills, is_granted=is_granted, seed=seed + number
        )


def _kill_in_a_row(
    folder: Path, backend: str, *, kills: int, is_granted: bool, seed: int
) -> Result:
    chance = random.Random(seed)
    faults: list[str] = []
    may_double = not is_granted
    with open_site(folder, backend, seed=seed, is_granted=is_granted) as site:
        with site.load:
            for _ in range(kills):
                with site.app() as process:
                    time.sleep(chance.uniform(0, 1.5))
                    process.kill()
                faults += site.check(is_settled=False, may_double=may_double).faults
        with site.app() as process:
            site.wait_until_sent()
            faults += [] if process.stop() == 0 else ["the last process did not end in good order"]
        end = site.check(is_settled=True, may_double=may_double)
        acked = len(site.load.acked)
    detail = f"{kills} kills, {acked} acked, {end.posts} posts, {end.doubled} twice"
    history = "history" if is_granted else "no history"
    return Result(f"kills, {backend}, {history}", detail, (*faults, *end.faults))
