"""`kudoscope doctor`: looks at everything that a start needs, and says what to mend, in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated

import typer

from slackapp.cli import doctor_checks as machine
from slackapp.cli import doctor_data as data
from slackapp.cli import doctor_slack as slack
from slackapp.cli import doctor_spaces as spaces
from slackapp.cli.doctor_visit import Finding, Level, Visit
from slackapp.clock import utc_now


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, once those that it needs are well."""

    name: str
    look: Callable[[Visit], Finding]
    needs: tuple[str, ...] = ()


CHECKS = (
    Check("settings file", machine.check_settings_file),
    Check("settings", machine.check_settings),
    Check("secrets", machine.check_tokens, ("settings",)),
    Check("encryption keys", machine.check_keys, ("settings",)),
    Check("database", machine.check_database, ("settings",)),
    Check("connections", machine.check_connections, ("database",)),
    Check("database files", data.check_database_files, ("database",)),
    Check("migrations", machine.check_migrations, ("database",)),
    Check("processes", machine.check_processes, ("migrations",)),
    Check("room to write", machine.check_room, ("migrations",)),
    Check("stored token", machine.check_stored_token, ("encryption keys", "migrations")),
    Check("time zones", data.check_zones, ("migrations",)),
    Check("waiting", machine.check_pauses, ("migrations",)),
    Check("Slack", slack.check_slack, ("settings",)),
    Check("clock", slack.check_clock, ("Slack",)),
    Check("bot token", slack.check_bot_token, ("secrets", "Slack")),
    Check("scopes", slack.check_scopes, ("bot token",)),
    Check("reactions", slack.check_reactions, ("bot token", "migrations")),
    Check("app token", slack.check_app_token, ("secrets", "Slack")),
    Check("install page", spaces.check_install_page, ("secrets", "Slack")),
    Check("installations", spaces.check_installations, ("stored token", "Slack")),
    Check("HTTP port", machine.check_port, ("settings",)),
    Check("default channel", slack.check_default_channel, ("bot token",)),
    Check("outbox", machine.check_outbox, ("migrations",)),
)


def doctor(
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check settings, secrets, database and Slack, and say what to mend; status 1 with faults."""
    with closing(Visit(utc_now)) as visit:
        findings = _look_at_all(visit, tell=not json_output)
    faults = [name for name, finding in findings.items() if finding.level is Level.FAULT]
    if json_output:
        rows = [
            {"name": name, "result": finding.level, "text": finding.text}
            for name, finding in findings.items()
        ]
        typer.echo(json.dumps({"ok": not faults, "checks": rows}, indent=2))
    elif faults:
        typer.echo(f"\nMend first: {faults[0]}. Then run `kudoscope doctor` again.")
    else:
        typer.echo("\nNo faults.")
    raise typer.Exit(1 if faults else 0)


def _look_at_all(visit: Visit, *, tell: bool) -> dict[str, Finding]:
    findings: dict[str, Finding] = {}
    for check in CHECKS:
        if tell:
            # Named before it is looked at, which may take its time.
            typer.echo(f"{check.name:<16} ", nl=False)
        unwell = [
            need for need in check.needs if findings[need].level not in (Level.OK, Level.WARNING)
        ]
        if unwell:
            finding = Finding(Level.NOT_CHECKED, f"Mend first: {', '.join(unwell)}.")
        else:
            finding = check.look(visit)
        findings[check.name] = finding
        if tell:
            typer.echo(f"{finding.level:<12} {finding.text}")
    return findings
