"""Days off: which they are, and what they do to questions, reminders, putting off and digests."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.digest_times import (
    Month,
    find_digest_due,
    find_told_month,
    find_working_day,
)
from slackapp.domain.base.due_times import (
    Rhythm,
    choose_later_day,
    find_first_due,
    find_next_due,
    find_reminder,
    iso_week_of,
    list_later_days,
)
from slackapp.domain.base.working_days import (
    ANY_DAY,
    WorkingDays,
    list_holidays,
    list_next_holidays,
    list_regions,
    read_country,
)

BERLIN = "Europe/Berlin"
FRIDAY_AT_THREE = Rhythm(weekday=4, hour=15)
USUAL = WorkingDays()
GERMANY = WorkingDays(country="DE")
BAVARIA = WorkingDays(country="DE", region="BY")
FROM_SUNDAY = WorkingDays(frozenset({6, 0, 1, 2, 3}))
INDIA = WorkingDays(country="IN")

some_days = st.builds(
    WorkingDays,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from([None, "DE", "US", "IN", "JP", "IL", "AE", "No country"]),
)
some_zone = st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"])
any_moment = st.datetimes(datetime(2015, 1, 1), datetime(2037, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


def noon(*day: int) -> datetime:
    """That day at 12:00 in Berlin's winter."""
    return datetime(*day, 11, tzinfo=UTC)  # type: ignore[arg-type,misc]


def due_day(days: WorkingDays, after: datetime, rhythm: Rhythm = FRIDAY_AT_THREE) -> date:
    due = find_next_due(rhythm, zone_name=BERLIN, after=after, days=days)
    local = due.astimezone(ZoneInfo(BERLIN))
    assert local.hour == rhythm.hour
    return local.date()


# Which days


@pytest.mark.parametrize(
    ("days", "day", "is_on"),
    [
        (USUAL, date(2026, 12, 25), True),
        (USUAL, date(2026, 12, 26), False),
        (GERMANY, date(2026, 12, 25), False),
        (GERMANY, date(2026, 1, 6), True),
        (BAVARIA, date(2026, 1, 6), False),
        (INDIA, date(2026, 1, 26), False),
        (FROM_SUNDAY, date(2026, 12, 25), False),
        (FROM_SUNDAY, date(2026, 12, 27), True),
        (WorkingDays(country="XX"), date(2026, 12, 25), True),
    ],
)
def test_a_working_day_is_a_weekday_of_the_workspace_and_no_public_holiday(
    days: WorkingDays, day: date, is_on: bool
) -> None:
    assert days.has(day) is is_on


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("DE", "DE", None),
        (" de ", "DE", None),
        ("DE-BY", "DE", "BY"),
        ("de/by", "DE", "BY"),
        ("us ca", "US", "CA"),
        ("Germany", "DE", None),
        ("united states", "US", None),
        ("India", "IN", None),
    ],
)
def test_a_country_is_read_by_its_letters_or_its_name(
    text: str, country: str, region: str | None
) -> None:
    assert read_country(text) == (country, region)


@pytest.mark.parametrize(
    ("text", "country"), [("XX", ""), ("nowhere", ""), ("DE-XX", "DE"), ("DE-", ""), ("\ud800", "")]
)
def test_a_country_or_region_that_nobody_knows_is_refused(text: str, country: str) -> None:
    with pytest.raises(LookupError) as caught:
        read_country(text)
    assert "".join(map(str, caught.value.args)) == country


@given(st.text(max_size=80))
def test_no_text_of_a_country_is_an_error_of_another_kind(text: str) -> None:
    try:
        country, region = read_country(text)
    except LookupError:
        return
    assert region is None or region in list_regions(country)


def test_the_next_holidays_are_those_on_working_days() -> None:
    found = [day for day, _ in list_next_holidays(GERMANY, date(2026, 12, 25), 3)]
    # The second day of Christmas is a Saturday.
    assert found == [date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 26)]
    assert list_next_holidays(USUAL, date(2026, 12, 25), 3) == []


def test_the_library_of_holidays_is_loaded_where_a_country_is_set_and_nowhere_else() -> None:
    program = (
        "import sys, slackapp.app, slackapp.cli\n"
        "from datetime import date\n"
        "from slackapp.domain.base.working_days import WorkingDays\n"
        "WorkingDays().has(date(2026, 12, 25))\n"
        "assert 'holidays' not in sys.modules\n"
        "WorkingDays(country='DE').has(date(2026, 12, 25))\n"
        "assert 'holidays' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# The weekly question


@pytest.mark.parametrize(
    ("days", "after", "day"),
    [
        # Good Friday: the question comes on Thursday.
        (GERMANY, noon(2026, 3, 30), date(2026, 4, 2)),
        (USUAL, noon(2026, 3, 30), date(2026, 4, 3)),
        # Christmas and the Thursday before it is worked; New Year's Day is a Friday.
        (GERMANY, noon(2026, 12, 21), date(2026, 12, 24)),
        (GERMANY, noon(2026, 12, 28), date(2026, 12, 31)),
        # Where Friday is the weekend.
        (FROM_SUNDAY, noon(2026, 3, 9), date(2026, 3, 12)),
        # Thursday's moment has passed: that week is over, and the next is whole.
        (GERMANY, noon(2026, 4, 3), date(2026, 4, 10)),
    ],
)
def test_a_question_whose_day_is_off_comes_on_the_working_day_before(
    days: WorkingDays, after: datetime, day: date
) -> None:
    assert due_day(days, after) == day


def test_where_all_days_before_it_are_off_the_question_comes_after_its_day() -> None:
    monday = Rhythm(weekday=0, hour=9)
    assert due_day(GERMANY, noon(2026, 4, 4), monday) == date(2026, 4, 7)


def test_a_week_of_days_off_has_no_question() -> None:
    mondays_in_germany = WorkingDays(frozenset({0}), "DE")
    assert due_day(mondays_in_germany, noon(2026, 4, 4)) == date(2026, 4, 13)


def test_where_every_day_is_off_people_are_asked_all_the_same() -> None:
    assert due_day(WorkingDays(frozenset()), noon(2026, 3, 9)) == date(2026, 3, 13)


def test_new_people_are_asked_on_a_working_day_of_their_first_full_week() -> None:
    due = find_first_due(
        FRIDAY_AT_THREE, zone_name=BERLIN, joined_at=noon(2026, 3, 25), days=GERMANY
    )
    assert due.date() == date(2026, 4, 2)


def test_a_weekday_of_ones_own_stays_and_a_holiday_does_not() -> None:
    saturday = Rhythm(weekday=5, hour=9)
    own = GERMANY.and_weekday(5)
    assert due_day(own, noon(2026, 3, 9), saturday) == date(2026, 3, 14)
    # The second day of Christmas is a Saturday, and Friday the first.
    assert due_day(own, noon(2026, 12, 21), saturday) == date(2026, 12, 24)


@given(some_days, some_zone, st.builds(Rhythm, st.integers(0, 6), st.integers(8, 19)), any_moment)
def test_questions_come_on_working_days_and_at_most_once_a_week(
    days: WorkingDays, zone: str, rhythm: Rhythm, after: datetime
) -> None:
    due = find_next_due(rhythm, zone_name=zone, after=after, days=days)
    following = find_next_due(
        rhythm, zone_name=zone, after=due, not_in_week=iso_week_of(due, zone), days=days
    )
    assert after < due < following
    assert days.has(due.astimezone(ZoneInfo(zone)).date())
    assert iso_week_of(due, zone) < iso_week_of(following, zone)


@given(some_zone, st.builds(Rhythm, st.integers(0, 6), st.integers(8, 19)), any_moment)
def test_where_no_day_is_off_nothing_is_other_than_without_them(
    zone: str, rhythm: Rhythm, after: datetime
) -> None:
    worked = find_next_due(rhythm, zone_name=zone, after=after, days=ANY_DAY)
    assert worked == find_next_due(rhythm, zone_name=zone, after=after)


# Reminders, and putting off


@pytest.mark.parametrize(
    ("days", "asked_at", "reminded_at"),
    [
        # On Friday: on Monday at the same hour, not on Sunday.
        (USUAL, noon(2026, 11, 27), noon(2026, 11, 30)),
        (USUAL, noon(2026, 11, 26), noon(2026, 11, 30)),
        (USUAL, noon(2026, 11, 25), noon(2026, 11, 27)),
        # Thursday before Easter: on Tuesday.
        (GERMANY, datetime(2026, 4, 2, 13, tzinfo=UTC), datetime(2026, 4, 7, 13, tzinfo=UTC)),
        (FROM_SUNDAY, noon(2026, 11, 25), noon(2026, 11, 29)),
        # Asked at night, which only an operator can do.
        (
            USUAL,
            datetime(2026, 11, 25, 21, tzinfo=UTC),
            datetime(2026, 11, 30, 7, tzinfo=UTC),
        ),
    ],
)
def test_a_reminder_waits_for_a_working_day(
    days: WorkingDays, asked_at: datetime, reminded_at: datetime
) -> None:
    assert find_reminder(asked_at, BERLIN, days) == reminded_at


@given(some_days, some_zone, any_moment)
def test_a_reminder_is_two_days_later_or_more_and_on_a_working_day(
    days: WorkingDays, zone: str, asked_at: datetime
) -> None:
    found = find_reminder(asked_at, zone, days)
    assert found - asked_at > timedelta(days=1, hours=20)
    local = found.astimezone(ZoneInfo(zone))
    assert days.has(local.date())
    assert 8 <= local.hour < 20


@pytest.mark.parametrize(
    ("days", "now", "later"),
    [
        (USUAL, noon(2026, 11, 25), (date(2026, 11, 26), date(2026, 11, 30))),
        # On a Friday both would be Monday: then it is Monday and Tuesday.
        (USUAL, noon(2026, 11, 27), (date(2026, 11, 30), date(2026, 12, 1))),
        (USUAL, noon(2026, 11, 30), (date(2026, 12, 1), date(2026, 12, 7))),
        (GERMANY, noon(2026, 4, 2), (date(2026, 4, 7), date(2026, 4, 8))),
        (GERMANY, noon(2026, 3, 31), (date(2026, 4, 1), date(2026, 4, 7))),
        (FROM_SUNDAY, noon(2026, 11, 26), (date(2026, 11, 29), date(2026, 11, 30))),
    ],
)
def test_a_question_may_be_put_off_to_two_working_days_by_name(
    days: WorkingDays, now: datetime, later: tuple[date, date]
) -> None:
    assert list_later_days(now, BERLIN, days) == later


@pytest.mark.parametrize(
    ("chosen", "now", "day"),
    [
        ("2026-11-30", noon(2026, 11, 27), date(2026, 11, 30)),
        # What was offered on Friday is pressed days later.
        ("2026-11-30", noon(2026, 11, 30), date(2026, 12, 1)),
        ("2026-11-30", noon(2026, 12, 4), date(2026, 12, 7)),
        ("2026-11-28", noon(2026, 11, 27), date(2026, 11, 30)),
        ("2099-01-01", noon(2026, 11, 27), date(2026, 11, 30)),
        # From messages of before.
        ("tomorrow", noon(2026, 11, 27), date(2026, 11, 30)),
        ("tomorrow", noon(2026, 11, 25), date(2026, 11, 26)),
        ("monday", noon(2026, 11, 27), date(2026, 11, 30)),
    ],
)
def test_a_question_is_put_off_to_the_day_that_was_chosen_or_a_working_day_after_it(
    chosen: str, now: datetime, day: date
) -> None:
    assert choose_later_day(chosen, now=now, zone_name=BERLIN, days=USUAL) == day


@pytest.mark.parametrize("chosen", ["", "soon", "2026-02-30", "1", "None"])
def test_what_is_no_day_is_refused(chosen: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        choose_later_day(chosen, now=noon(2026, 11, 27), zone_name=BERLIN, days=USUAL)


# Digests


@pytest.mark.parametrize(
    ("days", "month", "number", "day"),
    [
        (GERMANY, Month(2027, 1), 1, 4),
        (USUAL, Month(2027, 1), 1, 1),
        (BAVARIA, Month(2027, 1), 3, 7),
        (GERMANY, Month(2026, 5), 1, 4),
        (FROM_SUNDAY, Month(2026, 11), 1, 1),
        # Fewer working days than that: the last of them; none at all: the month's last day.
        (WorkingDays(frozenset({1})), Month(2026, 11), 10, 24),
        (WorkingDays(frozenset()), Month(2026, 11), 1, 30),
    ],
)
def test_a_digests_day_is_counted_without_days_off(
    days: WorkingDays, month: Month, number: int, day: int
) -> None:
    assert find_working_day(month, number, days) == date(month.year, month.number, day)


@given(some_days, some_zone, st.integers(0, 23), st.integers(1, 10), any_moment)
def test_every_month_has_one_digest_that_tells_of_the_month_before(
    days: WorkingDays, zone: str, hour: int, working_day: int, after: datetime
) -> None:
    def follow(moment: datetime) -> datetime:
        return find_digest_due(
            hour=hour, zone_name=zone, after=moment, working_day=working_day, days=days
        )

    first = follow(after)
    second = follow(first)
    assert find_told_month(second, zone) == find_told_month(first, zone).after()


def test_the_holidays_of_a_country_that_is_not_known_are_none() -> None:
    assert list_holidays("XX", None, 2026) == {}
    assert list_holidays("DE", "XX", 2026) == {}
