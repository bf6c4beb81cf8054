"""`kudoscope retention`: deleting what is too old now, or saying what would go."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from db import SessionFactory
from slackapp.blocks.privacy.words import retention as words
from slackapp.cli.database import open_sessions
from slackapp.clock import utc_now
from slackapp.jobs.retention import expire_all
from slackapp.services.privacy.expiry import Expired, count_expired
from slackapp.services.privacy.retention_policy import get_retention
from slackapp.services.workspace.workspaces import name_workspaces


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Delete what is older than each workspace keeps it, as happens once a day."""
    with open_sessions() as sessions:
        with sessions.read() as session:
            names = name_workspaces(session)
        if dry_run:
            found = {workspace_id: _count(sessions, workspace_id) for workspace_id in names}
        else:
            found = expire_all(sessions, utc_now)
    for workspace_id, counts in found.items():
        _tell(names[workspace_id], asdict(counts), dry_run, json_output)


def _count(sessions: SessionFactory, workspace_id: int) -> Expired:
    with sessions.read() as session:
        policy = get_retention(session, workspace_id=workspace_id)
        return count_expired(session, workspace_id=workspace_id, policy=policy, now=utc_now())


def _tell(team: str, counts: dict[str, int], dry_run: bool, json_output: bool) -> None:
    if json_output:
        typer.echo(json.dumps({"slack_team_id": team, "dry_run": dry_run, **counts}))
        return
    listed = words.list_going(counts) or "nothing"
    verb = "would go" if dry_run else "went"
    typer.echo(f"{team}: {listed} {verb}.{' Nothing was changed.' if dry_run else ''}")
