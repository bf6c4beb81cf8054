"""The checks of `kudoscope doctor` that look at this machine: settings, database, port."""

from __future__ import annotations

import socket
import stat
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from db import SessionFactory, build_engine, name_address, set_key_ring
from db.patience import at_most
from db.places import read_places
from db.trouble import Trouble, name_trouble
from slackapp.cli.doctor_visit import Finding, Visit, fault, ok, warning
from slackapp.cli.faults import (
    NO_ADDRESS,
    UNREADABLE_ENV,
    describe_fault,
    find_key_fault,
    find_schema_fault,
)
from slackapp.config import Settings
from slackapp.errors import ConfigurationError
from slackapp.secret_checks import list_key_faults, list_token_faults, list_token_warnings
from slackapp.services.base.units import count_set_aside
from slackapp.services.operate.processes import count_parts, list_undone
from slackapp.services.outbox.gauges import read_outbox_gauges
from slackapp.services.workspace.pauses import list_pauses
from slackapp.services.workspace.workspaces import list_workspaces

_LONG_WAIT = timedelta(minutes=10)
#: Seconds for one look at the database.
_PATIENCE = 10.0
#: Bytes beside the database that a few busy days may fill.
_SCARCE = 200_000_000


def check_settings_file(visit: Visit) -> Finding:
    """Whether `.env` can be read, and by nobody else."""
    path = Path(".env")
    try:
        mode = path.stat().st_mode
        path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ok("There is no .env here: the settings are the environment's.")
    except (OSError, UnicodeDecodeError):
        return fault(UNREADABLE_ENV)
    if mode & stat.S_IROTH:
        return fault("Everybody on this machine can read .env: chmod 600 .env")
    return ok("Only those who should can read .env.")


def check_settings(visit: Visit) -> Finding:
    """Whether every setting has a value that it can have."""
    try:
        visit.settings = Settings()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        return fault("; ".join(faults))
    except ConfigurationError as error:
        return fault(str(error))
    except (OSError, UnicodeDecodeError):
        return fault("The settings cannot be read.")
    return ok("Every value is possible.")


def check_tokens(visit: Visit) -> Finding:
    """Whether what Slack gave us has Slack's form."""
    faults = list_token_faults(visit.settings)
    if faults:
        return fault(" ".join(faults))
    unusual = list_token_warnings(visit.settings)
    return warning(" ".join(unusual)) if unusual else ok("They have the form of Slack's.")


def check_keys(visit: Visit) -> Finding:
    """Whether there are encryption keys, and nobody else knows them."""
    faults = list_key_faults(visit.settings)
    if faults:
        return fault(" ".join(faults))
    set_key_ring(visit.settings.key_ring)
    count = len(visit.settings.key_ring)
    return ok("There is one." if count == 1 else f"There are {count}; the first encrypts.")


def check_database(visit: Visit) -> Finding:
    """Whether the database answers."""
    settings = visit.settings
    try:
        url = make_url(settings.database_url)
        engine = build_engine(settings.database_url)
    except ArgumentError:
        return fault(NO_ADDRESS)
    name = name_address(url)
    # To connect would make the file.
    if engine.dialect.name == "sqlite" and not Path(url.database or "").is_file():
        return fault(f"There is no database {name} yet: `kudoscope migrate` makes it.")
    visit.sessions = SessionFactory(engine)
    try:
        with at_most(_PATIENCE), visit.sessions.read() as session:
            session.execute(text("SELECT 1"))
    except DBAPIError as error:
        return fault(" ".join(describe_fault(settings, error).split()))
    return ok(f"{name} answers.")


def check_connections(visit: Visit) -> Finding:
    """Whether the database has places for what a process takes."""
    wanted = visit.settings.kudoscope_database_connections
    with visit.database.read() as session:
        places = read_places(session.connection())
    if places is None:
        return ok("SQLite takes as many as there are.")
    told = (
        f"A process takes {wanted} at most; the server has {places.limit} for us, of which "
        f"{places.used} are in use"
    )
    if wanted > places.limit:
        return fault(
            f"{told}: set KUDOSCOPE_DATABASE_CONNECTIONS to less, or raise max_connections."
        )
    if wanted > places.free:
        return warning(
            f"{told}. For one process more, set KUDOSCOPE_DATABASE_CONNECTIONS to less, or raise "
            "max_connections."
        )
    return ok(f"{told}: room for {places.free // wanted} more.")


def check_processes(visit: Visit) -> Finding:
    """Whether the processes that run do all of the work between them."""
    if visit.database.engine.dialect.name == "sqlite":
        return ok("On SQLite, one does everything.")
    with visit.database.read() as session:
        counts = count_parts(session, now=visit.clock())
        undone = list_undone(session, now=visit.clock())
    if undone:
        missing = " ".join(f"--only {part}" for part in undone)
        return warning(f"Some run, but a part of the work is left: `kudoscope run {missing}`.")
    if not any(counts.values()):
        return ok("None runs now.")
    return ok(", ".join(f"{count} {part}" for part, count in counts.items()) + ".")


def check_migrations(visit: Visit) -> Finding:
    """Whether the database has the schema of this version."""
    found = find_schema_fault(visit.database)
    return fault(found) if found else ok("The database has the schema of this version.")


def check_room(visit: Visit) -> Finding:
    """Whether what is written gets to the disk, and whether there is room for more."""
    try:
        with at_most(_PATIENCE):
            visit.database.try_to_write()
    except SQLAlchemyError as error:
        if name_trouble(error) is Trouble.LOCKED:
            return warning("Somebody else is writing just now: look again in a moment.")
        return fault(describe_fault(visit.settings, error, "written"))
    left = visit.database.find_room_left()
    if left is not None and left < _SCARCE:
        return warning(f"Only {left // 1_000_000} MB are left beside the database: make room.")
    return ok("What is written gets to the disk.")


def check_stored_token(visit: Visit) -> Finding:
    """Whether the keys open what is stored."""
    found = find_key_fault(visit.database)
    if found:
        return fault(found)
    with visit.database.read() as session:
        workspaces = list_workspaces(session)
    return ok("The keys open it." if workspaces else "Nothing is stored yet.")


def check_pauses(visit: Visit) -> Finding:
    """Whether Slack has taken the tokens so far; a workspace whose it did not take waits."""
    with visit.database.read() as session:
        pauses = list_pauses(session)
    if pauses:
        return fault(" ".join(pause.describe() for pause in pauses))
    return ok("No workspace waits for a token.")


def check_port(visit: Visit) -> Finding:
    """Whether the port for HTTP is free, or ours already."""
    host, port = visit.settings.kudoscope_host, visit.settings.kudoscope_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return ok(f"{host}:{port} is free." if port else "A free one is taken at the start.")
    except OSError as error:
        reason = error.strerror
    if _is_ours(host, port):
        return ok(f"Kudoscope is running at {host}:{port}.")
    return fault(
        f"{host}:{port} cannot be used ({reason}): stop what uses it, or set another "
        "KUDOSCOPE_PORT or KUDOSCOPE_HOST."
    )


def check_outbox(visit: Visit) -> Finding:
    """Whether messages to Slack get there, and nothing was set aside."""
    with visit.database.read() as session:
        gauges = read_outbox_gauges(session)
        set_aside = count_set_aside(session)
    troubles = []
    if gauges.failed:
        troubles.append(
            f"{gauges.failed} of the messages failed: `kudoscope outbox status` says why; "
            "mend it, then `kudoscope outbox retry`."
        )
    if set_aside:
        work = "piece of other work was" if set_aside == 1 else "pieces of other work were"
        troubles.append(
            f"{set_aside} {work} set aside after raising something unexpected: `kudoscope outbox "
            "status` names it, and the log has the traceback; then `kudoscope outbox retry`."
        )
    oldest_at = gauges.oldest_pending_at
    if oldest_at is not None and visit.clock() - oldest_at > _LONG_WAIT:
        troubles.append(
            f"A message has waited since {oldest_at:%Y-%m-%d %H:%M} UTC: look whether `kudoscope "
            "run` runs, and what `kudoscope outbox status` says."
        )
    if troubles:
        return warning(" ".join(troubles))
    return ok(f"{gauges.pending} waiting, none failed.")


def _is_ours(host: str, port: int) -> bool:
    # Where it listens at every address, it listens at the machine's own.
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = HTTPConnection(reachable, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.read(10) == b"ok" and answer.headers.get("Server") == "kudoscope"
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()
