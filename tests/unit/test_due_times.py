"""When somebody's day began, on the odd days too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slackapp.domain.due_times import find_zone, start_of_local_day

#: How fast the machine is decides nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Nowhere/Land",
]


def utc(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("zone", "now", "began"),
    [
        ("UTC", utc(2026, 3, 10, 9, 30), utc(2026, 3, 10)),
        ("Europe/Berlin", utc(2026, 3, 10, 23, 30), utc(2026, 3, 10, 23)),
        ("Asia/Kathmandu", utc(2026, 3, 10, 18, 14), utc(2026, 3, 9, 18, 15)),
        ("Pacific/Kiritimati", utc(2026, 3, 10, 9), utc(2026, 3, 9, 10)),
        # The clocks go forward at two, back at three: the day is 23, then 25 hours long.
        ("Europe/Berlin", utc(2026, 3, 29, 12), utc(2026, 3, 28, 23)),
        ("Europe/Berlin", utc(2026, 10, 25, 22, 59), utc(2026, 10, 24, 22)),
        # Midnight does not exist: the day begins at one o'clock.
        ("Asia/Beirut", utc(2026, 3, 29, 12), utc(2026, 3, 28, 22)),
        # Midnight comes twice: the day begins with the first, also within the second.
        ("America/Havana", utc(2026, 11, 1, 4, 30), utc(2026, 11, 1, 4)),
        ("America/Havana", utc(2026, 11, 1, 5, 30), utc(2026, 11, 1, 4)),
        # Half an hour's change, at two.
        ("Australia/Lord_Howe", utc(2026, 4, 5, 3), utc(2026, 4, 4, 13)),
        # Samoa left out 30 December 2011.
        ("Pacific/Apia", utc(2011, 12, 30, 12), utc(2011, 12, 30, 10)),
        ("Pacific/Apia", utc(2011, 12, 30, 9, 59), utc(2011, 12, 29, 10)),
    ],
)
def test_a_day_begins_at_its_first_moment(zone: str, now: datetime, began: datetime) -> None:
    assert start_of_local_day(now, zone) == began


@unhurried
@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), st.sampled_from(ZONES))
def test_the_moment_before_a_day_began_was_another_day(now: datetime, zone: str) -> None:
    began = start_of_local_day(now.replace(tzinfo=UTC), zone)
    assert began.tzinfo is UTC
    assert timedelta(0) <= now.replace(tzinfo=UTC) - began < timedelta(hours=26)
    day = now.replace(tzinfo=UTC).astimezone(find_zone(zone)).date()
    assert began.astimezone(find_zone(zone)).date() == day
    before = began - timedelta(microseconds=1)
    assert before.astimezone(find_zone(zone)).date() < day
    assert start_of_local_day(began, zone) == began


def test_the_moment_counts_and_not_how_it_is_written() -> None:
    now = utc(2026, 3, 10, 9, 30)
    elsewhere = now.astimezone(timezone(timedelta(hours=-11)))
    assert start_of_local_day(elsewhere, "Europe/Berlin") == utc(2026, 3, 9, 23)


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Land", "Europe", "../../etc/passwd", "/etc/localtime", "a\0b", "\ud800"]
)
def test_a_zone_that_nobody_knows_is_utc(name: str) -> None:
    assert find_zone(name).key == "UTC"


@unhurried
@given(st.text(st.characters(), max_size=300))
def test_no_name_of_a_zone_is_an_error(name: str) -> None:
    assert start_of_local_day(utc(2026, 3, 10, 9, 30), name).tzinfo is UTC
