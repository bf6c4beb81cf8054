"""The lanes that this process works on: their leases are renewed, and it claims none twice."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.services.outbox import claims
from slackapp.services.outbox.claims import ClaimedMessage

#: Whoever takes longer has come to grief, and another process may try.
_AT_MOST = timedelta(minutes=30)


class Leases:
    """Safe to share between threads."""

    def __init__(self, sessions: SessionFactory, clock: Clock, lease: timedelta) -> None:
        self._sessions = sessions
        self._clock = clock
        self._lease = lease
        self._lock = threading.Lock()
        self._under_way: dict[int, tuple[ClaimedMessage, datetime]] = {}
        self._renewed_at = clock()

    def begin(self, claimed: Iterable[ClaimedMessage]) -> None:
        """Note that this process works on those lanes now."""
        now = self._clock()
        with self._lock:
            self._under_way.update((one.lane_id, (one, now)) for one in claimed)

    def end(self, claimed: ClaimedMessage) -> None:
        """Note that it does so no longer."""
        with self._lock:
            self._under_way.pop(claimed.lane_id, None)

    def list_lanes(self) -> set[int]:
        """The lanes that this process works on."""
        with self._lock:
            return set(self._under_way)

    def renew(self) -> None:
        """Hold what has been under way for a third of its lease, once in that time."""
        now, third = self._clock(), self._lease / 3
        if now - self._renewed_at < third:
            return
        self._renewed_at = now
        with self._lock:
            long = [
                one
                for one, begun_at in self._under_way.values()
                if third <= now - begun_at <= _AT_MOST
            ]
        if long:
            with self._sessions.begin() as session:
                for one in sorted(long, key=lambda one: one.lane_id):
                    claims.renew_lease(session, one, until=now + self._lease)
