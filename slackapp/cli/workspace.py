"""`kudoscope workspace`: which there are, and people whom Slack calls by other ids now."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http.client import HTTPException
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import Column
from sqlalchemy.orm import Session

from db import SessionFactory
from slackapp.cli.database import open_sessions
from slackapp.cli.framework_versions import find_workspaces
from slackapp.cli.output import fail
from slackapp.cli.serve import read_settings
from slackapp.delivery.clients import SlackClients
from slackapp.delivery.read_errors import describe_read_error, name_read_error, says_wait
from slackapp.delivery.reads import exchange_ids
from slackapp.domain.workspace.moved_ids import find_moved
from slackapp.services.installation.installations import Standing, list_standing
from slackapp.services.operate.moving_ids import (
    count_people,
    list_ids,
    list_texts,
    move_person,
    move_texts,
)
from slackapp.services.workspace.workspaces import WorkspaceView, get_workspace

app = typer.Typer(help="The workspaces that Kudoscope serves.", no_args_is_help=True)

#: Ids of one call, and calls that are tried again before Slack is left alone.
_AT_ONCE, _TRIES = 400, 20
#: Texts a transaction: a running app waits for no more than that.
_PAGE = 200
_NOT_MOVED = "not_enterprise_team"

WorkspaceOption = Annotated[
    str | None,
    typer.Option("--workspace", metavar="ID", help="Slack's id (T…), where there are several."),
]


@app.command("list")
def list_all(
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show every workspace, how it came, and whether it works, waits or has uninstalled the app."""
    with open_sessions(with_keys=False) as sessions, sessions.read() as session:
        rows = list_standing(session)
    if json_output:
        typer.echo(json.dumps([asdict(row) for row in rows], default=str))
        return
    table = Table("Id", "Name", "Installed by", "State", box=None)
    for row in rows:
        table.add_row(row.slack_team_id, row.name, row.installed_by, _say_state(row))
    Console().print(table)


def _say_state(row: Standing) -> str:
    if row.uninstalled_at is not None:
        return f"uninstalled since {row.uninstalled_at:%Y-%m-%d %H:%M}"
    return "works" if row.waits_for is None else f"waits ({row.waits_for})"


@app.command("map-users")
def map_users(
    workspace: WorkspaceOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Call people by the ids that they have since the workspace moved into an organisation.

    May be interrupted and run again. Stop Kudoscope first, so that nobody is met twice meanwhile.
    """
    with open_sessions() as sessions:
        with sessions.read() as session:
            [known] = find_workspaces(session, [workspace] if workspace else None)
            view = get_workspace(session, workspace_id=known.id)
            everybody = list_ids(session, workspace_id=known.id)
        ids = _ask_slack(view, everybody)
        with sessions.read() as session:
            renamed, merged = count_people(session, workspace_id=known.id, ids=ids)
        typer.echo(
            f"{known.title}: {len(everybody)} people, {renamed} of them with an old id, "
            f"{merged} of these met by the new one already."
        )
        if dry_run:
            return
        if not yes and ids:
            typer.confirm("Call them by their new ids?", abort=True)
        texts = sum(_move_column(sessions, known.id, column, ids) for column in list_texts())
        for old, new in sorted(ids.items()):
            with sessions.begin() as session:
                move_person(session, workspace_id=known.id, old=old, new=new)
    typer.echo(f"Done: {renamed} people, and {texts} texts that mention them.")


@dataclass(frozen=True, slots=True)
class _Slack:
    client: WebClient
    slack_team_id: str

    def exchange(self, some: list[str], *, to_old: bool) -> dict[str, str]:
        """Ask once, and again where Slack says to wait; ends the command where it refuses."""
        for _ in range(_TRIES):
            try:
                return exchange_ids(
                    self.client, some, slack_team_id=self.slack_team_id, to_old=to_old
                )
            except SlackApiError as error:
                outcome = describe_read_error(error)
                if not says_wait(error):
                    _end(outcome.error)
                wait = outcome.retry_after
                time.sleep(wait.total_seconds() if wait else 60)
            except (SlackClientError, HTTPException, OSError) as error:
                fail(f"Slack gave no answer ({name_read_error(error)}): try again.")
        fail("Slack lets this wait for too long: try again later.")


def _end(code: str | None) -> None:
    if code == _NOT_MOVED:
        fail("This workspace is of no organisation: nobody has another id.")
    fail(f"Slack refuses ({code}): nothing was changed.")


def _ask_slack(workspace: WorkspaceView, everybody: list[str]) -> dict[str, str]:
    """New ids by old, of those who are stored by the old one and of those by the new one.

    The latter are asked for so that a run that was interrupted is ended by the next one.
    """
    client = SlackClients(read_settings().slack_api_url).for_posting(workspace.bot_token)
    slack = _Slack(client, workspace.slack_team_id)
    ids: dict[str, str] = {}
    for some in _list_pages(everybody):
        ids |= slack.exchange(some, to_old=False)
        reversed_ids = slack.exchange(some, to_old=True)
        ids |= {old: new for new, old in reversed_ids.items()}
    return find_moved(ids)


def _list_pages(everybody: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(everybody), _AT_ONCE):
        yield everybody[begin : begin + _AT_ONCE]


def _move_column(
    sessions: SessionFactory, workspace_id: int, column: Column[Any], ids: dict[str, str]
) -> int:
    after_id = changed = 0

    def move(session: Session) -> tuple[int, int] | None:
        return move_texts(
            session, column, workspace_id=workspace_id, ids=ids, after_id=after_id, limit=_PAGE
        )

    while ids:
        with sessions.begin() as session:
            page = move(session)
        if page is None:
            break
        after_id, changed = page[0], changed + page[1]
    return changed
