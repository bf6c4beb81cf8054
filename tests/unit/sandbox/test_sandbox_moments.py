"""Where a visitor may jump to: the next of each moment, in a person's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from slackapp.sandbox.moments import find_moment, list_moments
from slackapp.sandbox.seed import find_last_morning, find_working_morning

ZONES = ("Africa/Lagos", "Asia/Singapore")


def test_every_moment_that_is_offered_is_found_after_now() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    found = {
        one["label"]: find_moment(one["key"], now=now, zone_name="UTC")
        for one in list_moments(now=now, zone_name="UTC")
    }
    assert found == {
        "Next morning, 09:00": datetime(2026, 11, 26, 9, tzinfo=UTC),
        "Friday, 15:00": datetime(2026, 11, 27, 15, tzinfo=UTC),
        "Monday, 09:00": datetime(2026, 11, 30, 9, tzinfo=UTC),
        "First working day of a month, 09:00": datetime(2026, 12, 1, 9, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("now", "key", "zone", "moment"),
    [
        # Still today, or only just over.
        ("2026-11-27T14:59", "friday", "UTC", "2026-11-27T15:00"),
        ("2026-11-27T15:00", "friday", "UTC", "2026-12-04T15:00"),
        # It is Friday there already; and there, the hour is over.
        ("2026-11-26T23:00", "friday", "Asia/Singapore", "2026-11-27T07:00"),
        ("2026-11-27T14:00", "friday", "Asia/Kolkata", "2026-12-04T09:30"),
        # Clocks are put back in between.
        ("2026-10-24T12:00", "monday", "Europe/Lisbon", "2026-10-26T09:00"),
        ("2026-10-23T12:00", "morning", "Europe/Lisbon", "2026-10-24T08:00"),
        # The month begins on a Saturday, on a Sunday, and now.
        ("2026-07-31T12:00", "month", "UTC", "2026-08-03T08:00"),
        ("2026-10-31T12:00", "month", "UTC", "2026-11-02T09:00"),
        ("2026-11-02T08:59", "month", "UTC", "2026-11-02T09:00"),
        ("2026-11-02T09:00", "month", "UTC", "2026-12-01T09:00"),
        ("2026-12-31T12:00", "month", "UTC", "2027-01-01T09:00"),
    ],
)
def test_the_next_moment_is_that_of_the_person(now: str, key: str, zone: str, moment: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert find_moment(key, now=at, zone_name=zone) == datetime.fromisoformat(moment).replace(
        tzinfo=UTC
    )


def test_a_month_begins_with_the_workspace_wherever_one_is() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    labels = {zone: list_moments(now=now, zone_name=zone)[-1]["label"] for zone in ZONES}
    assert [label.removeprefix("First working day of a month, ") for label in labels.values()] == [
        "10:00",
        "17:00",
    ]
    begun = {find_moment("month", now=now, zone_name=zone) for zone in ZONES}
    assert begun == {datetime(2026, 12, 1, 9, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("now", "last", "working"),
    [
        # A Monday after midnight, its morning, and a Saturday; in Lagos it is an hour later.
        ("2026-11-30T00:21", "2026-11-29T09:20", "2026-11-30T09:20"),
        ("2026-11-30T09:20", "2026-11-30T09:20", "2026-11-30T09:20"),
        ("2026-11-28T23:30", "2026-11-28T09:20", "2026-11-30T09:20"),
        ("2026-11-27T12:00", "2026-11-27T09:20", "2026-11-27T09:20"),
    ],
)
def test_a_morning_is_one_for_the_visitor(now: str, last: str, working: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    mornings = (find_last_morning(at), find_working_morning(at))
    assert [f"{one:%Y-%m-%dT%H:%M}" for one in mornings] == [last, working]


def test_an_unknown_moment_is_none() -> None:
    with pytest.raises(KeyError):
        find_moment("yesterday", now=datetime(2026, 11, 25, tzinfo=UTC), zone_name="UTC")
