"""Trouble told so that it helps: a sentence for each kind, and logs that do not repeat themselves.

What fails, mostly fails again a second later. The log has the first of it with its traceback, then
a line at growing intervals with the number of times, and a line when it is over.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from db.trouble import Trouble, name_trouble
from slackapp.logs import find_code

#: Seconds from one line about the same trouble to the next; then as long as the last.
_INTERVALS = (10.0, 60.0, 300.0, 1800.0)

#: What is wrong with a database and what to do, to follow a colon.
SENTENCES = {
    Trouble.REFUSED: "nothing answers there. Start PostgreSQL, or correct the host and port in "
    "DATABASE_URL.",
    Trouble.HOST: "its host is not known. Correct it in DATABASE_URL, or look at the network.",
    Trouble.PASSWORD: "it does not let us in. Correct the user and password in DATABASE_URL, or "
    "allow them in PostgreSQL.",
    Trouble.PERMISSION: "we lack the rights. Give them to the account that runs Kudoscope.",
    Trouble.CANNOT_OPEN: "unable to open database file. Make its folder, and give it to the "
    "account that runs Kudoscope.",
    Trouble.MISSING: "there is no such database. Create it, or correct its name in DATABASE_URL.",
    Trouble.CROWDED: "it has as many connections as it takes. Raise its max_connections, or lower "
    "KUDOSCOPE_DATABASE_CONNECTIONS, as many as each process takes at most.",
    Trouble.STARTING: "it is just starting or stopping. Try again in a moment.",
    Trouble.TIMEOUT: "it does not answer in time. Look whether PostgreSQL hangs, or what keeps "
    "it busy.",
    Trouble.LOST: "it has ended the connection. Look whether PostgreSQL runs.",
    Trouble.LOCKED: "somebody else has locked it. Wait until they are done, or end them.",
    Trouble.DEADLOCK: "two transactions waited for each other. Try again.",
    Trouble.FULL: "the disk is full. Make room.",
    Trouble.READ_ONLY: "it is read-only. Make its file and folder writable, or name the server "
    "that takes writes.",
    Trouble.DISK: "its disk cannot be read or written. Look at the disk.",
    Trouble.BROKEN: "it is no sound database. Restore a backup.",
    Trouble.SCHEMA: "it lacks tables or columns of ours. If it is new or older, `kudoscope "
    "migrate` makes them.",
    Trouble.KEY: "the keys do not open what is stored: add the key that it was encrypted with to "
    "KUDOSCOPE_ENCRYPTION_KEYS, after the others.",
    Trouble.UNKNOWN_OUTCOME: "it fell silent while it stored something. Look whether PostgreSQL "
    "runs.",
}


def describe_trouble(error: BaseException) -> str:
    """What is wrong with the database and what to do, to follow a colon.

    Of what we have no sentence for, the driver's own words: for commands, never for the log.
    """
    trouble = name_trouble(error)
    sentence = SENTENCES.get(trouble) if trouble is not None else None
    return sentence or " ".join(str(getattr(error, "orig", None) or error).split())


def name_error(error: BaseException) -> str:
    """The one useful word: the database's kind of trouble, else the error's code or type."""
    trouble = name_trouble(error)
    if trouble is not None and trouble is not Trouble.OTHER:
        return trouble.value
    return find_code(error) or type(error).__name__


@dataclass(slots=True)
class _Spell:
    """One kind of trouble that has not ended."""

    begun_at: float
    next_line_at: float
    last_at: float
    lines: int = 1
    #: Times since the last line, and in all.
    unsaid: int = 0
    times: int = 1


class TroubleLog:
    """Logs trouble of one place: once whole, then now and then, and that it is over.

    The same word `about` the same thing is the same trouble; of errors that are no database's, the
    same line of code, too.
    """

    def __init__(self, event: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._event = event
        self._monotonic = monotonic
        self._spells: dict[tuple[str, str, str], _Spell] = {}
        self._lock = threading.Lock()
        self._log = structlog.get_logger(__name__)

    def note(self, error: BaseException, *, about: str = "", **fields: object) -> None:
        """Say what went wrong, unless that was said a moment ago."""
        reason, now = name_error(error), self._monotonic()
        key = (about, reason, "" if name_trouble(error) else _find_place(error))
        with self._lock:
            spell = self._spells.get(key)
            if spell is None:
                self._spells[key] = _Spell(now, now + _INTERVALS[0], now)
            else:
                spell.times += 1
                spell.last_at = now
                spell.unsaid += 1
                if now < spell.next_line_at:
                    self._log.debug(self._event, reason=reason, **fields, exc_info=error)
                    return
                unsaid, spell.unsaid = spell.unsaid, 0
                interval = _INTERVALS[min(spell.lines, len(_INTERVALS) - 1)]
                spell.next_line_at, spell.lines = now + interval, spell.lines + 1
        if spell is None:
            self._log.error(self._event, reason=reason, **fields, exc_info=error)
        else:
            self._log.error(self._event, reason=reason, **fields, times_since=unsaid)

    def over(self, *, about: str = "", quiet: float = 0, **fields: object) -> None:
        """Say that it is over, where there was trouble, and none for `quiet` seconds."""
        if not self._spells:
            return
        now = self._monotonic()
        with self._lock:
            ended = [
                key
                for key, spell in self._spells.items()
                if key[0] == about and now - spell.last_at >= quiet
            ]
            spells = [(key[1], self._spells.pop(key)) for key in ended]
        for reason, spell in spells:
            self._log.warning(
                f"{self._event}_over",
                reason=reason,
                times=spell.times,
                seconds=round(now - spell.begun_at),
                **fields,
            )


def _find_place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
