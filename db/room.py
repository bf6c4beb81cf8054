"""Whether what is written gets to the disk: what failed lately, the room left, and a real try."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.trouble import Trouble, name_trouble

#: Kinds of trouble in which nothing can be stored.
NO_ROOM = frozenset({Trouble.FULL, Trouble.READ_ONLY, Trouble.DISK})

#: Seconds for which one failed write counts: on a full disk, others find a gap in between.
_LATELY = 60.0
#: Bytes beside SQLite's file, below which the next write may fail.
_LEAST = 4 * 1024 * 1024


class Room:
    """What one process knows of its database's disk; safe to share between threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failed: tuple[Trouble, float] | None = None

    def note(self, error: BaseException) -> None:
        """Remember a write that failed for want of room."""
        trouble = name_trouble(error)
        if trouble in NO_ROOM:
            with self._lock:
                self._failed = trouble, self._monotonic()

    def find_fault(self, left: int | None, probe: Callable[[], None]) -> Trouble | None:
        """Why writes fail, or are about to, with so many bytes `left` as far as that is known.

        `probe` writes, and is asked where nobody knows any more.
        """
        if left is not None and left < _LEAST:
            return Trouble.FULL
        with self._lock:
            failed = self._failed
        if failed is None:
            return None
        trouble, failed_at = failed
        if self._monotonic() - failed_at < _LATELY:
            return trouble
        try:
            probe()
        except Exception as error:
            self.note(error)
            return trouble
        with self._lock:
            if self._failed == failed:
                self._failed = None
        return None


def read_room_left(path: Path) -> int | None:
    """Bytes that are free where this file lies; None where that cannot be known."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return None


def write_something(session: Session) -> None:
    """Write what changes nothing and yet has to get to the disk; the commit tells whether it does.

    Room for more than a page is asked for on PostgreSQL, which keeps some for small changes.
    """
    if session.get_bind().dialect.name == "sqlite":
        version = session.scalar(text("PRAGMA user_version")) or 0
        session.execute(text(f"PRAGMA user_version = {int(version)}"))
    else:
        session.execute(
            text(
                "CREATE TEMPORARY TABLE kudoscope_probe ON COMMIT DROP AS "
                "SELECT repeat('room', 20000) AS words FROM generate_series(1, 20)"
            )
        )
