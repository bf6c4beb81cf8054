"""Periods as people name them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import Period, last_months, parse_period

THIS = Month(2026, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all", Period(None, THIS)),
        ("1", Period(THIS, THIS)),
        ("6", Period(Month(2026, 6), THIS)),
        (" 12 Months ", Period(Month(2025, 12), THIS)),
        ("1 month", Period(THIS, THIS)),
        ("2026-10", Period(Month(2026, 10), Month(2026, 10))),
        ("120", Period(Month(2016, 12), THIS)),
    ],
)
def test_a_period_is_read(text: str, expected: Period) -> None:
    assert parse_period(text, THIS) == expected


@pytest.mark.parametrize(
    "text",
    ["", "0", "121", "-1", "2026-12", "2027-01", "soon", "2026-13", "99999", "0001-01", "١٢"],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text, THIS)


def test_a_period_says_its_name() -> None:
    assert Period(None, THIS).name == "everything until November 2026"
    assert last_months(1, THIS).name == "November 2026"
    assert last_months(2, THIS).name == "October to November 2026"


def test_its_months_begin_and_end_in_the_zone() -> None:
    window = last_months(2, THIS).window("Asia/Tokyo")
    assert window == (
        datetime(2026, 9, 30, 15, tzinfo=UTC),
        datetime(2026, 11, 30, 15, tzinfo=UTC),
    )
    assert Period(None, THIS).window("UTC")[0].year == 2000
