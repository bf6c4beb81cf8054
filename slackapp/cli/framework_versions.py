"""`kudoscope framework load`, `use` and `template`: a company's own values, and which are used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated, NamedTuple, NoReturn

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import SessionFactory, Workspace
from slackapp.blocks.workspace.words import framework as words
from slackapp.blocks.workspace.words.changes import list_change_lines
from slackapp.cli.database import open_sessions
from slackapp.cli.output import fail
from slackapp.clock import utc_now
from slackapp.errors import UserFacingError
from slackapp.frameworks.loader import FrameworkError, read_source
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import FRAMEWORK
from slackapp.services.workspace.framework_versions import (
    FrameworkChoice,
    Plan,
    choose_framework,
    list_choices,
    load_own,
    plan_choice,
    plan_own,
)

#: Faults of a file that are named to people; programs get all.
MOST_FAULTS = 100
#: Changes that are named; the rest is counted.
_MOST_CHANGES = 200

_TEMPLATE = resources.files("slackapp.frameworks") / "values-template.toml"

Workspaces = Annotated[
    list[str] | None,
    typer.Option(
        "--workspace",
        metavar="ID",
        help="Slack's id of it; may be given several times. Needed where there are several.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


class Known(NamedTuple):
    """A workspace as commands name it."""

    id: int
    slack_team_id: str
    name: str

    @property
    def title(self) -> str:
        """Its name, and the id that tells it from others."""
        return f"{self.name} ({self.slack_team_id})"


#: Says what comes of it in a workspace, and does it there, where that is what is used until now.
_Look = Callable[[Session, int], Plan]
_Take = Callable[[Session, int, Plan], FrameworkChoice]


def load(
    file: Annotated[Path, typer.Argument(help="Your values, in a file such as `template` writes.")],
    workspace: Workspaces = None,
    yes: Yes = False,
) -> None:
    """Use your own values: say what moves and what is lost, ask, and keep them as a version.

    A running app uses them within a second. What was given keeps the words it was given in.
    """
    text = _read(file)

    def look(session: Session, workspace_id: int) -> Plan:
        return plan_own(session, workspace_id=workspace_id, text=text, file_name=str(file))

    def take(session: Session, workspace_id: int, plan: Plan) -> FrameworkChoice:
        return load_own(
            session,
            workspace_id=workspace_id,
            text=text,
            file_name=str(file),
            from_key=plan.from_key,
            now=utc_now(),
        )

    _change(workspace, look, take, yes=yes)


def use(
    key: Annotated[str, typer.Argument(help="A key that `list` shows, such as ecf or values@1.")],
    workspace: Workspaces = None,
    yes: Yes = False,
) -> None:
    """Use another framework that is there already, or a former version of your own."""

    def look(session: Session, workspace_id: int) -> Plan:
        return plan_choice(session, workspace_id=workspace_id, key=key)

    def take(session: Session, workspace_id: int, plan: Plan) -> FrameworkChoice:
        return choose_framework(session, workspace_id=workspace_id, key=key, from_key=plan.from_key)

    _change(workspace, look, take, yes=yes)


def template(
    file: Annotated[Path, typer.Argument(help='A new file; "-" prints it.')] = Path("values.toml"),
) -> None:
    """Write a file to begin your own values with."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    if str(file) == "-":
        typer.echo(text, nl=False)
        return
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        fail(f"{file} is there already. Choose another name.")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    typer.echo(f"{file} is a beginning. Change it, then: kudoscope framework check {file}")


def print_changes(plan: Plan, workspace: Known) -> None:
    """Say what comes of it in that workspace."""
    known = "" if plan.is_known else " (new)"
    typer.echo(f"{workspace.title}: {plan.title}{known}, in place of {plan.from_key}")
    for line in list_change_lines(plan.changes, lambda name: f'"{name}"', _MOST_CHANGES):
        typer.echo(f"  {line}")


def print_faults(faults: Sequence[str]) -> None:
    """Name the faults of a file, on standard error."""
    for fault in faults[:MOST_FAULTS]:
        typer.echo(fault, err=True)
    if len(faults) > MOST_FAULTS:
        typer.echo(words.say_faults_left(len(faults) - MOST_FAULTS), err=True)


def find_workspaces(session: Session, slack_team_ids: Iterable[str] | None) -> list[Known]:
    """Those workspaces, or the only one; ends the command where it is not clear which."""
    known = {one.slack_team_id: one for one in _list_known(session)}
    if slack_team_ids:
        wanted = list(dict.fromkeys(slack_team_ids))
        unknown = [one for one in wanted if one not in known]
        if unknown:
            fail(f"There is no workspace {', '.join(unknown)}. There is: {', '.join(known)}.")
        return [known[one] for one in wanted]
    if not known:
        fail("There is no workspace yet: start Kudoscope once.")
    if len(known) > 1:
        ids = ", ".join(one.title for one in known.values())
        fail(f"There are several workspaces: say --workspace, once or more. {ids}")
    return list(known.values())


def list_used(session: Session) -> list[tuple[Known, list[FrameworkChoice]]]:
    """Each workspace with the frameworks that it may use."""
    return [(one, list_choices(session, workspace_id=one.id)) for one in _list_known(session)]


def _list_known(session: Session) -> list[Known]:
    columns = Workspace.id, Workspace.slack_team_id, Workspace.name
    return [Known(*row) for row in session.execute(select(*columns).order_by(Workspace.id))]


def _change(wanted: list[str] | None, look: _Look, take: _Take, *, yes: bool) -> None:
    with open_sessions(with_keys=False) as sessions:
        plans = _look_at_all(sessions, wanted, look)
        changing = [(workspace, plan) for workspace, plan in plans if not plan.is_used]
        for workspace, plan in plans:
            if plan.is_used:
                typer.echo(f"{workspace.title}: {plan.title} is used already.")
            else:
                print_changes(plan, workspace)
        if changing:
            _ask(yes)
        for workspace, plan in changing:
            _take(sessions, workspace, plan, take)


def _look_at_all(
    sessions: SessionFactory, wanted: list[str] | None, look: _Look
) -> list[tuple[Known, Plan]]:
    with sessions.read() as session:
        try:
            return [(row, look(session, row.id)) for row in find_workspaces(session, wanted)]
        except FrameworkError as error:
            _end(error)


def _take(sessions: SessionFactory, workspace: Known, plan: Plan, take: _Take) -> None:
    try:
        with sessions.begin() as session:
            scope = Scope(workspace.id, actor_id=None)
            with recorded(session, FRAMEWORK, scope, now=utc_now()):
                chosen = take(session, workspace.id, plan)
    except UserFacingError as error:
        fail(f"{workspace.title}: {error}")
    except FrameworkError as error:
        _end(error)
    typer.echo(f"{workspace.title}: {chosen.title} is used from now on.")
    back = f"kudoscope framework use {plan.from_key} --workspace {workspace.slack_team_id}"
    typer.echo(f"  To go back: {back}")


def _ask(yes: bool) -> None:
    if yes:
        return
    if not _is_somebody_there():
        fail("Nothing was changed: nobody can be asked here. Say --yes if it is to be so.")
    if not typer.confirm("Take it?"):
        fail("Nothing was changed.")


def _is_somebody_there() -> bool:
    return sys.stdin.isatty()


def _read(file: Path) -> str:
    try:
        return read_source(file)
    except FrameworkError as error:
        _end(error)


def _end(error: FrameworkError) -> NoReturn:
    print_faults(error.faults)
    raise typer.Exit(1) from error
