"""A clock that goes faster than the machine's, on which two processes can agree."""

from __future__ import annotations

from datetime import datetime

from slackapp.clock import utc_now


class FastClock:
    """Goes `rate` times as fast as the machine's clock, from where it was moved to last."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._moved_at = self._moved_to = utc_now()

    def __call__(self) -> datetime:
        """The app's time."""
        moved_at, moved_to = self._moved_at, self._moved_to
        return moved_to + (utc_now() - moved_at) * self._rate

    def timestamp(self) -> float:
        """The sandbox's time, which is the same."""
        return self().timestamp()

    def move_to(self, moment: datetime) -> str:
        """Let it be that time now; what another process's clock is to `follow`."""
        self._moved_at, self._moved_to = utc_now(), moment
        return f"{self._moved_at.isoformat()} {self._moved_to.isoformat()}\n"

    def follow(self, line: str) -> None:
        """Agree with the clock that told this line."""
        self._moved_at, self._moved_to = map(datetime.fromisoformat, line.split())
