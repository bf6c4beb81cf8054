"""Local time: the only place where UTC and a person's time zone meet."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def find_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC for a name that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def start_of_local_day(now: datetime, zone_name: str) -> datetime:
    """The moment, in UTC, at which the day of `now` began in that zone."""
    local = now.astimezone(find_zone(zone_name))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
