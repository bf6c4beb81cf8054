"""The only caller of datetime.now: whoever needs the time is handed a Clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: Gives the present time as an aware datetime in UTC.
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present time, aware, in UTC."""
    return datetime.now(UTC)


class MovingClock:
    """The present time, until it is moved; from there it goes on. For the demo and for tests."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = timedelta()
        if start is not None:
            self.move_to(start)

    def __call__(self) -> datetime:
        """The app's time."""
        return utc_now() + self._ahead

    def timestamp(self) -> float:
        """The sandbox's time, which is the same."""
        return self().timestamp()

    def move_to(self, moment: datetime) -> None:
        """Let it be that time now."""
        self._ahead = moment - utc_now()

    def advance(self, **by: float) -> None:
        """Let time pass, as much as a timedelta of these fields."""
        self._ahead += timedelta(**by)
