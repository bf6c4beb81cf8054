"""Zones by name: the old names on a system without them, fixed offsets, and names of no zone."""

from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.zones import (
    find_known_zone,
    find_near_zone,
    find_zone,
    is_zone,
    list_zones,
    read_told_zone,
)

#: What Slack still calls zones that have other names today.
OLD_NAMES = {
    "Europe/Kiev": 2,
    "Asia/Calcutta": 5.5,
    "Asia/Katmandu": 5.75,
    "Asia/Saigon": 7,
    "US/Pacific": -8,
    "America/Buenos_Aires": -3,
    "America/Indianapolis": -5,
    "Atlantic/Faeroe": 0,
}
WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
_SAY_OFFSETS = """
import sys
from datetime import datetime, UTC
from slackapp.domain.base.zones import find_zone
for name in sys.argv[1:]:
    print(datetime(2026, 1, 15, 12, tzinfo=UTC).astimezone(find_zone(name)).utcoffset())
"""


def offset_of(name: str) -> timedelta | None:
    return WINTER.astimezone(find_zone(name)).utcoffset()


def test_the_old_names_of_zones_are_known_on_a_system_without_them(tmp_path: Path) -> None:
    system = tmp_path / "zoneinfo"
    (system / "Europe").mkdir(parents=True)
    kept = files("tzdata").joinpath("zoneinfo", "Europe", "Berlin").read_bytes()
    (system / "Europe" / "Berlin").write_bytes(kept)
    told = subprocess.run(
        [sys.executable, "-c", _SAY_OFFSETS, *OLD_NAMES, "Europe/Berlin"],
        env={**os.environ, "PYTHONTZPATH": str(system)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert told[:-1] == [str(timedelta(hours=hours)) for hours in (*OLD_NAMES.values(), 1)]


def test_without_any_zones_of_the_system_the_known_ones_can_be_chosen() -> None:
    before = zoneinfo.TZPATH
    list_zones.cache_clear()
    try:
        zoneinfo.reset_tzpath(to=())
        assert {"Europe/Vienna", "Europe/Kiev", "Asia/Calcutta", "US/Pacific"} <= list_zones()
    finally:
        zoneinfo.reset_tzpath(to=before)
        list_zones.cache_clear()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Nowhere/Land",
        "Europe",
        "America/Argentina",
        "../../etc/passwd",
        "/etc/localtime",
        "a\0b",
        "\ud800",
        "x" * 5000,
        "Europe/",
        "tzdata.zi",
        "__init__.py",
        "Europe/Berlin ",
        "UTC+15:00",
        "UTC+05:60",
        "UTC+5",
        "UTC+99:00",
    ],
)
def test_a_zone_that_nobody_knows_is_utc(name: str) -> None:
    assert find_known_zone(name) is None
    assert offset_of(name) == timedelta(0)


@pytest.mark.parametrize(
    ("name", "minutes"), [("UTC+05:30", 330), ("UTC-09:30", -570), ("UTC+14:00", 840)]
)
def test_a_fixed_offset_is_a_zone(name: str, minutes: int) -> None:
    assert offset_of(name) == timedelta(minutes=minutes)
    assert is_zone(name)


@given(st.integers(-14 * 60, 14 * 60))
def test_the_offset_that_slack_tells_is_the_zones(minutes: int) -> None:
    told = read_told_zone(None, minutes * 60)
    assert told.unknown is None
    assert offset_of(told.name) == timedelta(minutes=minutes)


@given(st.one_of(st.none(), st.integers(), st.text(max_size=90)), st.one_of(st.integers()))
def test_whatever_slack_tells_is_a_zone_that_is_known(name: object, offset: object) -> None:
    told = read_told_zone(name, offset)
    assert find_known_zone(told.name) is not None
    assert told.unknown is None or told.unknown.isprintable()


@given(st.text(st.characters(), max_size=300))
def test_no_name_of_a_zone_is_an_error(name: str) -> None:
    assert WINTER.astimezone(find_zone(name)) == WINTER


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("europe/vienna", "Europe/Vienna"),
        ("Vienna", "Europe/Vienna"),
        ("New York", "America/New_York"),
        ("Asia/Kolkatta", "Asia/Kolkata"),
        ("nowhere at all", None),
        ("", None),
    ],
)
def test_a_slip_of_the_keyboard_finds_the_zone_that_was_meant(typed: str, zone: str | None) -> None:
    assert find_near_zone(typed) == zone
    assert "Europe/Vienna" in list_zones()
