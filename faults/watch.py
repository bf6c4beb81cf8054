"""What a process holds of the machine, from Linux's /proc, and whether that grows for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, mean


@dataclass(frozen=True, slots=True)
class Holding:
    """Memory in MB, and how many open files and threads."""

    memory: float
    descriptors: int
    threads: int


def read_holding(pid: int) -> Holding:
    """What the process holds now."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return Holding(
        memory=int(fields["VmRSS"].split()[0]) / 1024,
        descriptors=sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()),
        threads=int(fields["Threads"]),
    )


def list_growth(holdings: Sequence[Holding]) -> list[str]:
    """What grew over the second half of these, as a straight line through them has it.

    Memory may do so by 5 %, files and threads by 2: the last of them come and go.
    """
    half = holdings[len(holdings) // 2 :]
    memory = [one.memory for one in half]
    return [
        *_describe_growth("memory", memory, "MB", most=0.05 * mean(memory)),
        *_describe_growth("descriptors", [one.descriptors for one in half], "files", most=2.0),
        *_describe_growth("threads", [one.threads for one in half], "threads", most=2.0),
    ]


def _describe_growth(
    name: str, values: Sequence[float], unit: str, *, most: float
) -> Iterator[str]:
    if len(values) < 2:
        return
    growth = linear_regression(range(len(values)), values).slope * (len(values) - 1)
    if growth > most:
        yield f"{name} grew by {growth:.1f} {unit} to {values[-1]:.0f} over the second half"
