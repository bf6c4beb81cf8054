"""The days on which a workspace works: its weekdays, without the public holidays of its country."""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

#: Monday to Friday; Monday is 0.
USUAL_WEEKDAYS = frozenset(range(5))

_ONE_DAY = timedelta(days=1)
#: No row of days off is longer; where there is no working day at all, any day is as good.
_LONGEST_BREAK = 60
_warnings = threading.Lock()
_CODE = re.compile(r"\s*([A-Za-z]{2})\s*(?:[-/ ,]\s*(\S.*?)\s*)?")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A workspace's weekdays, and the country and region whose public holidays are days off."""

    weekdays: frozenset[int] = USUAL_WEEKDAYS
    country: str | None = None
    region: str | None = None

    def has(self, day: date) -> bool:
        """Whether people work that day."""
        return day.weekday() in self.weekdays and (
            self.country is None or day not in list_holidays(self.country, self.region, day.year)
        )

    def find_from(self, day: date) -> date:
        """That day, or the first working day after it."""
        for later in range(_LONGEST_BREAK):
            if self.has(day + later * _ONE_DAY):
                return day + later * _ONE_DAY
        return day

    def find_within_week(self, day: date) -> date | None:
        """That day, else the last working day before it in its week, else the first after it.

        None in a week without working days. Weeks go from Monday to Sunday.
        """
        weekday = day.weekday()
        nearest = [*range(0, -weekday - 1, -1), *range(1, 7 - weekday)]
        return next(
            (day + step * _ONE_DAY for step in nearest if self.has(day + step * _ONE_DAY)), None
        )

    def and_weekday(self, weekday: int) -> WorkingDays:
        """These, and a weekday that somebody chose for themselves; holidays stay days off."""
        return replace(self, weekdays=self.weekdays | {weekday})


#: For whoever has no days off.
ANY_DAY = WorkingDays(frozenset(range(7)))


@lru_cache(maxsize=512)
def list_holidays(country: str, region: str | None, year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names; none for a country that is not known."""
    # When it is first needed: it takes a twentieth of a second, and 10 MB.
    import holidays

    # The library warns of years for which it knows some days only by computing them. Changing
    # how warnings are taken concerns the whole process, so one thread at a time does it.
    with _warnings, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            found = holidays.country_holidays(country, subdiv=region, years=year, expand=False)
        except NotImplementedError:
            return {}
        return dict(found)


def list_next_holidays(days: WorkingDays, today: date, count: int) -> list[tuple[date, str]]:
    """The next public holidays on what would be working days, today's among them."""
    if days.country is None:
        return []
    found = {
        **list_holidays(days.country, days.region, today.year),
        **list_holidays(days.country, days.region, today.year + 1),
    }
    ahead = [day for day in sorted(found) if day >= today and day.weekday() in days.weekdays]
    return [(day, found[day]) for day in ahead[:count]]


def read_country(text: str) -> tuple[str, str | None]:
    """The country and region of a text such as "DE", "de-by" or "Germany".

    Raises LookupError where the holidays of that country or region are not known; its argument is
    the country if that one is.
    """
    # As above.
    import holidays
    from holidays.registry import COUNTRIES

    known = holidays.list_supported_countries()
    name = "".join(letter for letter in text.casefold() if letter.isalpha())
    for spelled, code, *_ in COUNTRIES.values():
        if name and spelled.casefold() == name:
            return code, None
    match = _CODE.fullmatch(text)
    country = match[1].upper() if match else ""
    if match is None or country not in known:
        raise LookupError
    if match[2] is None:
        return country, None
    regions = {one.casefold(): one for one in known[country]}
    region = regions.get(match[2].casefold())
    if region is None:
        raise LookupError(country)
    return country, region


def list_regions(country: str) -> list[str]:
    """The regions whose own holidays are known."""
    import holidays

    return holidays.list_supported_countries().get(country, [])
