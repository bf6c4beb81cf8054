"""`kudoscope verify`: whether the database is as it must be, read without changing anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from db import SessionFactory
from slackapp.cli.faults import describe_fault
from slackapp.cli.output import fail
from slackapp.cli.serve import open_database, read_settings
from slackapp.clock import utc_now
from slackapp.services.operate.verify import Finding
from slackapp.services.operate.verify import verify as verify_database

#: All checks see the database as it was at one moment; on SQLite any read transaction does that.
_SNAPSHOT = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "sqlite": {},
}


def verify(
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check that nothing is lost, doubled or astray; ends with 1 where something is."""
    findings = _read()
    broken = [finding for finding in findings if finding.is_broken]
    if json_output:
        shown = [asdict(finding) for finding in findings]
        typer.echo(json.dumps({"broken": len(broken), "findings": shown}))
    else:
        _print(findings)
        typer.echo(f"{len(findings)} checks, {len(broken)} broken.")
    if broken:
        raise typer.Exit(1)


def _read() -> list[Finding]:
    settings = read_settings()
    sessions = SessionFactory(open_database(settings))
    options: dict[str, Any] = _SNAPSHOT[sessions.engine.dialect.name]
    try:
        with sessions.read() as session:
            session.connection(execution_options=options)
            return verify_database(session, now=utc_now())
    except DBAPIError as error:
        fail(describe_fault(settings, error))
    finally:
        sessions.close()


def _print(findings: Sequence[Finding]) -> None:
    found = [finding for finding in findings if finding.count]
    if not found:
        return
    table = Table("Check", "", "Rows", "Some of them", "What must hold", box=None)
    for finding in found:
        table.add_row(
            finding.name,
            "warning" if finding.is_warning else "broken",
            str(finding.count),
            ", ".join(finding.ids),
            finding.rule,
        )
    Console().print(table)
