"""`kudoscope outbox`: what waits for Slack or was refused, and another try."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from slackapp.cli.database import open_sessions
from slackapp.clock import utc_now
from slackapp.services.outbox_status import count_by_state, list_unsettled, retry_failed
from slackapp.services.pauses import list_pauses

app = typer.Typer(help="Messages on their way to Slack.", no_args_is_help=True)

_ROWS = 50


@app.command()
def status(
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show how many messages there are, and those that wait or failed, the oldest first."""
    with open_sessions(with_keys=False) as sessions, sessions.read() as session:
        counts = count_by_state(session)
        rows = list_unsettled(session, limit=_ROWS)
        pauses = list_pauses(session)
    if json_output:
        found = {
            "counts": counts,
            "unsettled": [asdict(row) for row in rows],
            "waiting": [asdict(pause) for pause in pauses],
        }
        typer.echo(json.dumps(found, default=str))
        return
    for pause in pauses:
        typer.echo(pause.describe())
    states = ("pending", "sent", "failed", "cancelled")
    typer.echo(", ".join(f"{counts.get(state, 0)} {state}" for state in states))
    if not rows:
        return
    table = Table("Id", "State", "Kind", "Channel", "Tries", "Error", "Since", box=None)
    for row in rows:
        table.add_row(
            str(row.message_id),
            row.state,
            row.kind,
            row.slack_channel_id,
            str(row.attempts),
            row.error or "",
            f"{row.created_at:%Y-%m-%d %H:%M}",
        )
    Console().print(table)


@app.command()
def retry(
    message_ids: Annotated[list[int] | None, typer.Argument(help="All failed when none.")] = None,
) -> None:
    """Put failed messages back in line, once what stood in their way is mended."""
    with open_sessions() as sessions, sessions.begin() as session:
        count = retry_failed(session, message_ids=message_ids or [], now=utc_now())
    typer.echo(f"{count} message{'' if count == 1 else 's'} back in line.")
