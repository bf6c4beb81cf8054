"""What a benchmark found: shown at once, and kept for the page of `make bench` where that asks."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

#: In the environment: the file that keeps what is found, a line of JSON each.
FINDINGS = "KUDOSCOPE_BENCH_FINDINGS"


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that users notice: what came of it, and what was wanted."""

    what: str
    measured: str
    wanted: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A table under a title, and what is said below it."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]


def show(title: str, table: Table, *notes: str) -> None:
    """Print a table and what is to be said of it."""
    print(f"\n{title}")
    Console().print(table)
    for note in notes:
        print(note)
    columns = [str(column.header) for column in table.columns]
    cells = [[str(cell) for cell in column.cells] for column in table.columns]
    rows = [list(row) for row in zip(*cells, strict=True)]
    _keep("table", asdict(Shown(title, columns, rows, list(notes))))


def tell_goal(what: str, *, measured: str, wanted: str, is_met: bool) -> None:
    """Print whether a goal is met."""
    print(f"{what}: {measured}, wanted {wanted}: {'met' if is_met else 'NOT met'}")
    _keep("goal", asdict(Goal(what, measured, wanted, is_met)))


def read_findings(path: Path) -> tuple[list[Goal], list[Shown]]:
    """What a benchmark kept."""
    goals, tables = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, values = json.loads(line)
        if kind == "goal":
            goals.append(Goal(**values))
        else:
            tables.append(Shown(**values))
    return goals, tables


def _keep(kind: str, values: dict[str, object]) -> None:
    path = os.environ.get(FINDINGS)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps([kind, values]) + "\n")
