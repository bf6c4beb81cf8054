"""`kudoscope outbox`: what waits for Slack or was refused, and another try."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from slackapp.cli.database import open_sessions
from slackapp.clock import utc_now
from slackapp.services.base.units import UnitRow, list_troubled
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.operate.outbox_status import OutboxRow, count_by_state, list_unsettled
from slackapp.services.operate.set_aside import retry_units
from slackapp.services.workspace.pauses import list_pauses

app = typer.Typer(help="Messages on their way to Slack.", no_args_is_help=True)

_ROWS = 50


@app.command()
def status(
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show how many messages there are, and what waits, failed or was set aside, oldest first."""
    with open_sessions(with_keys=False) as sessions, sessions.read() as session:
        counts = count_by_state(session)
        rows = list_unsettled(session, limit=_ROWS)
        pauses = list_pauses(session)
        units = list_troubled(session, limit=_ROWS)
    if json_output:
        found = {
            "counts": counts,
            "unsettled": [asdict(row) for row in rows],
            "waiting": [asdict(pause) for pause in pauses],
            "units": [asdict(unit) for unit in units],
        }
        typer.echo(json.dumps(found, default=str))
        return
    for pause in pauses:
        typer.echo(pause.describe())
    states = ("pending", "sent", "failed", "cancelled")
    typer.echo(", ".join(f"{counts.get(state, 0)} {state}" for state in states))
    if rows:
        _print_messages(rows)
    if units:
        _print_units(units)


def _print_messages(rows: Sequence[OutboxRow]) -> None:
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


def _print_units(units: Sequence[UnitRow]) -> None:
    typer.echo("\nWork that raised something unexpected; the log has the traceback:")
    table = Table("Unit", "State", "Kind", "Key", "Tries", "Error", "Last try", box=None)
    for unit in units:
        table.add_row(
            str(unit.unit_id),
            "set aside" if unit.is_set_aside else "tried again",
            unit.kind,
            unit.key,
            str(unit.tries),
            unit.error,
            f"{unit.failed_at:%Y-%m-%d %H:%M}",
        )
    Console().print(table)


@app.command()
def retry(
    message_ids: Annotated[
        list[int] | None, typer.Argument(help="All messages and units when none.")
    ] = None,
    unit_ids: Annotated[list[int] | None, typer.Option("--unit", help="Only such a unit.")] = None,
) -> None:
    """Put back in line what failed or was set aside, once what stood in its way is mended."""
    is_all = not (message_ids or unit_ids)
    messages = units = 0
    with open_sessions() as sessions, sessions.begin() as session:
        if message_ids or is_all:
            messages = retry_failed(session, message_ids=message_ids or [], now=utc_now())
        if unit_ids or is_all:
            units = retry_units(session, unit_ids=unit_ids or [], now=utc_now())
    typer.echo(f"{messages} message{'' if messages == 1 else 's'} back in line.")
    if units:
        typer.echo(f"{units} other {'unit' if units == 1 else 'units'} of work back in line.")
