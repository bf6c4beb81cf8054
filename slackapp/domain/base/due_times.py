"""Local time: the only place where UTC and a person's time zone meet.

All moments are aware; those returned are in UTC. A local time that the clocks leave out moves
forward by what was left out, and one that comes twice is meant as the first. An ISO week, from
Monday to Sunday of the local date, is written as a number: 202648 is week 48 of 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from slackapp.blocks.base import words
from slackapp.domain.base.working_days import ANY_DAY, WorkingDays
from slackapp.domain.base.zones import find_zone

#: People are written to from the first of these local hours on, and before the second.
WAKING_HOURS = (8, 20)

_ONE_DAY = timedelta(days=1)
_ONE_WEEK = timedelta(weeks=1)
#: No row of weeks without a working day is longer than this.
_MOST_WEEKS = 30
#: Nobody puts a question off for longer; what a message offers is nearer.
_LONGEST_SNOOZE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When somebody is asked: a weekday (Monday is 0), a waking hour, and every 1 or 2 weeks."""

    weekday: int
    hour: int
    every_weeks: int = 1


def start_of_local_day(now: datetime, zone_name: str) -> datetime:
    """The moment, in UTC, at which the day of `now` began in that zone."""
    local = now.astimezone(find_zone(zone_name))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def local_date(moment: datetime, zone_name: str) -> date:
    """The date that people there have at that moment."""
    return moment.astimezone(find_zone(zone_name)).date()


def say_day(moment: datetime, zone_name: str) -> str:
    """The local date as people say it: "Friday, 13 March 2026"."""
    return words.say_date(local_date(moment, zone_name))


def say_hour(moment: datetime, zone_name: str) -> str:
    """The local time of day: "15:04"."""
    return f"{moment.astimezone(find_zone(zone_name)):%H:%M}"


def iso_week_of(moment: datetime, zone_name: str) -> int:
    """The ISO week of the local date, such as 202648; its year may differ from the date's."""
    year, week, _ = moment.astimezone(find_zone(zone_name)).isocalendar()
    return year * 100 + week


def find_next_due(
    rhythm: Rhythm,
    *,
    zone_name: str,
    after: datetime,
    not_in_week: int | None = None,
    paused_until: date | None = None,
    days: WorkingDays = ANY_DAY,
) -> datetime:
    """The first due moment after `after`, not before the local date `paused_until`.

    `not_in_week` is the ISO week that the person was last asked in. The due moment lies
    `every_weeks` weeks after it or later, by the calendar: a person who moved to another zone, or
    changed the rhythm, is never asked twice in a week, and loses no week that still has a due
    moment ahead. Where the rhythm's day is a day off, the last working day before it in that week
    takes its place, else the first after it; a week of days off has no due moment.
    """
    zone = find_zone(zone_name)
    earliest = after.astimezone(zone).date()
    if not_in_week is not None:
        monday = date.fromisocalendar(*divmod(not_in_week, 100), 1)
        earliest = max(earliest, monday + rhythm.every_weeks * _ONE_WEEK)
    if paused_until is not None:
        earliest = max(earliest, paused_until)
    # The day before may count too: where a whole day was left out, its moment is a day later.
    start = earliest - _ONE_DAY
    planned = start + (rhythm.weekday - start.weekday()) * _ONE_DAY
    for _ in range(_MOST_WEEKS):
        day = days.find_within_week(planned)
        if day is not None:
            due = datetime.combine(day, time(rhythm.hour), zone).astimezone(UTC)
            if due > after and due.astimezone(zone).date() >= earliest:
                return due
        planned += _ONE_WEEK
    # Somebody for whom every day is a day off is asked all the same.
    return find_next_due(
        rhythm,
        zone_name=zone_name,
        after=after,
        not_in_week=not_in_week,
        paused_until=paused_until,
    )


def find_first_due(
    rhythm: Rhythm, *, zone_name: str, joined_at: datetime, days: WorkingDays = ANY_DAY
) -> datetime:
    """The first due moment of somebody new: in their first full week, the one after they joined."""
    joined_on = joined_at.astimezone(find_zone(zone_name)).date()
    next_monday = joined_on + (7 - joined_on.weekday()) * _ONE_DAY
    return find_next_due(
        rhythm, zone_name=zone_name, after=joined_at, paused_until=next_monday, days=days
    )


def find_waking(moment: datetime, zone_name: str) -> datetime:
    """The moment itself in waking hours, else the next local 08:00."""
    zone = find_zone(zone_name)
    local = moment.astimezone(zone)
    first, end = WAKING_HOURS
    if first <= local.hour < end:
        return moment.astimezone(UTC)
    day = local.date() if local.hour < first else local.date() + _ONE_DAY
    return datetime.combine(day, time(first), zone).astimezone(UTC)


def find_hour(day: date, zone_name: str, hour: int) -> datetime:
    """That hour of that local day."""
    return datetime.combine(day, time(hour), find_zone(zone_name)).astimezone(UTC)


def list_later_days(
    now: datetime, zone_name: str, days: WorkingDays = ANY_DAY
) -> tuple[date, date]:
    """The next working day, and the first one of next week; or, where these are one, two in a row.

    Both are local dates.
    """
    today = local_date(now, zone_name)
    following = days.find_from(today + _ONE_DAY)
    next_week = days.find_from(_next_monday(today))
    return following, max(next_week, days.find_from(following + _ONE_DAY))


def choose_later_day(
    chosen: str, *, now: datetime, zone_name: str, days: WorkingDays = ANY_DAY
) -> date:
    """The local date that somebody means who puts off until a date, "tomorrow" or "monday".

    One that has passed, is not near or is a day off becomes a working day after it. Raises
    ValueError for any other text.
    """
    today = local_date(now, zone_name)
    tomorrow = today + _ONE_DAY
    if chosen == "tomorrow":
        return days.find_from(tomorrow)
    if chosen == "monday":
        return days.find_from(_next_monday(today))
    day = date.fromisoformat(chosen)
    return days.find_from(day if tomorrow <= day <= today + _LONGEST_SNOOZE else tomorrow)


def _next_monday(today: date) -> date:
    return today + (7 - today.weekday()) * _ONE_DAY


def find_reminder(asked_at: datetime, zone_name: str, days: WorkingDays = ANY_DAY) -> datetime:
    """Two days later at the same local time, or on the first working day after that.

    If people sleep then, it is the next waking hour, which again is on a working day.
    """
    zone = find_zone(zone_name)
    local = asked_at.astimezone(zone) + 2 * _ONE_DAY
    awake = find_waking(
        datetime.combine(days.find_from(local.date()), local.time(), zone), zone_name
    )
    day = awake.astimezone(zone).date()
    return awake if days.has(day) else find_hour(days.find_from(day), zone_name, WAKING_HOURS[0])
