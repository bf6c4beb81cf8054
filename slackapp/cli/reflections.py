"""`kudoscope reflections`: who is due, and asking them now or as if it were another time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from db import SessionFactory
from slackapp.cli.database import open_sessions
from slackapp.cli.output import fail
from slackapp.clock import utc_now
from slackapp.domain.base.zones import find_zone
from slackapp.jobs.reflection_prompts import record_due
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import QUESTIONS
from slackapp.services.reflection.prompts import DuePerson, list_due
from slackapp.services.reflection.schedule import change_policy, get_policy
from slackapp.services.workspace.workspaces import list_workspaces

app = typer.Typer(help="The weekly reflections.", no_args_is_help=True)

_PAGE = 500
_ROWS = 50

JsonOption = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command()
def due(
    hours: Annotated[
        int, typer.Option(help="Who is due within so many hours.", min=0, max=876_000)
    ] = 24,
    json_output: JsonOption = False,
) -> None:
    """Show who is asked next, when, and what they would be asked now."""
    now = utc_now()
    with open_sessions() as sessions:
        found = _read_due(sessions, now + timedelta(hours=hours), now)
        if json_output:
            for one in found:
                typer.echo(json.dumps(_as_json(one), ensure_ascii=False))
            return
        _print(found)


@app.command()
def send(
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="As if it were then, such as 2026-11-27T15:00Z."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    json_output: JsonOption = False,
) -> None:
    """Record the questions of whoever is due; a running app sends them."""
    now = utc_now() if at is None else _read_time(at)
    with open_sessions() as sessions:
        if dry_run:
            count = sum(1 for _ in _read_due(sessions, now, now))
            answer = {"due": count, "promised": 0, "missed": 0}
            words = f"{count} would be asked. Nothing was changed."
        else:
            done = record_due(sessions, now)
            answer = {"due": 0, "promised": done.promised, "missed": done.missed}
            words = f"{done.promised} asked, {done.missed} missed as they came too late."
    typer.echo(json.dumps(answer) if json_output else words)


@app.command()
def switch(
    on: Annotated[
        bool | None, typer.Option("--on/--off", help="Ask people each week, or nobody.")
    ] = None,
    cap: Annotated[
        int | None, typer.Option(help="Questions a day at most, 0 for no limit.", min=0)
    ] = None,
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="ID", help="One of several.")
    ] = None,
) -> None:
    """Switch the weekly questions off and on, and cap them; without an option, show how it is."""
    with open_sessions() as sessions, sessions.begin() as session:
        rows = [
            one
            for one in list_workspaces(session)
            if workspace is None or one.slack_team_id == workspace
        ]
        if not rows:
            fail("No such workspace is stored.")
        for one in rows:
            policy = get_policy(session, workspace_id=one.workspace_id)
            policy = replace(
                policy,
                is_on=policy.is_on if on is None else on,
                daily_cap=policy.daily_cap if cap is None else cap,
            )
            now, scope = utc_now(), Scope(one.workspace_id, actor_id=None)
            with recorded(session, QUESTIONS, scope, now=now):
                change_policy(session, workspace_id=one.workspace_id, policy=policy, now=now)
            limit = policy.daily_cap or "any number of"
            state = "on" if policy.is_on else "off"
            typer.echo(f"{one.slack_team_id}: {state}, {limit} questions a day.")


def _read_time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time, such as 2026-11-27T15:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_due(sessions: SessionFactory, until: datetime, now: datetime) -> Iterator[DuePerson]:
    after = 0
    while True:
        with sessions.read() as session:
            page = list_due(session, until=until, after_person_id=after, limit=_PAGE, now=now)
        for _, one in page:
            yield one
        if len(page) < _PAGE:
            return
        after = page[-1][0]


def _as_json(one: DuePerson) -> dict[str, Any]:
    local = one.due_at.astimezone(find_zone(one.tz))
    return {
        "slack_team_id": one.slack_team_id,
        "slack_user_id": one.slack_user_id,
        "due_at": one.due_at.isoformat(),
        "local_time": local.isoformat(),
        "tz": one.tz,
        "competency": one.competency_name,
        "reason": one.reason,
    }


def _print(found: Iterator[DuePerson]) -> None:
    table = Table("Person", "Local time", "Zone", "Competency", "Reason", box=None)
    count = 0
    for one in found:
        count += 1
        if count <= _ROWS:
            local = one.due_at.astimezone(find_zone(one.tz))
            when = f"{local:%a %Y-%m-%d %H:%M}"
            table.add_row(one.slack_user_id, when, one.tz, one.competency_name, one.reason)
    typer.echo(f"{count} {'person is' if count == 1 else 'people are'} due.")
    if count:
        Console().print(table)
    if count > _ROWS:
        typer.echo(f"The first {_ROWS} are shown; --json shows all.")
