"""The only caller of datetime.now: whoever needs the time is handed a Clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

#: Gives the present time as an aware datetime in UTC.
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present time, aware, in UTC."""
    return datetime.now(UTC)
