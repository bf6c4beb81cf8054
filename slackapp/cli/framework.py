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
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from db import find_sqlite_file
from slackapp.cli import framework_versions
from slackapp.cli.database import open_sessions
from slackapp.cli.framework_versions import (
    Known,
    Workspaces,
    find_workspaces,
    list_used,
    print_changes,
    print_faults,
)
from slackapp.cli.output import fail
from slackapp.cli.serve import read_settings
from slackapp.frameworks.crosswalk import VERSION_SIGN
from slackapp.frameworks.loader import (
    FrameworkError,
    builtin_keys,
    is_builtin,
    load_builtin,
    parse_framework,
    read_source,
)
from slackapp.frameworks.model import Behaviour, Competency, Framework
from slackapp.services.workspace.framework_versions import FrameworkChoice, check_own, plan_own
from slackapp.services.workspace.frameworks import find_framework

app = typer.Typer(help="The frameworks whose competencies people are thanked for.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


app.command("load")(framework_versions.load)
app.command("use")(framework_versions.use)
app.command("template")(framework_versions.template)


@app.command("list")
def list_frameworks(as_json: AsJson = False) -> None:
    """List the frameworks that come with Kudoscope, and the workspaces' own in every version."""
    frameworks = [load_builtin(key) for key in builtin_keys()]
    own = _list_own()
    if as_json:
        builtin = [{"key": one.key, "name": one.name, **_counts(one)} for one in frameworks]
        _print_json([*builtin, *(_choice_as_json(*one) for one in own)])
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Key", no_wrap=True)
    table.add_column("Name")
    for heading in ("Clusters", "Competencies", "Behaviours"):
        table.add_column(heading, justify="right")
    for one in frameworks:
        table.add_row(one.key, one.name, *(str(count) for count in _counts(one).values()))
    _console().print(table)
    if own:
        _print_own(own)


@app.command("show")
def show_framework(
    key: Annotated[str, typer.Argument(help="A key that `list` shows: ecf, or values@1.")],
    questions: Annotated[
        bool, typer.Option("--questions", help="Also show what weekly reflections ask.")
    ] = False,
    workspace: Workspaces = None,
    as_json: AsJson = False,
) -> None:
    """Show a framework: clusters, competencies, what they are called, and their behaviours."""
    try:
        framework = _find(key, workspace) if VERSION_SIGN in key else load_builtin(key)
    except FrameworkError as error:
        fail(str(error))
    if as_json:
        _print_json(_framework_as_json(framework))
    else:
        _print_framework(framework, questions=questions)


@app.command("check")
def check_framework(
    file: Annotated[Path, typer.Argument(help="Your values in TOML, as `template` writes them.")],
    workspace: Workspaces = None,
    as_json: AsJson = False,
) -> None:
    """Check a framework file of your own and name everything that is wrong with it.

    With --workspace, also say what would move and what would be lost if it was loaded there.
    """
    try:
        text = read_source(file)
        framework = _read(text, str(file))
    except FrameworkError as error:
        if as_json:
            _print_json({"file": str(file), "ok": False, "faults": error.faults})
        else:
            print_faults(error.faults)
        raise typer.Exit(1) from error
    counts = _counts(framework)
    if as_json:
        _print_json({"file": str(file), "ok": True, "faults": [], "key": framework.key, **counts})
        return
    words = ", ".join(f"{noun} {count}" for noun, count in counts.items())
    typer.echo(f'{file}: framework "{framework.key}" is in order ({words})')
    if workspace:
        with open_sessions(with_keys=False) as sessions, sessions.read() as session:
            for one in find_workspaces(session, workspace):
                plan = plan_own(session, workspace_id=one.id, text=text, file_name=str(file))
                print_changes(plan, one)


def _read(text: str, name: str) -> Framework:
    """The framework of a file: somebody's own, or one that comes with Kudoscope as it is."""
    return parse_framework(text, name) if is_builtin(text) else check_own(text, name)


def _find(key: str, slack_team_ids: list[str] | None) -> Framework:
    with open_sessions(with_keys=False) as sessions, sessions.read() as session:
        [first, *_] = find_workspaces(session, slack_team_ids)
        return find_framework(session, workspace_id=first.id, key=key)


def _list_own() -> list[tuple[Known, FrameworkChoice]]:
    """What workspaces use and have, where there is a database already."""
    try:
        file = find_sqlite_file(make_url(read_settings().database_url))
    except ArgumentError:
        file = None
    if file is not None and not file.exists():
        return []
    with open_sessions(with_keys=False) as sessions, sessions.read() as session:
        return [
            (workspace, one)
            for workspace, choices in list_used(session)
            for one in choices
            if one.is_used or one.version is not None
        ]


def _choice_as_json(workspace: Known, choice: FrameworkChoice) -> dict[str, Any]:
    return {
        "key": choice.key,
        "name": choice.name,
        "workspace": workspace.slack_team_id,
        "version": choice.version,
        "loaded_at": choice.loaded_at.isoformat() if choice.loaded_at else None,
        "is_used": choice.is_used,
    }


def _print_own(own: Sequence[tuple[Known, FrameworkChoice]]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Workspace")
    table.add_column("Key", no_wrap=True)
    table.add_column("Name")
    table.add_column("Loaded", no_wrap=True)
    table.add_column("Used")
    for workspace, one in own:
        loaded = f"{one.loaded_at:%Y-%m-%d}" if one.loaded_at else ""
        used = "yes" if one.is_used else ""
        table.add_row(workspace.title, one.key, one.name, loaded, used)
    _console().print(table)


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
