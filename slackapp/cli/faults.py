"""What keeps Kudoscope from working, in the sentences that `run` and `doctor` share."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from db import KeyRingError, SessionFactory, name_address
from db.base import WrongKeys
from db.migrations import NewerSchema, name_schema, read_schema
from slackapp.config import Settings
from slackapp.services.installation.organisations import list_to_read
from slackapp.services.workspace.workspaces import list_workspaces
from slackapp.trouble import describe_trouble

UNREADABLE_ENV = ".env cannot be read: give it to the account that runs Kudoscope, as UTF-8."
NO_ADDRESS = "DATABASE_URL is no database address, such as sqlite:///kudoscope.db."
NO_TABLES = "The database has no tables of ours: `kudoscope migrate` makes them."
OLDER_SCHEMA = "The database has an older schema: back it up, then `kudoscope migrate`."
ONE_PROCESS = (
    "SQLite is for one process, which does all of the work: for `--only`, set DATABASE_URL to "
    "PostgreSQL."
)
OTHER_KEYS = (
    "The keys do not open what is stored: add the key that it was encrypted with to "
    "KUDOSCOPE_ENCRYPTION_KEYS, after the others."
)


def describe_newer(newer: NewerSchema) -> str:
    """What to do about a database of a newer version."""
    ours = name_schema()
    return (
        f"The database was migrated by a newer version of Kudoscope (its schema is {newer}, and "
        f"that of this version is {ours}): install that one, or have it take the database back "
        f"with `kudoscope downgrade --to {ours}`, or restore the backup from before."
    )


def describe_fault(settings: Settings, error: Exception, verb: str = "used") -> str:
    """What to tell of a database that does not do as it should, without its password."""
    if isinstance(error, NewerSchema):
        return describe_newer(error)
    if isinstance(error, WrongKeys):
        return OTHER_KEYS
    if isinstance(error, KeyRingError):
        return str(error)
    return f"The database {name_database(settings)} cannot be {verb}: {describe_trouble(error)}"


def name_database(settings: Settings) -> str:
    """Its address, without the password."""
    try:
        return name_address(make_url(settings.database_url))
    except ArgumentError:
        return "of DATABASE_URL"


def find_schema_fault(sessions: SessionFactory) -> str | None:
    """Why this version cannot work with the database's schema; None where it can."""
    try:
        with sessions.read() as session:
            state = read_schema(session.connection())
    except NewerSchema as error:
        return describe_newer(error)
    return {"none": NO_TABLES, "older": OLDER_SCHEMA}.get(state)


def find_key_fault(sessions: SessionFactory) -> str | None:
    """Why the keys do not do for what is stored; None where they do, or nothing is."""
    try:
        with sessions.read() as session:
            list_workspaces(session)
            list_to_read(session)
    except WrongKeys:
        return OTHER_KEYS
    return None
