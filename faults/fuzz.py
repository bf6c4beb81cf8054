"""The fuzzing of the tests, again and again from other seeds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from faults.processes import CHECKOUT
from faults.site import Result

_TESTS = (
    "tests/flows/door/test_http_fuzz.py",
    "tests/unit/door/test_guard_fuzz.py",
    "tests/unit/kudos/test_kudos_text.py",
)
_ROUNDS = 3


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Every HTTP surface and the parser, with a seed for each round."""
    for number in range(seed, seed + _ROUNDS):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                f"--hypothesis-seed={number}",
                *_TESTS,
            ],
            cwd=CHECKOUT,
            env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")},
            capture_output=True,
            text=True,
            check=False,
        )
        *rest, last = done.stdout.strip().splitlines() or [done.stderr]
        failed = [line for line in rest if line.startswith(("FAILED", "ERROR"))] or [last]
        yield Result(f"fuzzing, seed {number}", last, tuple(failed) if done.returncode else ())
