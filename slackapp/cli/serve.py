"""`kudoscope run` and `migrate`: starting the app, and stopping it without loss."""

from __future__ import annotations

import faulthandler
import signal
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from db import KeyRingError, SessionFactory, build_engine, set_key_ring
from db.migrations import NewerSchema
from db.migrations import migrate as migrate_database
from db.places import read_places
from slackapp.app import Kudoscope, build_app
from slackapp.cli.faults import (
    NO_ADDRESS,
    NO_TABLES,
    OLDER_SCHEMA,
    ONE_PROCESS,
    UNREADABLE_ENV,
    describe_fault,
    find_key_fault,
    find_schema_fault,
    name_database,
)
from slackapp.cli.output import MISCONFIGURED, fail
from slackapp.clock import Clock, utc_now
from slackapp.config import Settings
from slackapp.errors import ConfigurationError, SlackUnreachable
from slackapp.jobs.outbox.deliver_outbox import LEASE
from slackapp.logs import configure_logs
from slackapp.secret_checks import check_secrets
from slackapp.services.operate.processes import ALL_PARTS, Part
from slackapp.telemetry import telling_outside

log = structlog.get_logger(__name__)

#: What a process says of its parts, where it does not do all of them.
_DOES = {Part.DELIVER: "delivers", Part.TICK: "runs the regular jobs"}
#: Seconds after SIGTERM at which the process ends, whatever hangs; what it was to send waits in the
#: outbox. Requests get 10, handlers of Socket Mode 5, and a call to Slack under way 10.
STOP_WITHIN = 28.0
#: Seconds after which whoever waits for a signal looks whether one came.
_LOOK = 1.0
#: Seconds from one line about a slow migration to the next.
_SLOW = 10.0
#: No lease ends because a visitor lets weeks pass in a moment; nobody else could take one over.
DEMO_LEASE = timedelta(days=365)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    settings = read_settings()
    migrate_to_head(settings)
    typer.echo(f"The database {name_database(settings)} is up to date.")


def run(
    skip_migrations: Annotated[
        bool, typer.Option("--skip-migrations", help="Do not migrate the database first.")
    ] = False,
    only: Annotated[
        list[Part] | None,
        typer.Option(
            help="A part of the work, where other processes do the rest; may be given more than "
            "once. PostgreSQL only."
        ),
    ] = None,
) -> None:
    """Serve a workspace: receive, deliver and tick, all in this process, or only a part of it."""
    settings = read_settings(MISCONFIGURED)
    configure_logs(settings.kudoscope_log_level, settings.kudoscope_log_format)
    if only and open_database(settings).dialect.name == "sqlite":
        fail(ONE_PROCESS, MISCONFIGURED)
    with ExitStack() as stack:
        try:
            stack.enter_context(telling_outside(settings))
        except ConfigurationError as error:
            fail(str(error), MISCONFIGURED)
        _run(settings, frozenset(only or ALL_PARTS), skip_migrations=skip_migrations)


def _run(settings: Settings, parts: frozenset[Part], *, skip_migrations: bool) -> None:
    try:
        # Before anything is written: no database comes to be in a folder without settings.
        check_secrets(settings, receives=Part.RECEIVE in parts)
    except ConfigurationError as error:
        fail(str(error), MISCONFIGURED)
    if skip_migrations:
        open_database(settings).dispose()
    else:
        migrate_to_head(settings)
    app = build(settings, parts=parts)
    try:
        _check_stored(settings)
    except typer.Exit:
        app.stop()
        raise
    serve(app, _describe(app))


def read_settings(status: int = 1) -> Settings:
    """The settings of this environment; ends the command where one cannot be right."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        told = "These settings cannot be right:\n" + "\n".join(f"  {fault}" for fault in faults)
        fail(told, status)
    except ConfigurationError as error:
        fail(str(error), status)
    except (OSError, UnicodeDecodeError):
        fail(UNREADABLE_ENV, status)


def build(
    settings: Settings,
    clock: Clock = utc_now,
    lease: timedelta = LEASE,
    parts: frozenset[Part] = ALL_PARTS,
) -> Kudoscope:
    """The app of these settings; ends the command where it cannot be built."""
    try:
        return build_app(settings, clock=clock, lease=lease, parts=parts)
    except (ConfigurationError, KeyRingError) as error:
        fail(str(error), MISCONFIGURED)
    except OSError as error:
        where = f"{settings.kudoscope_host}:{settings.kudoscope_port}"
        fail(f"The address {where} cannot be used: {error.strerror}.")


def open_database(settings: Settings) -> Engine:
    """The database's engine; ends the command where its address cannot be one."""
    try:
        return build_engine(settings.database_url)
    except ArgumentError:
        fail(NO_ADDRESS)


def migrate_to_head(settings: Settings) -> None:
    """Migrate the database; ends the command where that cannot be."""
    engine = open_database(settings)
    try:
        if settings.key_ring:  # some migrations read what is encrypted
            set_key_ring(settings.key_ring)
        with say_when_slow("The migration is still at work, or waits for somebody's lock."):
            migrate_database(engine, on_wait=say_that_it_waits)
    except (KeyRingError, NewerSchema) as error:
        fail(describe_fault(settings, error, "migrated"), MISCONFIGURED)
    except SQLAlchemyError as error:
        fail(describe_fault(settings, error, "migrated"))
    finally:
        engine.dispose()


def say_that_it_waits() -> None:
    """Say that somebody else is at the database."""
    typer.echo("Waiting for another process that migrates, or holds the database.", err=True)


@contextmanager
def say_when_slow(sentence: str) -> Iterator[None]:
    """Say so now and then while the block takes its time."""
    over = threading.Event()

    def say() -> None:
        while not over.wait(_SLOW):
            typer.echo(sentence, err=True)

    threading.Thread(target=say, name="say-when-slow", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _check_stored(settings: Settings) -> None:
    """End the command where this version, or these keys, cannot work with what is stored."""
    sessions = SessionFactory(open_database(settings))
    try:
        set_key_ring(settings.key_ring)
        fault = find_schema_fault(sessions) or find_key_fault(sessions)
        with sessions.read() as session:
            places = read_places(session.connection())
    except (KeyRingError, SQLAlchemyError) as error:
        fail(describe_fault(settings, error))
    finally:
        sessions.close()
    if fault is not None:
        # One that is only older may be migrated by somebody else in a moment.
        fail(fault, 1 if fault in (OLDER_SCHEMA, NO_TABLES) else MISCONFIGURED)
    if places is not None and places.limit < settings.kudoscope_database_connections:
        log.warning(
            "few_connections",
            wanted=settings.kudoscope_database_connections,
            server_has=places.limit,
        )


def _describe(app: Kudoscope) -> str:
    does = []
    if Part.RECEIVE in app.parts:
        how = "over Socket Mode" if app.sockets is not None else "at /slack/events"
        does.append(f"receives Slack's requests {how}")
    if app.parts != ALL_PARTS:
        does += [_DOES[part] for part in Part if part in app.parts and part in _DOES]
    where = f"http://{app.settings.kudoscope_host}:{app.server.port}"
    told = f"Kudoscope {', '.join(does)}; health at {where}/healthz"
    if not app.settings.installs_itself or Part.RECEIVE not in app.parts:
        return told
    return f"{told}; installed by {where}/slack/install"


def serve(
    app: Kudoscope,
    text: str,
    page: str | None = None,
    wait_until_ready: Callable[[], None] = lambda: None,
) -> None:
    """Start the app, say so, and stop it without loss once the process is told to."""
    # A queue, as a handler of signals may put into it whatever the main thread is at: setting an
    # event that is just about to be waited for would wait for ever.
    told: SimpleQueue[int] = SimpleQueue()

    def tell(number: int, _frame: object) -> None:
        if told.empty():
            # Whatever hangs, the process ends, and says what hung.
            faulthandler.dump_traceback_later(STOP_WITHIN, exit=True)
        told.put(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    try:
        _start(app)
        wait_until_ready()
        _serve_until(told, app, text, page)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _start(app: Kudoscope) -> None:
    try:
        app.start()
    except (ConfigurationError, KeyRingError, SQLAlchemyError) as error:
        app.stop()
        if isinstance(error, ConfigurationError):
            fail(str(error), 1 if isinstance(error, SlackUnreachable) else MISCONFIGURED)
        fail(describe_fault(app.settings, error))


def _wait_until(told: SimpleQueue[int]) -> None:
    # Of two signals at once, another thread may take both: this one is then not woken, and runs
    # their handlers when it looks.
    while True:
        with suppress(Empty):
            told.get(timeout=_LOOK)
            return


def _serve_until(told: SimpleQueue[int], app: Kudoscope, text: str, page: str | None) -> None:
    typer.echo(text)
    if page is not None:
        # Does nothing where there is no browser.
        webbrowser.open(page)
    _wait_until(told)
    typer.echo("Stopping: letting what is under way end.")
    app.stop()
