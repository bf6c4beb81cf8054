"""`kudoscope downgrade`: take the database back to the schema of an older version."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db import KeyRingError, RunningProcess, set_key_ring
from db.migrations import NewerSchema, UnknownSchema
from db.migrations import downgrade as downgrade_database
from slackapp.cli.faults import describe_fault, name_database
from slackapp.cli.output import fail
from slackapp.cli.serve import (
    open_database,
    read_settings,
    say_that_it_waits,
    say_when_slow,
)
from slackapp.clock import utc_now
from slackapp.services.operate.processes import count_parts


def downgrade(
    to: Annotated[
        str, typer.Option("--to", help="The schema of the older version, as its --version says.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the database back to an older schema, before the older version is installed."""
    settings = read_settings()
    if not yes:
        typer.confirm(
            f"Stop Kudoscope and back up first. What only newer schemas than {to} hold is lost. "
            f"Take {name_database(settings)} back?",
            abort=True,
        )
    engine = open_database(settings)
    try:
        if settings.key_ring:
            set_key_ring(settings.key_ring)
        if _is_served(engine):
            fail(
                "Kudoscope runs on this database, or died within the last half minute. "
                "Stop every process first, then try again."
            )
        with say_when_slow("Still at work, or waiting for somebody's lock."):
            taken = downgrade_database(engine, to, on_wait=say_that_it_waits)
    except UnknownSchema:
        fail(f"The database has no schema {to} behind it: ask the older version's `--version`.")
    except (KeyRingError, NewerSchema, SQLAlchemyError) as error:
        fail(describe_fault(settings, error, "taken back"))
    finally:
        engine.dispose()
    typer.echo(
        f"Taken back: {', '.join(taken)}. Install the older version now."
        if taken
        else f"The database has the schema {to} already."
    )


def _is_served(engine: Engine) -> bool:
    """Whether processes say that they run; on SQLite, and on schemas before 0043, none does."""
    if not inspect(engine).has_table(RunningProcess.__tablename__):
        return False
    with Session(engine) as session:
        return any(count_parts(session, now=utc_now()).values())
