"""When a digest is due, and which month it tells of."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from slackapp.blocks.base import words
from slackapp.domain.base.due_times import find_hour, local_date
from slackapp.domain.base.working_days import WorkingDays
from slackapp.domain.base.zones import find_zone

_USUAL = WorkingDays()
#: Digits of other scripts are numbers to Python, and would come back as others than were typed.
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar. Raises ValueError where there is no such month."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date(self.year, self.number, 1)

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month of a text such as "2026-11". Raises ValueError for any other."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no month, such as 2026-10")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of_key(cls, key: int) -> Month:
        """The month that is stored as that number. Raises ValueError for any other number."""
        return cls(*divmod(key, 100))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day is in."""
        return cls(day.year, day.month)

    @property
    def key(self) -> int:
        """As it is stored: 202611."""
        return self.year * 100 + self.number

    @property
    def name(self) -> str:
        """As people say it: "November 2026"."""
        return words.say_month(self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    def before(self) -> Month:
        """The month before."""
        return Month.of(date(self.year, self.number, 1) - timedelta(days=1))

    def after(self) -> Month:
        """The month after."""
        days = monthrange(self.year, self.number)[1]
        return Month.of(date(self.year, self.number, 1) + timedelta(days=days))

    def is_over(self, now: datetime, zone_name: str) -> bool:
        """Whether its last day has ended in that zone."""
        return self.key < Month.of(local_date(now, zone_name)).key

    def window(self, zone_name: str) -> tuple[datetime, datetime]:
        """Its first moment in that zone, and the first moment after it, in UTC."""
        zone = find_zone(zone_name)
        first, end = date(self.year, self.number, 1), self.after()
        return (
            datetime.combine(first, time(0), zone).astimezone(UTC),
            datetime.combine(date(end.year, end.number, 1), time(0), zone).astimezone(UTC),
        )


#: The first month that people may name, before any kudos; those before it end the calendar.
FIRST_MONTH = Month(2000, 1)


def read_month(text: str, this: Month) -> Month:
    """The month of a text such as "2026-11"; `this` is the month of today, and the last possible.

    Raises ValueError for any other text, for a month to come, and for one before any kudos. All
    that people type goes through here.
    """
    month = Month.parse(text.strip())
    if not FIRST_MONTH.key <= month.key <= this.key:
        raise ValueError(f"{month}, where {FIRST_MONTH} to {this} are possible")
    return month


def find_working_day(month: Month, number: int = 1, days: WorkingDays = _USUAL) -> date:
    """The month's working day of that number, from 1; its last one where it has fewer.

    The last day of all of a month without working days.
    """
    first, end = date(month.year, month.number, 1), month.after()
    length = (date(end.year, end.number, 1) - first).days
    every = [first + timedelta(days=later) for later in range(length)]
    return ([day for day in every if days.has(day)] or every[-1:])[:number][-1]


def find_digest_due(
    *,
    hour: int,
    zone_name: str,
    after: datetime,
    working_day: int = 1,
    days: WorkingDays = _USUAL,
) -> datetime:
    """The first due moment after `after`: that hour of that working day of a month."""
    month = Month.of(local_date(after, zone_name))
    while True:
        due = find_hour(find_working_day(month, working_day, days), zone_name, hour)
        if due > after:
            return due
        month = month.after()


def find_told_month(due_at: datetime, zone_name: str) -> Month:
    """The month that a digest tells of which is due then: the one before."""
    return Month.of(local_date(due_at, zone_name)).before()
