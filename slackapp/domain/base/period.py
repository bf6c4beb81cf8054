"""Periods of whole months, as people name them behind a command."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from slackapp.blocks.base import words
from slackapp.domain.base.digest_times import FIRST_MONTH, Month, read_month

#: The most months that may be counted back.
MOST_MONTHS = 120
_COUNT = re.compile(r"([0-9]{1,3})(?: months?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last month, both included; from the beginning where `first` is None.

    The first month that there can be is the beginning, too.
    """

    first: Month | None
    last: Month

    @property
    def name(self) -> str:
        """As people say it: "June to November 2026", "everything until November 2026"."""
        first = None if self.first is None or self.is_all else self.first.name
        return words.say_months(first, self.last.name)

    @property
    def is_all(self) -> bool:
        """Whether it is everything there is."""
        return self.first is None or self.first == FIRST_MONTH

    def window(self, zone_name: str) -> tuple[datetime, datetime]:
        """Its first moment in that zone, and the first moment after it, in UTC."""
        first = (FIRST_MONTH if self.first is None else self.first).window(zone_name)[0]
        return first, self.last.window(zone_name)[1]


def last_months(count: int, this: Month) -> Period:
    """So many months, this one included."""
    first = this
    for _ in range(count - 1):
        first = first.before()
    return Period(first, this)


def parse_period(text: str, this: Month) -> Period:
    """The period of "all", "6", "6 months" or "2026-10"; `this` is the month of today.

    Raises ValueError for any other words, and for a month that `read_month` does not take.
    """
    typed = text.strip().lower()
    if typed == "all":
        return Period(None, this)
    if count := _COUNT.fullmatch(typed):
        months = int(count[1])
        if not 0 < months <= MOST_MONTHS:
            raise ValueError(f"{months} months, where 1 to {MOST_MONTHS} are possible")
        return last_months(months, this)
    month = read_month(typed, this)
    return Period(month, month)
