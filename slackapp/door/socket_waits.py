"""How long to wait before Slack is asked again for a connection that it did not want to keep."""

from __future__ import annotations

import threading

#: Why Slack ends a connection that it wants renewed at once.
ROUTINE = ("warning", "refresh_requested")

#: Seconds.
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
#: After so many seconds without being sent away, what was before counts no more.
_FORGET_AFTER = 3 * _LONGEST_WAIT


class SocketWaits:
    """Longer from time to time; all connections of a process share one, and safely."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._last = 0.0

    def note_refusal(self, now: float) -> tuple[float, bool]:
        """The seconds to wait after being sent away at `now`, and whether that is news to tell."""
        with self._lock:
            if self._count and now - self._last > _FORGET_AFTER:
                self._count = 0
            self._last = now
            self._count += 1
            return min(_FIRST_WAIT * 2 ** min(self._count - 1, 10), _LONGEST_WAIT), self._count == 1
