"""What a process and its children use of the machine, from Linux's /proc."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Proportional set size: shared pages count in part for each process that has them."""
    return sum(_pss_kb(one) for one in _family(pid)) / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time so far, in user mode and for the system, also of children that have ended."""
    return sum(map(_ticks, _family(pid))) / _TICKS


def _ticks(pid: int) -> int:
    try:
        return sum(map(int, _fields(pid)[11:15]))
    except OSError:  # it ended while we looked
        return 0


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _family(pid: int) -> list[int]:
    children = [int(one) for one in os.listdir("/proc") if one.isdigit() and _is_child(one, pid)]
    return [pid, *(member for child in children for member in _family(child))]


def _is_child(candidate: str, pid: int) -> bool:
    try:
        return int(_fields(candidate)[1]) == pid
    except OSError:  # it ended while we looked
        return False


def _fields(pid: int | str) -> list[str]:
    """The fields of /proc/PID/stat from the state on, as the name before may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
