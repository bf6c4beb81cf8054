"""`make bench`: every benchmark, one after the other, and the page of what they found.

Each runs as a process of its own. The page is written at the end, with the machine, and says which
of the goals are met. With `--quick`, everything is smaller and shorter, and the page is left alone
unless it is asked for.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench.machine import Machine, describe_machine
from bench.page import Ran, write_page
from bench.report import FINDINGS, read_findings

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Part:
    """A benchmark, and what makes it quick."""

    name: str
    quick: tuple[str, ...] = ()


#: Those that users notice most come first.
_PARTS = (
    Part("ceiling", ("--seconds", "5")),
    Part("scale", ("--rounds", "1", "--seconds", "3")),
    Part("kudos", ("--rounds", "1", "--seconds", "1.5")),
    Part("size", ("--kudos", "100000", "--draws", "5")),
    Part("delivery", ("--seconds", "15")),
    Part("form", ("--rounds", "1", "--seconds", "2")),
    Part("home", ("--kudos", "2000", "--others", "5000", "--draws", "30")),
    Part("digest", ("--kudos", "100000", "--people", "10000")),
    Part("prompts", ("--people", "100000", "--largest", "40000")),
    Part("suggest"),
    Part("growth", ("--kudos", "1000")),
    Part("start", ("--seconds", "5")),
)


def main() -> int:
    """Run them; returns 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller and shorter, in minutes")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="these alone")
    parser.add_argument("--page", type=Path, help="where to write the page")
    options = parser.parse_args()
    whole = not (options.quick or options.only)
    page: Path | None = options.page or (_PAGE if whole else None)
    machine = describe_machine()
    if machine.is_busy:
        print(f"Others use {machine.used_by_others:.0%} of this machine; figures will suffer.")
    parts = [one for one in _PARTS if not options.only or one.name in options.only]
    ran = [_run(part, is_quick=options.quick) for part in parts]
    if page is not None:
        _write(page, machine, ran, is_quick=options.quick)
    return int(any(one.failure for one in ran))


def _run(part: Part, *, is_quick: bool) -> Ran:
    print(f"\n=== {part.name}", flush=True)
    command = [sys.executable, "-m", f"bench.{part.name}", *(part.quick if is_quick else ())]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found"
        found.touch()
        done = subprocess.run(
            command,
            env={**os.environ, FINDINGS: str(found)},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        goals, tables = read_findings(found)
    failure = ""
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        # What a benchmark itself says of it; anything else may hold paths.
        kind, _, said = done.stderr.strip().rpartition("\n")[2].partition(": ")
        failure = said if kind == "RuntimeError" else f"it ended with {kind.split()[0]}"
    return Ran(part.name, goals, tables, failure, time.monotonic() - began)


def _write(page: Path, machine: Machine, ran: list[Ran], *, is_quick: bool) -> None:
    today: date = datetime.now(UTC).date()
    page.write_text(write_page(machine, ran, today=today, is_quick=is_quick), encoding="utf-8")
    print(f"\nWritten: {page.name}")


if __name__ == "__main__":
    sys.exit(main())
