"""Which kind of trouble a database is in: the one word that helps, whatever its driver says."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from enum import StrEnum

import psycopg
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.base import KeyRingError
from db.group_commit import CommitFailed
from db.patience import NoAnswer


class OutcomeUnknown(SQLAlchemyError):
    """The database fell silent during a commit: nobody knows whether it stored everything."""


class Trouble(StrEnum):
    """Kinds of trouble, by what an operator does about them."""

    REFUSED = "refused"
    HOST = "host_unknown"
    PASSWORD = "password"
    PERMISSION = "no_permission"
    CANNOT_OPEN = "cannot_open"
    MISSING = "database_missing"
    CROWDED = "too_many_connections"
    STARTING = "starting_or_stopping"
    TIMEOUT = "timeout"
    LOST = "connection_lost"
    LOCKED = "locked"
    DEADLOCK = "deadlock"
    FULL = "disk_full"
    READ_ONLY = "read_only"
    DISK = "disk_error"
    BROKEN = "not_a_sound_database"
    SCHEMA = "schema"
    KEY = "key"
    UNKNOWN_OUTCOME = "outcome_unknown"
    OTHER = "database_error"


#: These pass by themselves, and a second try a moment later may well succeed.
_WORTH_REPEATING = {Trouble.LOST, Trouble.LOCKED, Trouble.DEADLOCK, Trouble.UNKNOWN_OUTCOME}

#: PostgreSQL's codes: the whole one, else its class.
_BY_STATE = {
    "40001": Trouble.DEADLOCK,
    "40P01": Trouble.DEADLOCK,
    "55P03": Trouble.LOCKED,
    "57014": Trouble.TIMEOUT,
    "57P01": Trouble.LOST,
    "57P02": Trouble.LOST,
    "57P03": Trouble.STARTING,
    "57P05": Trouble.LOST,
    "25P03": Trouble.LOST,
    "25006": Trouble.READ_ONLY,
    "53100": Trouble.FULL,
    "53300": Trouble.CROWDED,
    "3D000": Trouble.MISSING,
    "42501": Trouble.PERMISSION,
    "42P01": Trouble.SCHEMA,
    "42703": Trouble.SCHEMA,
    "3F000": Trouble.SCHEMA,
    "08": Trouble.LOST,
    "28": Trouble.PASSWORD,
    "58": Trouble.DISK,
    "XX": Trouble.BROKEN,
}

#: SQLite's names begin so.
_BY_NAME = {
    "SQLITE_BUSY": Trouble.LOCKED,
    "SQLITE_LOCKED": Trouble.LOCKED,
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_CANTOPEN": Trouble.CANNOT_OPEN,
    "SQLITE_PERM": Trouble.PERMISSION,
    "SQLITE_IOERR": Trouble.DISK,
    "SQLITE_CORRUPT": Trouble.BROKEN,
    "SQLITE_NOTADB": Trouble.BROKEN,
}

#: Who is not let in is told so in words alone, without a code.
_BY_WORDS = (
    (r"password|authentication failed|pg_hba|no encryption", Trouble.PASSWORD),
    (r"role .* does not exist", Trouble.PASSWORD),
    (r"database .* does not exist", Trouble.MISSING),
    (r"permission denied|not permitted", Trouble.PERMISSION),
    (r"too many (clients|connections)|connection slots", Trouble.CROWDED),
    (r"starting up|shutting down|recovery mode|not accepting connections", Trouble.STARTING),
    (r"resolve|translate host name|name or service not known", Trouble.HOST),
    (r"timeout|timed out", Trouble.TIMEOUT),
    (r"connection refused|no such file or directory|unreachable|no route", Trouble.REFUSED),
    (r"server closed the connection|terminating connection|connection is lost|reset", Trouble.LOST),
    (r"no such (table|column)", Trouble.SCHEMA),
    (r"unable to open database file", Trouble.CANNOT_OPEN),
    (r"disk is full", Trouble.FULL),
)


def name_trouble(error: BaseException) -> Trouble | None:
    """The kind of trouble; None where the error is none of a database's."""
    found = [trouble for one in _list_causes(error) if (trouble := _name_one(one)) is not None]
    # What came first says more than what came of it.
    telling = [one for one in found if one is not Trouble.OTHER]
    if found and found[0] is Trouble.UNKNOWN_OUTCOME:
        return Trouble.UNKNOWN_OUTCOME
    return telling[-1] if telling else found[-1] if found else None


def is_worth_repeating(error: BaseException) -> bool:
    """Whether the same request may well succeed when it is tried again at once."""
    if isinstance(error, CommitFailed):
        # Somebody else's work kept ours from being stored, unless nothing can be.
        return name_trouble(error) in {*_WORTH_REPEATING, Trouble.OTHER}
    return name_trouble(error) in _WORTH_REPEATING


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        if isinstance(one, DBAPIError) and isinstance(one.orig, BaseException):
            one = one.orig
        else:
            one = one.__cause__


def _name_one(error: BaseException) -> Trouble | None:
    match error:
        case OutcomeUnknown():
            return Trouble.UNKNOWN_OUTCOME
        case KeyRingError():
            return Trouble.KEY
        case NoAnswer() | PoolTimeoutError() | psycopg.errors.ConnectionTimeout():
            return Trouble.TIMEOUT
        case psycopg.Error():
            return _name_postgresql(error)
        case sqlite3.Error():
            return _name_sqlite(error)
        case DBAPIError() | DisconnectionError() | CommitFailed():
            return Trouble.OTHER
        case _:
            return None


def _name_postgresql(error: psycopg.Error) -> Trouble:
    state = error.sqlstate
    if state is not None:
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2]) or Trouble.OTHER
    return _name_by_words(str(error))


def _name_sqlite(error: sqlite3.Error) -> Trouble:
    name = getattr(error, "sqlite_errorname", None) or ""
    for beginning, trouble in _BY_NAME.items():
        if name.startswith(beginning):
            return trouble
    return _name_by_words(str(error))


def _name_by_words(said: str) -> Trouble:
    for words, trouble in _BY_WORDS:
        if re.search(words, said, re.IGNORECASE):
            return trouble
    return Trouble.OTHER
