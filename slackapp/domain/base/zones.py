"""Time zones by name: those of the IANA database, and fixed offsets where a name is unknown.

A name is looked up in the system's files first and in those of the package `tzdata` then, one by
one, so that `Europe/Kiev` and `US/Pacific` are known on systems that left out the old names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from rapidfuzz.process import extractOne

_FIXED = re.compile(r"UTC([+-])(\d{2}):([0-5]\d)")
#: No place on earth is further from UTC than 14 hours.
_FURTHEST = timedelta(hours=14)
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class ToldZone:
    """The zone to work with, and the name that Slack gave if this machine does not know it."""

    name: str
    unknown: str | None = None


@lru_cache(maxsize=1024)
def find_known_zone(name: str) -> tzinfo | None:
    """The zone of an IANA name or of a fixed offset such as "UTC+05:30"; None for another name."""
    fixed = _FIXED.fullmatch(name)
    if fixed:
        sign, hours, minutes = fixed.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return None if offset > _FURTHEST else timezone(offset if sign == "+" else -offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A folder's name ("America") and one that is too long for a file are errors of the system.
        return None


def find_zone(name: str) -> tzinfo:
    """The zone of that name; UTC for a name that this machine does not know."""
    return find_known_zone(name) or UTC


def read_told_zone(name: object, offset_seconds: object) -> ToldZone:
    """The zone that Slack tells of somebody: by its name, else by the present offset, else UTC."""
    told = _clean(name) if isinstance(name, str) else ""
    if told and find_known_zone(told) is not None:
        return ToldZone(told)
    return ToldZone(_name_offset(offset_seconds), told or None)


def _clean(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable()).strip()[:_LONGEST_NAME]


def _name_offset(seconds: object) -> str:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        return "UTC"
    minutes = seconds // 60
    if not minutes or abs(seconds) > _FURTHEST.total_seconds():
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours:02d}:{rest:02d}"


@lru_cache(maxsize=1)
def list_zones() -> frozenset[str]:
    """The IANA names that this machine knows, without those of its own set-up."""
    return frozenset(
        name for name in available_timezones() if "/" in name or name in ("UTC", "GMT")
    ) - {"Factory"}


def is_zone(name: str) -> bool:
    """Whether people may choose it: a place's zone, or a fixed offset."""
    return name in list_zones() or (
        _FIXED.fullmatch(name) is not None and find_known_zone(name) is not None
    )


def find_near_zone(name: str) -> str | None:
    """The known zone that a slip of the keyboard, or a city alone, comes nearest to."""
    wanted = name.replace(" ", "_").casefold()
    by_city = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in sorted(list_zones())}
    names = {zone.casefold(): zone for zone in list_zones()} | by_city
    near = extractOne(wanted, names.keys(), score_cutoff=75)
    return None if near is None else names[near[0]]
