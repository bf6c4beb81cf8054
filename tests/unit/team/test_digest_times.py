"""When a digest is due: the first working day of a month, in the channel's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.digest_times import (
    FIRST_MONTH,
    Month,
    find_digest_due,
    find_told_month,
    find_working_day,
    read_month,
)

ZONES = ("Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns")


@pytest.mark.parametrize(
    ("month", "day"),
    [("2026-03", 2), ("2026-04", 1), ("2026-08", 3), ("2026-11", 2), ("2027-05", 3)],
)
def test_the_first_working_day_is_no_saturday_and_no_sunday(month: str, day: int) -> None:
    parsed = Month.parse(month)
    assert find_working_day(parsed) == date(parsed.year, parsed.number, day)


@given(
    after=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
)
def test_a_digest_is_due_within_two_months_and_tells_of_the_month_before(
    after: datetime, zone: str, hour: int
) -> None:
    now = after.replace(tzinfo=UTC)
    due = find_digest_due(hour=hour, zone_name=zone, after=now)
    assert now < due < now + timedelta(days=36)
    local = due.astimezone(ZoneInfo(zone))
    assert local.day <= 3
    assert local.weekday() < 5
    assert find_told_month(due, zone).after() == Month.of(local.date())


def test_a_month_is_a_window_in_its_zone_and_months_follow_each_other() -> None:
    first, end = Month(2026, 12).window("Europe/Berlin")
    assert first == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert end == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert Month(2026, 12).after() == Month(2027, 1)
    assert Month(2027, 1).before() == Month(2026, 12)
    assert (str(Month(2026, 3)), Month(2026, 3).key, Month(2026, 3).name) == (
        "2026-03",
        202603,
        "March 2026",
    )


@pytest.mark.parametrize("text", ["", "March", "2026-13", "26-3-1", "2026"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "number", "day"),
    [("2026-08", 1, 3), ("2026-08", 5, 7), ("2026-08", 6, 10), ("2026-10", 10, 14)],
)
def test_working_days_are_counted_over_weekends(month: str, number: int, day: int) -> None:
    parsed = Month.parse(month)
    assert find_working_day(parsed, number) == date(parsed.year, parsed.number, day)


def test_a_digest_on_a_later_working_day_tells_of_the_month_before() -> None:
    after = datetime(2026, 8, 4, tzinfo=UTC)
    due = find_digest_due(hour=9, zone_name="Europe/Berlin", after=after, working_day=10)
    assert due == datetime(2026, 8, 14, 7, tzinfo=UTC)
    assert find_told_month(due, "Europe/Berlin") == Month(2026, 7)


@pytest.mark.parametrize(
    "text",
    [
        "0000-00",
        "0000-01",
        "2026-00",
        "\u0662\u0660\u0662\u0666-\u0661\u0660",
        "\uff12\uff10\uff12\uff16-\uff11\uff10",
        "+026-10",
        "2026-1 0",
        "2026-10\n",
    ],
)
def test_what_only_looks_like_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Month.parse(text)


@pytest.mark.parametrize("key", [0, -1, 1, 12, 202600, 202613, 1_000_001])
def test_a_stored_number_that_is_no_month_is_none(key: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        Month.of_key(key)


def test_people_may_name_months_from_the_first_to_the_running_one() -> None:
    this = Month(2026, 11)
    assert read_month(" 2026-11 ", this) == this
    assert read_month("2000-01", this) == FIRST_MONTH
    for text in ("2026-12", "1999-12", "0001-01", "9999-12"):
        with pytest.raises(ValueError, match="2000-01 to 2026-11 are possible"):
            read_month(text, this)
