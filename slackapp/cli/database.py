"""The database of commands that read or change it while the app may be running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from db import KeyRingError, SessionFactory, set_key_ring
from slackapp.cli.faults import describe_fault
from slackapp.cli.output import fail
from slackapp.cli.serve import open_database, read_settings


@contextmanager
def open_sessions(*, with_keys: bool = True) -> Iterator[SessionFactory]:
    """The configured database, with the keys to its texts; what is wrong ends the command."""
    settings = read_settings()
    sessions = SessionFactory(open_database(settings))
    try:
        if with_keys:
            set_key_ring(settings.key_ring)
        yield sessions
    except (KeyRingError, SQLAlchemyError) as error:
        fail(describe_fault(settings, error))
    finally:
        sessions.close()
