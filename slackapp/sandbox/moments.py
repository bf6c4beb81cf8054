"""The moments that a visitor may jump to: what comes next of each, in the zone of a person.

The first working day of a month is the workspace's: whoever lets time pass until then is there when
the channels hear of the month that is over, however late or early it is where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slackapp.sandbox.seed import HOME_ZONE

_FRIDAY, _SATURDAY = 4, 5


def _is_first_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and all(
        (day - timedelta(days=back)).weekday() >= _SATURDAY for back in range(1, day.day)
    )


#: By key: what it is called, the hour, and the days that it is on.
_MOMENTS: dict[str, tuple[str, int, Callable[[date], bool]]] = {
    "morning": ("Next morning", 9, lambda _day: True),
    "friday": ("Friday", 15, lambda day: day.weekday() == _FRIDAY),
    "monday": ("Monday", 9, lambda day: not day.weekday()),
    "month": ("First working day of a month", 9, _is_first_working_day),
}
#: Of these the hour is the workspace's own.
_OF_THE_WORKSPACE = {"month"}


def list_moments(*, now: datetime, zone_name: str) -> list[dict[str, str]]:
    """The key and the label of each, in the order in which they are offered."""
    zone = ZoneInfo(zone_name)
    found = {key: find_moment(key, now=now, zone_name=zone_name) for key in _MOMENTS}
    return [
        {"key": key, "label": f"{_MOMENTS[key][0]}, {moment.astimezone(zone):%H:%M}"}
        for key, moment in found.items()
    ]


def find_moment(key: str, *, now: datetime, zone_name: str) -> datetime:
    """When that is next after `now`, in UTC. Raises KeyError for an unknown key."""
    _, hour, is_on = _MOMENTS[key]
    zone = ZoneInfo(HOME_ZONE if key in _OF_THE_WORKSPACE else zone_name)
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if is_on(day) and moment > now:
            return moment
        day += timedelta(days=1)
