"""`kudoscope run`, `migrate` and `demo`: starting the app, and stopping it without loss."""

from __future__ import annotations

import logging
import signal
import threading
import webbrowser
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from db import KeyRingError, build_engine
from db.migrations import migrate as migrate_database
from slackapp.app import Kudoscope, build_app
from slackapp.cli.demo_history import let_time_pass, live_through
from slackapp.cli.output import fail
from slackapp.clock import Clock, MovingClock, utc_now
from slackapp.config import Settings
from slackapp.errors import ConfigurationError
from slackapp.jobs.deliver_outbox import LEASE
from slackapp.logs import configure_logs

_DEMO_PORT = 4390
#: No lease ends because a visitor lets weeks pass in a moment; nobody else could take one over.
DEMO_LEASE = timedelta(days=365)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    settings = read_settings()
    _migrate(settings)
    typer.echo(f"The database {_name_database(settings)} is up to date.")


def run(
    skip_migrations: Annotated[
        bool, typer.Option("--skip-migrations", help="Do not migrate the database first.")
    ] = False,
) -> None:
    """Serve a workspace: receive, deliver and tick, all in this process."""
    configure_logs()
    settings = read_settings()
    if skip_migrations:
        open_database(settings).dispose()
    else:
        _migrate(settings)
    app = _build(settings)
    _serve(app, _describe(app))


def demo(
    port: Annotated[int, typer.Option(help="Port of the sandbox's page.")] = _DEMO_PORT,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Start a sandbox Slack with Kudoscope in it; no account is needed, nothing is kept."""
    try:
        from slackapp.sandbox.server import Sandbox
    except ModuleNotFoundError as error:
        fail(f"The demo needs {error.name}: install kudoscope[demo], or use `make demo`.")
    # What went well is on the page; three months of it would bury the address.
    configure_logs(logging.WARNING)
    clock = MovingClock()
    with TemporaryDirectory(prefix="kudoscope-") as folder:
        try:
            sandbox = Sandbox.start(port=port, clock=clock.timestamp, has_begun=False)
        except OSError as error:
            fail(f"Port {port} cannot be used ({error.strerror}). Try another: --port 4391")
        with sandbox:
            # Built without the environment: a real token has no business in a sandbox.
            settings = Settings.model_construct(
                slack_bot_token=SecretStr(sandbox.bot_token),
                slack_app_token=SecretStr(sandbox.app_token),
                slack_api_url=sandbox.api_url,
                database_url=f"sqlite:///{Path(folder) / 'demo.db'}",
                kudoscope_encryption_keys=SecretStr(Fernet.generate_key().decode()),
                kudoscope_host="127.0.0.1",
                kudoscope_port=0,
                kudoscope_default_channel=sandbox.channel("general"),
            )
            _migrate(settings)
            app = _build(settings, clock, DEMO_LEASE)
            live_through(app, sandbox, clock)
            sandbox.world.let_time_pass = partial(let_time_pass, app, clock)
            text = f"\n  Kudoscope demo: {sandbox.url}\n\n  Ctrl+C ends it; nothing is kept.\n"
            _serve(app, text, page=sandbox.url if browser else None)


def read_settings() -> Settings:
    """The settings of this environment; ends the command where one cannot be right."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        fail("These settings cannot be right:\n" + "\n".join(f"  {fault}" for fault in faults))


def _build(settings: Settings, clock: Clock = utc_now, lease: timedelta = LEASE) -> Kudoscope:
    try:
        return build_app(settings, clock=clock, lease=lease)
    except (ConfigurationError, KeyRingError) as error:
        fail(str(error))
    except OSError as error:
        where = f"{settings.kudoscope_host}:{settings.kudoscope_port}"
        fail(f"The address {where} cannot be used: {error.strerror}.")


def open_database(settings: Settings) -> Engine:
    """The database's engine; ends the command where its address cannot be one."""
    try:
        return build_engine(settings.database_url)
    except ArgumentError:
        fail("DATABASE_URL is no database address, such as sqlite:///kudoscope.db.")


def _migrate(settings: Settings) -> None:
    engine = open_database(settings)
    try:
        migrate_database(engine)
    except SQLAlchemyError as error:
        fail(f"The database {_name_database(settings)} cannot be migrated: {error}")
    finally:
        engine.dispose()


def describe_fault(settings: Settings, error: DBAPIError) -> str:
    """What to tell of a database that does not do as it should."""
    hint = "If it is new, `kudoscope migrate` makes its tables."
    return f"The database {_name_database(settings)} cannot be used: {error.orig}. {hint}"


def _name_database(settings: Settings) -> str:
    return make_url(settings.database_url).render_as_string(hide_password=True)


def _describe(app: Kudoscope) -> str:
    how = "over Socket Mode" if app.sockets is not None else "at /slack/events"
    where = f"http://{app.settings.kudoscope_host}:{app.server.port}"
    return f"Kudoscope receives Slack's requests {how}; health at {where}/healthz"


def _serve(app: Kudoscope, text: str, page: str | None = None) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        app.start()
    except (ConfigurationError, DBAPIError) as error:
        app.stop()
        if isinstance(error, DBAPIError):
            fail(describe_fault(app.settings, error))
        fail(str(error))
    typer.echo(text)
    if page is not None:
        # Does nothing where there is no browser.
        webbrowser.open(page)
    stop.wait()
    typer.echo("Stopping: letting what is under way end.")
    app.stop()
