"""Wires everything: the one place where settings become a running app."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from slack_bolt import App
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped

from db import SessionFactory, build_engine, set_key_ring
from db.patience import JOBS, PEOPLE
from db.writers import Writers
from slackapp.clock import Clock, utc_now
from slackapp.config import Settings
from slackapp.delivery.clients import SlackClients
from slackapp.delivery.oauth import OAuth
from slackapp.domain.installation.installing import Defaults
from slackapp.door.authorize import build_authorize
from slackapp.door.guard import Guard
from slackapp.door.health import Process, build_sources, list_notes, list_unready
from slackapp.door.http_server import HttpServer
from slackapp.door.install import InstallPages
from slackapp.door.intake import Intake
from slackapp.door.socket_mode import SocketReceiver
from slackapp.door.web import MONITORED, WebApp
from slackapp.failpoints import arm_death
from slackapp.handlers.base import error_reply
from slackapp.handlers.features import FEATURES
from slackapp.handlers.workspace import lifecycle
from slackapp.jobs.connecting import connect_workspace
from slackapp.jobs.outbox.deliver_outbox import LEASE, OutboxDelivery
from slackapp.jobs.people_sync import PeopleSync
from slackapp.jobs.presence import Presence
from slackapp.jobs.scheduler import Scheduler
from slackapp.jobs.ticks import build_probe, list_ticks
from slackapp.metrics import Metrics
from slackapp.reader import Reader
from slackapp.secret_checks import check_secrets, list_token_warnings
from slackapp.services.operate.processes import ALL_PARTS, Part
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Connections that a part of the work needs which this process leaves to others: for monitors, or
#: for its own start and its word that it runs.
_SPARE = 2
#: People's writes that PostgreSQL is given at once: of five, some waited for locks, and three did
#: less (`bench.scale`).
_WRITERS = 4
#: Seconds for which a database that has fallen silent is waited for when the app stops.
_SILENCE_AT_END = 5.0


@dataclass(frozen=True, slots=True)
class Kudoscope:
    """The running parts, started and stopped in an order that loses nothing."""

    settings: Settings
    tools: Tools
    #: The same for requests, which wait for the database less long.
    hurried: Tools
    metrics: Metrics
    bolt: App
    delivery: OutboxDelivery
    people_sync: PeopleSync
    scheduler: Scheduler
    server: HttpServer
    sockets: SocketReceiver | None
    #: None on SQLite, where nobody else runs.
    presence: Presence | None
    parts: Set[Part]

    def start(self) -> None:
        """Meet the workspace of the settings' token, then deliver, tick and receive.

        Of these, what its parts of the work are.
        Raises ConfigurationError when Slack does not accept the token.
        """
        connect_workspace(self.settings, self.tools)
        if Part.DELIVER in self.parts:
            self.delivery.start()
        self.scheduler.start()
        self.server.start()
        if self.presence is not None:
            self.presence.start()
        elif self.sockets is not None:
            self.sockets.start()

    def stop(self) -> None:
        """Receive nothing new, let what is under way end, and leave the rest to the outbox."""
        self.tools.sessions.hurry(_SILENCE_AT_END)
        if self.presence is not None:
            self.presence.stop()
        elif self.sockets is not None:
            self.sockets.stop()
        self.server.stop()
        self.people_sync.stop()
        self.scheduler.stop()
        self.delivery.stop()
        self.tools.sessions.close()
        self.hurried.sessions.close()


def build_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    lease: timedelta = LEASE,
    parts: Set[Part] = ALL_PARTS,
) -> Kudoscope:
    """Build what does these parts of the work; all but the HTTP port is taken at `start`.

    Raises ConfigurationError when a secret is missing or cannot be right.
    """
    _check_settings(settings, parts)
    set_key_ring(settings.key_ring)
    metrics = Metrics()
    for_people, for_jobs = share_connections(settings, parts)
    tools, delivery = _build_tools(settings, metrics, clock, lease, for_jobs)
    hurried = tools.for_people(_build_hurried(settings, tools.sessions, for_people))
    bolt = _build_bolt(settings, hurried)
    people_sync = PeopleSync(tools)
    oauth, defaults = _build_oauth(settings, tools), _find_defaults(settings)
    shared = (
        list_ticks(settings, tools, people_sync, metrics, oauth, defaults)
        if Part.TICK in parts
        else []
    )
    scheduler = Scheduler([*shared, build_probe(tools, metrics)], clock)
    # Nobody is known yet where the app has just come.
    begin_reading = partial(scheduler.run_soon, "organisations", "people_sync", "groups_sync")
    take_news = partial(
        lifecycle.handle_installation_news,
        hurried,
        defaults=defaults,
        begin_reading=begin_reading,
    )
    intake = Intake(bolt, metrics, take_news)
    app_token = settings.slack_app_token.get_secret_value().strip()
    sockets = (
        SocketReceiver(intake=intake, slack=tools.slack, app_token=app_token)
        if app_token and Part.RECEIVE in parts
        else None
    )
    presence = _build_presence(tools, parts, sockets)
    process = Process(parts, scheduler, sockets, presence)
    metrics.watch(build_sources(hurried, tools, process))
    server = _build_server(settings, hurried, intake, metrics, process, begin_reading)
    return Kudoscope(
        settings=settings,
        tools=tools,
        hurried=hurried,
        metrics=metrics,
        bolt=bolt,
        delivery=delivery,
        people_sync=people_sync,
        scheduler=scheduler,
        server=server,
        sockets=sockets,
        presence=presence,
        parts=parts,
    )


def _build_presence(
    tools: Tools, parts: Set[Part], sockets: SocketReceiver | None
) -> Presence | None:
    if tools.sessions.engine.dialect.name == "sqlite":
        return None
    receiving = None if sockets is None else (sockets.start, sockets.stop)
    return Presence(tools.sessions, tools.clock, parts, receiving)


def _check_settings(settings: Settings, parts: Set[Part]) -> None:
    check_secrets(settings, receives=Part.RECEIVE in parts)
    for unusual in list_token_warnings(settings):
        log.warning("unusual_secret", advice=unusual)
    if settings.kudoscope_failpoint:
        arm_death(settings.kudoscope_failpoint)


def _build_tools(
    settings: Settings, metrics: Metrics, clock: Clock, lease: timedelta, connections: int
) -> tuple[Tools, OutboxDelivery]:
    """What everything works with, and the delivery that it wakes."""
    sessions = SessionFactory(build_engine(settings.database_url, JOBS, connections=connections))
    slack = SlackClients(settings.slack_api_url)
    reader = Reader(sessions, slack, clock, metrics.observe_delivery)
    delivery = OutboxDelivery(
        sessions=sessions,
        reader=reader,
        clock=clock,
        lease=lease,
        observe=metrics.observe_delivery,
    )
    tools = Tools(
        sessions=sessions, slack=slack, reader=reader, clock=clock, wake_delivery=delivery.wake
    )
    return tools, delivery


def _build_server(
    settings: Settings,
    tools: Tools,
    intake: Intake,
    metrics: Metrics,
    process: Process,
    begin_reading: Callable[[], None],
) -> HttpServer:
    """HTTP serves health and metrics alone where Socket Mode receives, or another process does."""
    signing_secret = settings.slack_signing_secret.get_secret_value().strip()
    web_app = WebApp(
        intake=intake,
        guard=Guard(signing_secret, tools.clock) if process.receives_over_http else None,
        metrics=metrics,
        list_unready=partial(list_unready, tools, process),
        list_notes=partial(list_notes, tools, process),
        prefix=settings.kudoscope_path_prefix,
        metrics_token=settings.kudoscope_metrics_token.get_secret_value().strip(),
        install_pages=(
            _build_install_pages(settings, tools, begin_reading)
            if Part.RECEIVE in process.parts
            else None
        ),
    )
    return HttpServer(
        web_app,
        host=settings.kudoscope_host,
        port=settings.kudoscope_port,
        on_refusal=intake.refuse,
        first_paths=MONITORED,
    )


def _build_install_pages(
    settings: Settings, tools: Tools, begin_reading: Callable[[], None]
) -> InstallPages | None:
    oauth = _build_oauth(settings, tools)
    if oauth is None:
        return None
    return InstallPages(
        tools,
        oauth,
        defaults=_find_defaults(settings),
        only_for=settings.only_for,
        begin_reading=begin_reading,
    )


def _find_defaults(settings: Settings) -> Defaults:
    # No default channel: its id would be of one workspace alone.
    return Defaults(settings.kudoscope_daily_limit, settings.kudoscope_keep_sent_days)


def _build_oauth(settings: Settings, tools: Tools) -> OAuth | None:
    if not settings.installs_itself:
        return None
    secret = settings.slack_client_secret.get_secret_value().strip()
    return OAuth(tools.slack, settings.slack_client_id.strip(), secret)


def _build_hurried(
    settings: Settings, sessions: SessionFactory, connections: int
) -> SessionFactory:
    """The database for what people and monitors wait for, with connections of its own.

    Writers on SQLite stand in one queue, whoever they are.
    """
    if sessions.engine.dialect.name == "sqlite":
        return sessions
    engine = build_engine(settings.database_url, PEOPLE, connections=connections)
    return SessionFactory(engine, sessions.room, writers=Writers(_WRITERS, PEOPLE.pool))


def share_connections(settings: Settings, parts: Set[Part]) -> tuple[int, int]:
    """How many connections to PostgreSQL are for people who wait, and how many for jobs."""
    connections = settings.kudoscope_database_connections
    if Part.RECEIVE not in parts:
        return _SPARE, connections - _SPARE
    for_jobs = _SPARE if parts == {Part.RECEIVE} else max(connections // 3, 1)
    return connections - for_jobs, for_jobs


def _build_bolt(settings: Settings, tools: Tools) -> App:
    logger = logging.getLogger("slack_bolt")
    logger.addFilter(_is_news)
    bolt = App(
        name="kudoscope",
        logger=logger,
        client=tools.slack.for_reading(None),
        authorize=build_authorize(tools, defaults=_find_defaults(settings)),
        # The ack is our answer and comes last; waiting for it in steps of 10 ms costs more.
        process_before_response=True,
        # Slack's signature is checked by the guard, before anything is parsed.
        request_verification_enabled=False,
    )
    for register in FEATURES:
        register(bolt, tools)
    error_reply.register(bolt, tools.slack.api_url)
    return bolt


def _is_news(record: logging.LogRecord) -> bool:
    # Bolt reads SLACK_BOT_TOKEN too, whatever it is given, and warns that our client has its own.
    return record.msg != warning_client_prioritized_and_token_skipped()
