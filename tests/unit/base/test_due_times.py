"""When somebody's day began, and when they are asked and written to, on the odd days too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.due_times import (
    Rhythm,
    choose_later_day,
    find_first_due,
    find_hour,
    find_next_due,
    find_reminder,
    find_waking,
    iso_week_of,
    start_of_local_day,
)
from slackapp.domain.base.zones import find_zone

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

FRIDAY_AT_THREE = Rhythm(weekday=4, hour=15)

any_zone = st.sampled_from(sorted(available_timezones()))
any_moment = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
any_rhythm = st.builds(Rhythm, st.integers(0, 6), st.integers(8, 19), st.sampled_from([1, 2]))


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


@given(st.text(st.characters(), max_size=300))
def test_no_name_of_a_zone_is_an_error(name: str) -> None:
    assert start_of_local_day(utc(2026, 3, 10, 9, 30), name).tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "moment", "week"),
    [
        ("UTC", utc(2026, 11, 25, 12), 202648),
        # 2026 has 53 weeks, and the last of them ends on 3 January.
        ("Europe/Berlin", utc(2027, 1, 3, 22, 59), 202653),
        ("Europe/Berlin", utc(2027, 1, 3, 23), 202701),
        ("UTC", utc(2024, 12, 30), 202501),
        # Monday has come to Kiritimati, and to nobody else.
        ("Pacific/Kiritimati", utc(2026, 11, 22, 10), 202648),
        ("Pacific/Pago_Pago", utc(2026, 11, 23, 10), 202647),
    ],
)
def test_a_week_is_that_of_the_local_date(zone: str, moment: datetime, week: int) -> None:
    assert iso_week_of(moment, zone) == week


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("UTC", utc(2026, 11, 27, 14, 59), utc(2026, 11, 27, 15)),
        ("UTC", utc(2026, 11, 27, 15), utc(2026, 12, 4, 15)),
        ("Nowhere/Land", utc(2026, 11, 25), utc(2026, 11, 27, 15)),
        # Both weeks around a change of the clocks, in spring and in autumn.
        ("Europe/Berlin", utc(2026, 3, 27), utc(2026, 3, 27, 14)),
        ("Europe/Berlin", utc(2026, 3, 28), utc(2026, 4, 3, 13)),
        ("Europe/Berlin", utc(2026, 10, 23), utc(2026, 10, 23, 13)),
        ("Europe/Berlin", utc(2026, 10, 24), utc(2026, 10, 30, 14)),
        # Half an hour's change; three quarters of an hour, in summer and winter.
        ("Australia/Lord_Howe", utc(2026, 4, 2), utc(2026, 4, 3, 4)),
        ("Australia/Lord_Howe", utc(2026, 4, 9), utc(2026, 4, 10, 4, 30)),
        ("Pacific/Chatham", utc(2026, 7, 1), utc(2026, 7, 3, 2, 15)),
        ("Pacific/Chatham", utc(2026, 1, 1), utc(2026, 1, 2, 1, 15)),
        # On both sides of the date line.
        ("Pacific/Kiritimati", utc(2026, 11, 26), utc(2026, 11, 27, 1)),
        ("Pacific/Pago_Pago", utc(2026, 11, 27), utc(2026, 11, 28, 2)),
        # Samoa had no Friday, 30 December 2011: asked on Saturday instead, and on Friday again.
        ("Pacific/Apia", utc(2011, 12, 30), utc(2011, 12, 31, 1)),
        ("Pacific/Apia", utc(2011, 12, 30, 22), utc(2011, 12, 31, 1)),
        ("Pacific/Apia", utc(2011, 12, 31, 1), utc(2012, 1, 6, 1)),
    ],
)
def test_due_is_the_next_friday_at_three_by_the_local_clock(
    zone: str, after: datetime, due: datetime
) -> None:
    found = find_next_due(FRIDAY_AT_THREE, zone_name=zone, after=after)
    assert found == due
    assert found.tzinfo is UTC


def test_an_hour_that_the_clocks_left_out_moves_forward() -> None:
    # South Sudan went from noon to one o'clock.
    noon = Rhythm(weekday=5, hour=12)
    assert find_next_due(noon, zone_name="Africa/Juba", after=utc(2000, 1, 14)) == utc(
        2000, 1, 15, 10
    )
    assert utc(2000, 1, 15, 10).astimezone(find_zone("Africa/Juba")).hour == 13


def test_an_hour_that_comes_twice_is_the_first() -> None:
    # Kwajalein had Tuesday, 30 September 1969 twice when it changed sides of the date line.
    tuesday = Rhythm(weekday=1, hour=9)
    found = find_next_due(tuesday, zone_name="Pacific/Kwajalein", after=utc(1969, 9, 28))
    assert found == utc(1969, 9, 29, 22)
    day_later = (found + timedelta(hours=23)).astimezone(find_zone("Pacific/Kwajalein"))
    assert (day_later.date(), day_later.hour) == (date(1969, 9, 30), 9)


@pytest.mark.parametrize(
    ("every_weeks", "asked_in", "after", "due"),
    [
        # Asked on Monday, and the rhythm moved to Friday on Tuesday: not again in this week.
        (1, 202648, utc(2026, 11, 24), utc(2026, 12, 4, 15)),
        # Not yet asked in this week, and Friday lies ahead.
        (1, 202647, utc(2026, 11, 24), utc(2026, 11, 27, 15)),
        (2, 202648, utc(2026, 11, 27, 15), utc(2026, 12, 11, 15)),
        (2, 202647, utc(2026, 11, 24), utc(2026, 12, 4, 15)),
        (2, 202646, utc(2026, 11, 24), utc(2026, 11, 27, 15)),
        # Across the end of a year of 53 weeks.
        (1, 202653, utc(2027, 1, 1, 15), utc(2027, 1, 8, 15)),
        (2, 202652, utc(2026, 12, 25, 15), utc(2027, 1, 8, 15)),
        (2, 202653, utc(2027, 1, 1, 15), utc(2027, 1, 15, 15)),
    ],
)
def test_who_was_asked_is_asked_again_only_weeks_later(
    every_weeks: int, asked_in: int, after: datetime, due: datetime
) -> None:
    rhythm = Rhythm(weekday=4, hour=15, every_weeks=every_weeks)
    assert find_next_due(rhythm, zone_name="UTC", after=after, not_in_week=asked_in) == due


def test_a_flight_across_the_date_line_asks_nobody_twice_in_a_week() -> None:
    monday = Rhythm(weekday=0, hour=9)
    asked_at = find_next_due(monday, zone_name="Pacific/Kiritimati", after=utc(2026, 11, 20))
    assert asked_at == utc(2026, 11, 22, 19)
    week = iso_week_of(asked_at, "Pacific/Kiritimati")
    # In Honolulu it is still Sunday, and Monday of the same week is yet to come.
    again = find_next_due(monday, zone_name="Pacific/Honolulu", after=asked_at, not_in_week=week)
    assert again == utc(2026, 11, 30, 19)


def test_nobody_is_asked_before_their_pause_ends() -> None:
    def due(paused_until: date) -> datetime:
        return find_next_due(
            FRIDAY_AT_THREE,
            zone_name="Pacific/Kiritimati",
            after=utc(2026, 11, 25),
            paused_until=paused_until,
        )

    assert due(date(2026, 1, 1)) == utc(2026, 11, 27, 1)
    assert due(date(2026, 12, 4)) == utc(2026, 12, 4, 1)
    assert due(date(2026, 12, 5)) == utc(2026, 12, 11, 1)


@pytest.mark.parametrize(
    ("zone", "joined_at", "due"),
    [
        ("UTC", utc(2026, 11, 23), utc(2026, 12, 4, 15)),
        ("UTC", utc(2026, 11, 29, 23, 59), utc(2026, 12, 4, 15)),
        ("UTC", utc(2026, 11, 30), utc(2026, 12, 11, 15)),
        # Monday has begun there.
        ("Pacific/Kiritimati", utc(2026, 11, 29, 10), utc(2026, 12, 11, 1)),
    ],
)
@pytest.mark.parametrize("every_weeks", [1, 2])
def test_new_people_start_in_their_first_full_week(
    zone: str, joined_at: datetime, due: datetime, every_weeks: int
) -> None:
    rhythm = Rhythm(weekday=4, hour=15, every_weeks=every_weeks)
    assert find_first_due(rhythm, zone_name=zone, joined_at=joined_at) == due


@pytest.mark.parametrize(
    ("moment", "waking"),
    [
        (utc(2026, 11, 25, 7), utc(2026, 11, 25, 7)),
        (utc(2026, 11, 25, 18, 59), utc(2026, 11, 25, 18, 59)),
        (utc(2026, 11, 25, 19), utc(2026, 11, 26, 7)),
        (utc(2026, 11, 25, 6, 59), utc(2026, 11, 25, 7)),
        # The clocks change in the night between.
        (utc(2026, 3, 28, 20), utc(2026, 3, 29, 6)),
        (utc(2026, 10, 24, 20), utc(2026, 10, 25, 7)),
    ],
)
def test_what_would_come_at_night_waits_until_eight(moment: datetime, waking: datetime) -> None:
    assert find_waking(moment, "Europe/Berlin") == waking


def test_putting_off_knows_tomorrow_and_monday_by_the_local_clock() -> None:
    def choose(chosen: str, now: datetime) -> datetime:
        day = choose_later_day(chosen, now=now, zone_name="Europe/Berlin")
        return find_hour(day, "Europe/Berlin", 9)

    saturday = utc(2026, 3, 28, 22, 59)
    assert choose("tomorrow", saturday) == utc(2026, 3, 29, 7)
    assert choose("monday", saturday) == utc(2026, 3, 30, 7)
    # A minute later it is Sunday there, and the day after is Monday.
    assert choose("tomorrow", utc(2026, 3, 28, 23)) == utc(2026, 3, 30, 7)
    assert choose("monday", utc(2026, 3, 30, 6)) == utc(2026, 4, 6, 7)


def test_a_reminder_comes_two_days_later_at_the_same_local_time() -> None:
    assert find_reminder(utc(2026, 11, 27, 14), "Europe/Berlin") == utc(2026, 11, 29, 14)
    assert find_reminder(utc(2026, 3, 27, 14), "Europe/Berlin") == utc(2026, 3, 29, 13)
    # Asked at night, which only an operator can do: the reminder waits until eight.
    assert find_reminder(utc(2026, 11, 27, 22), "Europe/Berlin") == utc(2026, 11, 30, 7)


@given(any_zone, any_rhythm, any_moment)
def test_due_moments_keep_to_the_local_clock_in_every_zone(
    zone: str, rhythm: Rhythm, after: datetime
) -> None:
    due = find_next_due(rhythm, zone_name=zone, after=after)
    assert after < due < after + timedelta(days=8, hours=1)
    local = due.astimezone(find_zone(zone))
    assert 8 <= local.hour < 20
    if (local.weekday(), local.hour) != (rhythm.weekday, rhythm.hour):
        # The clocks were put forward over it: a little earlier, local time was that much behind.
        before = (due - timedelta(hours=26)).astimezone(find_zone(zone))
        left_out = local.replace(tzinfo=None) - before.replace(tzinfo=None) - timedelta(hours=26)
        meant = local.replace(tzinfo=None) - left_out
        assert left_out > timedelta(0)
        assert (meant.weekday(), meant.hour) == (rhythm.weekday, rhythm.hour)


@given(any_zone, any_rhythm, any_moment)
def test_no_due_moment_is_passed_over(zone: str, rhythm: Rhythm, after: datetime) -> None:
    due = find_next_due(rhythm, zone_name=zone, after=after)
    moment = after.replace(minute=after.minute // 15 * 15, second=0, microsecond=0)
    while (moment := moment + timedelta(minutes=15)) < due:
        local = moment.astimezone(find_zone(zone))
        assert (local.weekday(), local.hour, local.minute, local.fold) != (
            rhythm.weekday,
            rhythm.hour,
            0,
            0,
        )


@given(any_zone, any_rhythm, any_moment)
def test_prompts_follow_each_other_week_by_week(zone: str, rhythm: Rhythm, after: datetime) -> None:
    due = find_next_due(rhythm, zone_name=zone, after=after)
    for _ in range(5):
        week = iso_week_of(due, zone)
        following = find_next_due(rhythm, zone_name=zone, after=due, not_in_week=week)
        apart = following - due - timedelta(weeks=rhythm.every_weeks)
        # A change of the clocks, or the day that an island left out at the date line.
        assert abs(apart) <= timedelta(hours=24)
        assert iso_week_of(following, zone) > week
        due = following


@given(any_zone, any_zone, any_rhythm, any_rhythm, any_moment, st.integers(0, 9 * 24))
def test_a_move_with_a_new_rhythm_never_asks_twice_in_a_week(
    old_zone: str, zone: str, old: Rhythm, rhythm: Rhythm, start: datetime, hours: int
) -> None:
    asked_at = find_next_due(old, zone_name=old_zone, after=start)
    week = iso_week_of(asked_at, old_zone)
    moved_at = asked_at + timedelta(hours=hours)
    due = find_next_due(rhythm, zone_name=zone, after=moved_at, not_in_week=week)
    assert due > moved_at
    assert iso_week_of(due, zone) > week
    unbound = find_next_due(rhythm, zone_name=zone, after=moved_at)
    # Bound only by the week that they were asked in: a week without a prompt is not lost.
    if rhythm.every_weeks == 1 and iso_week_of(unbound, zone) > week:
        assert due == unbound


@given(any_zone, any_moment)
def test_what_waits_for_waking_hours_comes_in_them(zone: str, moment: datetime) -> None:
    for found in (find_waking(moment, zone), find_reminder(moment, zone)):
        assert found >= moment
        assert found.tzinfo is UTC
        assert 8 <= found.astimezone(find_zone(zone)).hour < 20
    assert find_waking(moment, zone) - moment <= timedelta(hours=38)
    assert find_waking(find_waking(moment, zone), zone) == find_waking(moment, zone)
