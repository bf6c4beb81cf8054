"""The moments that a visitor may jump to: what comes next of each, in the zone of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FRIDAY, _SATURDAY = 4, 5


def _is_first_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and all(
        (day - timedelta(days=back)).weekday() >= _SATURDAY for back in range(1, day.day)
    )


#: By key: what it is called, the hour, and the days that it is on.
_MOMENTS: dict[str, tuple[str, int, Callable[[date], bool]]] = {
    "morning": ("Next morning, 09:00", 9, lambda _day: True),
    "friday": ("Friday, 15:00", 15, lambda day: day.weekday() == _FRIDAY),
    "monday": ("Monday, 09:00", 9, lambda day: not day.weekday()),
    "month": ("First working day of a month, 09:00", 9, _is_first_working_day),
}


def list_moments() -> list[dict[str, str]]:
    """The key and the label of each, in the order in which they are offered."""
    return [{"key": key, "label": label} for key, (label, *_) in _MOMENTS.items()]


def find_moment(key: str, *, now: datetime, zone_name: str) -> datetime:
    """When that is next after `now`, in UTC. Raises KeyError for an unknown key."""
    _, hour, is_on = _MOMENTS[key]
    zone = ZoneInfo(zone_name)
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if is_on(day) and moment > now:
            return moment
        day += timedelta(days=1)
