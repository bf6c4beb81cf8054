"""The `kudoscope` command: one module per noun, put together here."""

from __future__ import annotations

import importlib.metadata
from typing import Annotated

import typer

from db.migrations import name_schema
from slackapp.cli import (
    digest,
    framework,
    keys,
    outbox,
    personal_data,
    reflections,
    serve,
    workspace,
)
from slackapp.cli.backup import backup, restore
from slackapp.cli.demo import demo
from slackapp.cli.doctor import doctor
from slackapp.cli.init import init
from slackapp.cli.manifest import manifest
from slackapp.cli.move import move_database
from slackapp.cli.parse import parse
from slackapp.cli.retention import retention
from slackapp.cli.schema import downgrade
from slackapp.cli.suggest import suggest
from slackapp.cli.verify import verify

app = typer.Typer(
    name="kudoscope",
    help="Recognition and feedback for Slack.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        version = importlib.metadata.version("kudoscope")
        typer.echo(f"kudoscope {version} (database schema {name_schema()})")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_tell_version,
            is_eager=True,
            help="Show the version and its database schema.",
        ),
    ] = False,
) -> None:
    """Recognition and feedback for Slack."""


app.command()(init)
app.command()(serve.run)
app.command()(demo)
app.command()(serve.migrate)
app.command()(downgrade)
app.command()(backup)
app.command()(restore)
app.command()(move_database)
app.command()(doctor)
app.command()(manifest)
app.command()(parse)
app.command()(suggest)
app.command()(verify)
app.command()(retention)
app.command()(personal_data.export)
app.command()(personal_data.erase)
app.command()(personal_data.readmit)
app.add_typer(reflections.app, name="reflections")
app.add_typer(digest.app, name="digest")
app.add_typer(keys.app, name="keys")
app.add_typer(framework.app, name="framework")
app.add_typer(outbox.app, name="outbox")
app.add_typer(workspace.app, name="workspace")
