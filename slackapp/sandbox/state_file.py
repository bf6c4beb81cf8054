"""The file that a sandbox is kept in: rows by kind and key, held by one process alone.

It is a SQLite database, so that whoever is killed leaves it whole, and a change costs what changed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

#: Of a row, which none is told of any more with None.
Changes = Mapping[tuple[str, str], str | None]


class StateTaken(Exception):
    """Another process holds the file."""


class StateBroken(Exception):
    """What is in the file cannot be read."""


class StateFile:
    """Rows of JSON; every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it. Raises StateTaken, StateBroken, and OSError."""
        self._lock = threading.Lock()
        # No waiting: whoever holds it does so for as long as it runs.
        try:
            self._rows = sqlite3.connect(
                path, timeout=0, isolation_level=None, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise OSError(None, str(error)) from error
        try:
            self._hold()
        except sqlite3.Error as error:
            self._rows.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise StateTaken from error
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise StateBroken from error
            raise OSError(None, str(error)) from error

    def _hold(self) -> None:
        # Held until the process ends, however it does.
        self._rows.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("PRAGMA synchronous = NORMAL")
        self._rows.execute("BEGIN IMMEDIATE")
        self._rows.execute(
            "CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, "
            "kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, key))"
        )
        self._rows.execute("COMMIT")

    def read(self) -> dict[str, dict[str, str]]:
        """All rows by kind and key, in the order they came. Raises StateBroken."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        try:
            with self._lock:
                rows = self._rows.execute("SELECT kind, key, value FROM kept ORDER BY number")
                for kind, key, value in rows:
                    found[kind][key] = value
        except sqlite3.DatabaseError as error:
            raise StateBroken from error
        return found

    def write(self, changes: Changes) -> None:
        """Write rows, or take them away, all or none. Raises sqlite3.Error."""
        with self._lock, self._rows:
            self._rows.execute("BEGIN IMMEDIATE")
            for (kind, key), value in changes.items():
                if value is None:
                    self._rows.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (kind, key))
                    continue
                self._rows.execute(
                    "INSERT INTO kept (kind, key, value) VALUES (?, ?, ?) "
                    "ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
                    (kind, key, value),
                )

    def clear(self) -> None:
        """Take all of it away. Raises StateBroken."""
        try:
            with self._lock:
                self._rows.execute("DELETE FROM kept")
        except sqlite3.DatabaseError as error:
            raise StateBroken from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._rows.close()
