"""`kudoscope framework`: look at the frameworks there are, and check one of your own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from slackapp.frameworks.loader import FrameworkError, builtin_keys, load_builtin, load_framework
from slackapp.frameworks.model import Behaviour, Competency, Framework

#: Faults of a file that are named to people; programs get all.
_MOST_FAULTS = 100

app = typer.Typer(help="The frameworks whose competencies people are thanked for.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command("list")
def list_frameworks(as_json: AsJson = False) -> None:
    """List the frameworks that come with Kudoscope."""
    frameworks = [load_builtin(key) for key in builtin_keys()]
    if as_json:
        _print_json([{"key": one.key, "name": one.name, **_counts(one)} for one in frameworks])
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Key", no_wrap=True)
    table.add_column("Name")
    for heading in ("Clusters", "Competencies", "Behaviours"):
        table.add_column(heading, justify="right")
    for one in frameworks:
        table.add_row(one.key, one.name, *(str(count) for count in _counts(one).values()))
    _console().print(table)


@app.command("show")
def show_framework(
    key: Annotated[str, typer.Argument(help="A key that `list` shows, such as ecf.")],
    questions: Annotated[
        bool, typer.Option("--questions", help="Also show what weekly reflections ask.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a framework: clusters, competencies, what they are called, and their behaviours."""
    try:
        framework = load_builtin(key)
    except FrameworkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        _print_json(_framework_as_json(framework))
    else:
        _print_framework(framework, questions=questions)


@app.command("check")
def check_framework(
    file: Annotated[Path, typer.Argument(help="A framework in TOML, written as ecf.toml is.")],
    as_json: AsJson = False,
) -> None:
    """Check a framework file of your own and name everything that is wrong with it."""
    try:
        framework = load_framework(file)
    except FrameworkError as error:
        if as_json:
            _print_json({"file": str(file), "ok": False, "faults": error.faults})
        else:
            _print_faults(error.faults)
        raise typer.Exit(1) from error
    counts = _counts(framework)
    if as_json:
        _print_json({"file": str(file), "ok": True, "faults": [], "key": framework.key, **counts})
    else:
        words = ", ".join(f"{noun} {count}" for noun, count in counts.items())
        typer.echo(f'{file}: framework "{framework.key}" is in order ({words})')


def _print_faults(faults: Sequence[str]) -> None:
    for fault in faults[:_MOST_FAULTS]:
        typer.echo(fault, err=True)
    if len(faults) > _MOST_FAULTS:
        typer.echo(f"… and {len(faults) - _MOST_FAULTS} faults more", err=True)


def _framework_as_json(framework: Framework) -> dict[str, Any]:
    """The framework in the shape that `show --json` promises to programs."""
    return {
        "key": framework.key,
        "name": framework.name,
        "clusters": [
            {
                "key": cluster.key,
                "name": cluster.name,
                "domain": cluster.domain,
                "competencies": [_competency_as_json(one) for one in cluster.competencies],
            }
            for cluster in framework.clusters
        ],
    }


def _competency_as_json(competency: Competency) -> dict[str, Any]:
    return {
        "key": competency.key,
        "name": competency.name,
        "definition": competency.definition,
        "aliases": competency.aliases,
        "crosswalk": competency.crosswalk,
        "behaviours": [
            {
                "key": behaviour.key,
                "text": behaviour.text,
                "tier": behaviour.tier,
                "outstanding": behaviour.outstanding,
                "question": behaviour.question,
                "asked": behaviour.asked,
            }
            for behaviour in competency.behaviours
        ],
    }


def _print_framework(framework: Framework, *, questions: bool) -> None:
    console = _console()
    console.print(f"{framework.name} ({framework.key})", style="bold")
    for cluster in framework.clusters:
        console.print()
        console.rule(f"{cluster.name}, {cluster.domain}", align="left", characters="-")
        for competency in cluster.competencies:
            console.print()
            console.print(f"{competency.name} ({competency.key})", style="bold")
            console.print(_indented(competency.definition))
            if competency.aliases:
                console.print(_indented(f"Also called: {', '.join(competency.aliases)}"))
            if competency.behaviours:
                console.print(_behaviour_table(competency.behaviours, questions=questions))


def _behaviour_table(behaviours: tuple[Behaviour, ...], *, questions: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Behaviour", ratio=1)
    table.add_column("Tier", no_wrap=True)
    table.add_column("Outstanding", no_wrap=True)
    for one in behaviours:
        table.add_row(
            one.text,
            one.tier.label if one.tier else "",
            ", ".join(f"{mark}s" for mark in one.outstanding),
        )
        if questions:
            table.add_row(_question_line(one))
    return table


def _question_line(behaviour: Behaviour) -> Padding:
    if not behaviour.asked:
        return _indented("(never asked)")
    return _indented(behaviour.question or "(no question)")


def _indented(text: str) -> Padding:
    return Padding(text, (0, 0, 0, 2))


def _counts(framework: Framework) -> dict[str, int]:
    competencies = list(framework.competencies())
    return {
        "clusters": len(framework.clusters),
        "competencies": len(competencies),
        "behaviours": sum(len(one.behaviours) for one in competencies),
    }


def _console() -> Console:
    """Prints texts as they are written: a company's own file may hold brackets and colons."""
    return Console(markup=False, emoji=False, highlight=False)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
