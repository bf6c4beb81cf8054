"""`make faults`: every part but the long ones, or those that are named, and a table."""

from __future__ import annotations

import argparse
import atexit
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from faults import (
    clocks,
    digests,
    disk,
    fuzz,
    http,
    kills,
    members,
    modes,
    outage,
    restarts,
    soak,
    split,
    three,
    tokens,
    two,
    units,
    upgrade,
)
from faults.site import Result
from tests.databases import stop_server

#: What is run only where it is named.
_LONG = {"soak", "three", "http", "modes", "upgrade"}


def main() -> int:
    """Run the parts; 1 where any fault was found."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="kills, outage, restarts …")
    parser.add_argument("--count", type=int, default=200, help="kills under load")
    parser.add_argument("--digest-kills", type=int, default=100, help="kills while digests go out")
    parser.add_argument("--weeks", type=int, default=50, help="simulated weeks of soak")
    parser.add_argument("--seconds", type=float, default=600, help="of kills of three processes")
    parser.add_argument("--requests", type=int, default=100_000, help="spoiled ones, over HTTP")
    parser.add_argument("--old", default="", help="the commit to upgrade from")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    parts: dict[str, Callable[..., Iterator[Result]]] = {
        "kills": partial(kills.run, count=options.count),
        "digests": partial(digests.run, count=options.digest_kills),
        "outage": outage.run,
        "restarts": restarts.run,
        "disk": disk.run,
        "two": two.run,
        "modes": modes.run,
        "upgrade": partial(upgrade.run, old=options.old),
        "clocks": clocks.run,
        "units": units.run,
        "members": members.run,
        "tokens": tokens.run,
        "fuzz": fuzz.run,
        "split": split.run,
        "soak": partial(soak.run, weeks=options.weeks),
        "http": partial(http.run, requests=options.requests),
        "three": partial(three.run, seconds=options.seconds),
    }
    if unknown := set(options.parts) - parts.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    # As Ctrl-C does, so that PostgreSQL is stopped in every case.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="kudoscope-faults-"))
    # Registered before the server's library registers its own last act, so that it comes after.
    atexit.register(shutil.rmtree, folder)
    # The sandbox tells of each caller that hung up, as killed processes do.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    # The folder of an empty `.env`: nobody's own settings are read.
    os.chdir(folder)
    results = []
    try:
        for name in options.parts or [one for one in parts if one not in _LONG]:
            results += _collect(name, parts[name](folder, seed=options.seed))
    finally:
        stop_server(folder)
        if any(result.faults for result in results):
            print(f"The databases and logs are in {folder}")
            atexit.unregister(shutil.rmtree)
    _print(results)
    return 1 if any(result.faults for result in results) else 0


def _collect(part: str, results: Iterator[Result]) -> list[Result]:
    collected = []
    began = time.monotonic()
    for result in _until_it_fails(part, results):
        now = time.monotonic()
        collected.append(replace(result, seconds=now - began))
        began = now
        state = "FAULTS" if result.faults else "clean"
        print(f"{result.name}: {result.detail}: {state}", flush=True)
        for fault in result.faults[:20]:
            print(f"  {fault}", flush=True)
    return collected


def _until_it_fails(part: str, results: Iterator[Result]) -> Iterator[Result]:
    try:
        yield from results
    except AssertionError as error:  # what was waited for never came
        yield Result(part, "did not come to its end", (str(error),))


def _print(results: list[Result]) -> None:
    table = Table("Part", "What was done", "Faults", "Seconds")
    for one in results:
        table.add_row(one.name, one.detail, str(len(one.faults)), f"{one.seconds:.0f}")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
