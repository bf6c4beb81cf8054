"""A process says now and then that it runs, and holds a place for Socket Mode while it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db import SessionFactory
from db.patience import at_most
from slackapp.clock import Clock
from slackapp.services.operate.processes import (
    SOCKET_PLACES,
    Part,
    forget_process,
    hold_process,
    record_process,
)
from slackapp.trouble import TroubleLog

log = structlog.get_logger(__name__)

#: Seconds from one word to the next.
BEAT = 5.0
#: A process that has said nothing for so long has died.
LEASE = timedelta(seconds=30)
#: Seconds for the last word; without it, the others find out when the lease ends.
_FAREWELL = 3.0


class Presence:
    """Tells the others by the database; only of use where there may be others.

    Where there are `sockets` to start and stop, they receive while this process has a place.
    """

    def __init__(
        self,
        sessions: SessionFactory,
        clock: Clock,
        parts: Collection[Part],
        sockets: tuple[Callable[[], None], Callable[[], None]] | None,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._parts = parts
        self._sockets = sockets
        self._name = uuid4().hex
        self._has_place = False
        self._is_standby = False
        self._trouble = TroubleLog("presence_failed")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence")

    @property
    def is_standby(self) -> bool:
        """Whether it waits until one of the processes that receive over Socket Mode ends."""
        return self._is_standby

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Receive nothing more over Socket Mode, and let others have the place."""
        self._stopping.set()
        if not self._thread.is_alive():
            return
        self._thread.join()
        if self._sockets is not None and self._has_place:
            self._sockets[1]()
        try:
            with at_most(_FAREWELL), self._sessions.begin() as session:
                forget_process(session, name=self._name)
        except SQLAlchemyError as error:
            self._trouble.note(error)

    def _run(self) -> None:
        while True:
            try:
                self._settle(self._hold())
            except Exception as error:
                # The edge of a thread that must outlive a database restart. A place is kept: nobody
                # could take it over meanwhile, and Slack itself refuses an eleventh connection.
                self._trouble.note(error)
            else:
                self._trouble.over()
            if self._stopping.wait(BEAT):
                return

    def _hold(self) -> int | None:
        while True:
            now = self._clock()
            with self._sessions.begin() as session:
                held = hold_process(
                    session,
                    name=self._name,
                    wants_place=self._sockets is not None,
                    lease=LEASE,
                    now=now,
                )
                if held is not None:
                    return held.socket_place
            with self._sessions.begin() as session:
                record_process(session, name=self._name, parts=self._parts, alive_until=now + LEASE)

    def _settle(self, place: int | None) -> None:
        """Receive as long as there is a place."""
        if self._sockets is None:
            return
        start, stop = self._sockets
        was_standby, self._is_standby = self._is_standby, place is None
        if place is not None and not self._has_place:
            log.info("socket_place_taken", place=place, of=SOCKET_PLACES)
            self._has_place = True
            start()
        elif place is None and self._has_place:
            # Somebody took it who thought that we were dead: the database was away, or we slept.
            log.warning("socket_place_lost")
            self._has_place = False
            stop()
        elif place is None and not was_standby:
            log.warning("socket_standby", places=SOCKET_PLACES)
