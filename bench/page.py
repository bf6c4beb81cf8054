"""The page of what the benchmarks found, in Markdown."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bench.machine import Machine
from bench.report import Goal, Shown


@dataclass(frozen=True, slots=True)
class Ran:
    """A benchmark that ran: what it found, in how many seconds, and why it failed, if it did."""

    name: str
    goals: list[Goal]
    tables: list[Shown]
    failure: str
    seconds: float


def write_page(machine: Machine, ran: Sequence[Ran], *, today: date, is_quick: bool) -> str:
    """The whole page."""
    lines = [
        "# Performance",
        "",
        "`make bench` writes this page. Figures of one machine say little about another one, so",
        "each stands beside a reference that ran in the same minutes: compare the ratios.",
        "",
        *_describe(machine, ran, today, is_quick),
        "",
        "## What users notice",
        "",
        *_table(
            ("", "Measured", "Wanted", ""),
            (
                (goal.what, goal.measured, goal.wanted, "met" if goal.is_met else "**not met**")
                for one in ran
                for goal in one.goals
            ),
        ),
        "",
    ]
    for one in ran:
        lines += _tell(one)
    return "\n".join(lines).rstrip() + "\n"


def _describe(machine: Machine, ran: Sequence[Ran], today: date, is_quick: bool) -> Iterator[str]:
    minutes = sum(one.seconds for one in ran) / 60
    yield (
        f"Measured on {today:%d %B %Y} in {minutes:.0f} minutes: {machine.cores} cores, "
        f"{machine.memory_gb:.0f} GB, Python {machine.python}, SQLite {machine.sqlite}, "
        f"PostgreSQL {machine.postgresql}. Load, databases and the sandbox share the cores."
    )
    if is_quick:
        yield "\n**A quick run**: smaller and shorter than it should be."
    if machine.is_busy:
        yield (
            "\n**A busy machine**: before anything ran, others used"
            f" {machine.used_by_others:.0%} of its cores. Times are longer than they would be, and"
            " kudos suffer more than the reference, which hardly waits for anything."
        )


def _tell(ran: Ran) -> Iterator[str]:
    module = importlib.import_module(f"bench.{ran.name}")
    first, _, rest = (module.__doc__ or "").strip().partition("\n\n")
    yield f"## {ran.name.capitalize()}"
    yield ""
    yield " ".join(first.split())
    yield ""
    if rest:
        yield rest
        yield ""
    if ran.failure:
        yield f"**Failed**: {ran.failure}"
        yield ""
    for shown in ran.tables:
        yield f"**{shown.title}**"
        yield ""
        yield from _table(shown.columns, shown.rows)
        yield ""
        for note in shown.notes:
            yield note
            yield ""


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
