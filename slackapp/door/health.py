"""How the process is, for whoever watches it: what `/readyz` and `/metrics` say of its parts."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import partial

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from db.migrations import name_schema
from db.stored import read_stored
from db.trouble import name_trouble
from slackapp.domain.workspace.pause import describe_uninstalled
from slackapp.door.socket_mode import SocketReceiver
from slackapp.jobs.presence import Presence
from slackapp.jobs.scheduler import Scheduler
from slackapp.metrics import DatabaseReading, OutboxReading, PoolReading, Sources
from slackapp.services.operate.processes import SOCKET_PLACES, Part, count_parts, list_undone
from slackapp.services.operate.set_aside import describe_set_aside
from slackapp.services.outbox.gauges import read_outbox_gauges
from slackapp.services.workspace.pauses import is_all_paused, list_pauses, list_uninstalled
from slackapp.services.workspace.readings import READ_EVERY, list_unread
from slackapp.services.workspace.workspaces import list_working_ids
from slackapp.tools import Tools


@dataclass(frozen=True, slots=True)
class Process:
    """The parts of the work that this process does, and what can be asked how it stands."""

    parts: Set[Part]
    scheduler: Scheduler
    sockets: SocketReceiver | None
    presence: Presence | None

    @property
    def receives_over_http(self) -> bool:
        """Whether Slack's requests come to its HTTP port."""
        return Part.RECEIVE in self.parts and self.sockets is None

    @property
    def is_standby(self) -> bool:
        """Whether it would receive over Socket Mode if others did not."""
        return self.presence is not None and self.presence.is_standby


def list_unready(tools: Tools, process: Process) -> list[str]:
    """Why the process does not do its parts well now: a reason a line, none where it does."""
    unready = [f"tick late: {name}" for name in process.scheduler.list_late()]
    try:
        with tools.sessions.read() as session:
            session.execute(text("SELECT 1"))
            unread = _list_unread(session, tools) if Part.TICK in process.parts else []
            # One that was installed just now, or is in trouble, is no reason to send others away.
            if len(unread) == len(list_working_ids(session)):
                unready += unread
            if is_all_paused(session):
                unready += [pause.describe() for pause in list_pauses(session)]
            if not list_working_ids(session):
                unready += _list_uninstalled(session)
    except SQLAlchemyError as error:
        unready.append(f"database unreachable: {name_trouble(error)}")
    else:
        trouble = tools.sessions.find_room_fault()
        if trouble is not None:
            unready.append(f"database cannot be written: {trouble}")
    sockets = process.sockets
    if sockets is not None and not sockets.connection_count and not process.is_standby:
        unready.append("Socket Mode not connected")
    return unready


def list_notes(tools: Tools, process: Process) -> list[str]:
    """What an operator should look at although the process serves well.

    Some of its workspaces wait, or their people were not read, or something was set aside; it waits
    itself until another process ends, or a part of the work is done by nobody.
    """
    notes = []
    if process.is_standby:
        notes.append(f"standby: {SOCKET_PLACES} other processes receive over Socket Mode")
    try:
        with tools.sessions.read() as session:
            notes += [pause.describe() for pause in list_pauses(session)]
            notes += [*_list_uninstalled(session), *_list_unread(session, tools)]
            set_aside = describe_set_aside(session)
            undone = list_undone(session, now=tools.clock())
    except SQLAlchemyError:  # which is said already
        return []
    notes += [f"no process does this: {part}" for part in undone]
    return notes if set_aside is None else [*notes, set_aside]


def _list_uninstalled(session: Session) -> list[str]:
    return [describe_uninstalled(team, since) for team, since in list_uninstalled(session)]


def _list_unread(session: Session, tools: Tools) -> list[str]:
    teams = list_unread(session, before=tools.clock() - 2 * READ_EVERY)
    return [f"people not read: {slack_team_id}" for slack_team_id in teams]


def build_sources(hurried: Tools, tools: Tools, process: Process) -> Sources:
    """Where the metrics read what they do not count themselves; `hurried` waits less long."""
    return Sources(
        read_outbox=partial(_read_outbox, hurried),
        list_lags=lambda: {
            name: lag.total_seconds() for name, lag in process.scheduler.list_lags().items()
        },
        count_connections=lambda: (
            0 if process.sockets is None else process.sockets.connection_count
        ),
        read_database=partial(_read_database, hurried, name_schema()),
        list_pools=partial(_list_pools, hurried, tools),
    )


def _read_database(tools: Tools, own_schema: str) -> DatabaseReading | None:
    try:
        with tools.sessions.read() as session:
            paused, working = len(list_pauses(session)), len(list_working_ids(session))
            stored = read_stored(session.connection())
            processes = count_parts(session, now=tools.clock())
    except SQLAlchemyError:
        return None
    return DatabaseReading(
        is_schema_current=stored.schema == own_schema,
        working=working,
        paused=paused,
        database_bytes=stored.size,
        free_bytes=tools.sessions.find_room_left(),
        # On SQLite there is this one alone, and it does not say so.
        processes={} if tools.sessions.engine.dialect.name == "sqlite" else dict(processes),
    )


def _list_pools(hurried: Tools, tools: Tools) -> list[PoolReading]:
    engines = {"people": hurried.sessions.engine, "jobs": tools.sessions.engine}
    if engines["people"] is engines["jobs"]:
        engines = {"all": engines["jobs"]}
    return [
        PoolReading(name, engine.pool.checkedout(), engine.pool.size())
        for name, engine in engines.items()
        if isinstance(engine.pool, QueuePool)
    ]


def _read_outbox(tools: Tools) -> OutboxReading | None:
    try:
        with tools.sessions.read() as session:
            gauges = read_outbox_gauges(session)
    except SQLAlchemyError:
        return None
    oldest_at = gauges.oldest_pending_at
    age = (tools.clock() - oldest_at).total_seconds() if oldest_at else 0.0
    return OutboxReading(gauges.pending, gauges.failed, max(age, 0.0))
