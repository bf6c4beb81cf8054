"""The checks of `kudoscope doctor` that look at what is stored."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sqlalchemy import make_url

from db import find_sqlite_file
from slackapp.cli.doctor_visit import Finding, Visit, ok, warning
from slackapp.services.workspace.people import list_unknown_zones

_EVERYBODY_ELSE = stat.S_IRWXG | stat.S_IRWXO

#: Zones that are named; of the others it is said how many there are.
_MOST_ZONES = 5


def check_database_files(visit: Visit) -> Finding:
    """Whether nobody but their owner can read the database's files."""
    path = find_sqlite_file(make_url(visit.settings.database_url))
    if path is None:
        return ok("The database is no file of ours.")
    beside = (path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal"))
    if any(_is_open(one) for one in beside):
        return warning(
            f"Others on this machine can read the database or change it: chmod 600 {path}*"
        )
    return ok("Only their owner can read them.")


def _is_open(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(path.stat().st_mode & _EVERYBODY_ELSE)
    except OSError:
        # SQLite takes the files beside the database away when nobody uses it.
        return False


def check_zones(visit: Visit) -> Finding:
    """Whether this machine knows the time zones of all people."""
    with visit.database.read() as session:
        unknown = list_unknown_zones(session)
    if not unknown:
        return ok("Everybody's is known.")
    often = sorted(unknown, key=lambda name: (-unknown[name], name))
    named = [f"{name} ({_count_people(unknown[name])})" for name in often[:_MOST_ZONES]]
    if len(often) > _MOST_ZONES:
        named.append(f"{len(often) - _MOST_ZONES} more")
    return warning(
        f"Not known here: {', '.join(named)}. These people are asked by the offset that Slack "
        "told, or by UTC. A newer tzdata package may know the zones."
    )


def _count_people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"
