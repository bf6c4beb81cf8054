"""A year of weekly prompts for a thousand people, held to a calendar that was made another way.

The rule under test goes from a local hour to UTC. The calendar goes from UTC to local time: it
walks through the year in quarters of an hour and notes what the clocks show, and the expected
prompts are read off it.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from slackapp.domain.base.due_times import Rhythm, find_first_due, find_next_due, iso_week_of

#: Clocks that change in the north, in the south, by half an hour, by two hours, not at all, and
#: for Ramadan; half and quarter hours; both sides of the date line.
ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Adak",
    "America/Anchorage",
    "America/Chicago",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Fiji",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Pacific/Pago_Pago",
    "UTC",
]

# From Monday to Monday, over the 53rd week of 2026 and two changes of most clocks.
START = datetime(2026, 8, 31, tzinfo=UTC)
END = datetime(2027, 9, 6, tzinfo=UTC)
PEOPLE = 1000
WEEK = timedelta(weeks=1)

Prompts = list[tuple[datetime, str]]  # moment, and the person's zone at the time


@dataclass(frozen=True)
class Span:
    """How things stood for a person from one moment to another."""

    since: datetime
    until: datetime
    zone: str
    rhythm: Rhythm
    paused_until: date | None


@dataclass
class Life:
    """A person's year: when they joined, and one span after the other until they left."""

    joined_at: datetime
    spans: list[Span] = field(default_factory=list)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@cache
def read_clock(zone: str) -> dict[tuple[int, int], list[tuple[datetime, date]]]:
    """All full hours that the clock showed, as moment and local date, by weekday and hour."""
    info = ZoneInfo(zone)
    hours = defaultdict(list)
    moment = START
    while moment < END:
        local = moment.astimezone(info)
        if local.minute == 0:
            day = local.date()
            hours[day.weekday(), local.hour].append((moment, day))
        moment += timedelta(minutes=15)
    return hours


def make_life(chance: random.Random) -> Life:
    """A year of somebody: some change nothing, some change something every other week."""

    def any_rhythm() -> Rhythm:
        return Rhythm(
            chance.randrange(7), chance.randrange(8, 20), chance.choices([1, 2], [3, 1])[0]
        )

    def any_moment(since: datetime) -> datetime:
        return since + timedelta(seconds=chance.randrange(1, int((END - since).total_seconds())))

    joined_at = START if chance.random() < 0.5 else any_moment(START)
    zone, rhythm, paused_until = chance.choice(ZONES), any_rhythm(), None
    changes = sorted(any_moment(joined_at) for _ in range(chance.choice([0, 0, 1, 3, 10, 30])))
    left_at = any_moment(joined_at) if chance.random() < 0.1 else END
    moments = [joined_at, *(one for one in changes if one < left_at), left_at]
    life = Life(joined_at)
    for since, until in pairwise(moments):
        if since > joined_at:
            match chance.choice(["moves", "changes rhythm", "pauses", "comes back"]):
                case "moves":
                    zone = chance.choice(ZONES)
                case "changes rhythm":
                    rhythm = any_rhythm()
                case "pauses":
                    paused_until = since.date() + timedelta(days=chance.randrange(1, 60))
                case "comes back":
                    paused_until = None
        life.spans.append(Span(since, until, zone, rhythm, paused_until))
    return life


def send_prompts(life: Life) -> Prompts:
    """What the app does: it keeps one due moment, and finds another after each prompt or change."""
    sent: Prompts = []
    asked_in: int | None = None
    for span in life.spans:
        after = span.since
        if asked_in is None:
            first = find_first_due(span.rhythm, zone_name=span.zone, joined_at=life.joined_at)
            after = max(after, first - timedelta(seconds=1))
        while True:
            due = find_next_due(
                span.rhythm,
                zone_name=span.zone,
                after=after,
                not_in_week=asked_in,
                paused_until=span.paused_until,
            )
            if due > span.until or due >= END:
                break
            sent.append((due, span.zone))
            asked_in = iso_week_of(due, span.zone)
            after = due
    return sent


def list_due_hours(life: Life) -> Iterator[tuple[datetime, date, Span]]:
    """Each full hour at which the rhythm of the time said so, with its week's Monday."""
    for span in life.spans:
        starts_on = monday_of(life.joined_at.astimezone(ZoneInfo(span.zone)).date()) + WEEK
        for moment, day in read_clock(span.zone)[span.rhythm.weekday, span.rhythm.hour]:
            if span.since < moment <= span.until and day >= max(
                starts_on, span.paused_until or starts_on
            ):
                yield moment, monday_of(day), span


def expect_prompts(life: Life) -> Prompts:
    """Of the due hours, each whose week comes late enough after that of the prompt before it."""
    expected: Prompts = []
    asked_in: date | None = None
    for moment, monday, span in list_due_hours(life):
        if asked_in is None or monday >= asked_in + span.rhythm.every_weeks * WEEK:
            expected.append((moment, span.zone))
            asked_in = monday
    return expected


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    chance = random.Random(2026)
    return [make_life(chance) for _ in range(PEOPLE)]


@pytest.fixture(scope="module")
def sent(lives: list[Life]) -> list[Prompts]:
    return [send_prompts(life) for life in lives]


def test_the_year_holds_every_oddity_of_clocks() -> None:
    assert len(set(ZONES)) == 38
    assert (2026, 53) in {(START + week * WEEK).isocalendar()[:2] for week in range(53)}
    changes: set[timedelta] = set()
    offsets: set[timedelta] = set()
    for zone in ZONES:
        days = [START + timedelta(days=number) for number in range((END - START).days)]
        clock = [day.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0) for day in days]
        offsets.update(clock)
        changes.update(after - before for before, after in pairwise(clock))
    minutes = {change // timedelta(minutes=1) for change in changes}
    assert {-120, -60, -30, 0, 30, 60, 120} <= minutes
    assert {offset // timedelta(minutes=15) % 4 for offset in offsets} == {0, 2, 3}
    assert max(offsets) - min(offsets) > timedelta(hours=24)


def test_each_person_gets_exactly_the_prompts_that_the_calendar_says(
    lives: list[Life], sent: list[Prompts]
) -> None:
    assert sum(len(prompts) for prompts in sent) > 20 * PEOPLE
    for life, prompts in zip(lives, sent, strict=True):
        assert prompts == expect_prompts(life)


def test_nobody_is_asked_twice_in_a_week(sent: list[Prompts]) -> None:
    for prompts in sent:
        weeks = Counter(
            moment.astimezone(ZoneInfo(zone)).isocalendar()[:2] for moment, zone in prompts
        )
        assert set(weeks.values()) <= {1}


def test_nobody_is_asked_at_night(sent: list[Prompts]) -> None:
    hours = {moment.astimezone(ZoneInfo(zone)).hour for prompts in sent for moment, zone in prompts}
    assert hours == set(range(8, 20))


def test_who_changes_nothing_is_asked_in_every_due_week(
    lives: list[Life], sent: list[Prompts]
) -> None:
    steady = 0
    for life, prompts in zip(lives, sent, strict=True):
        if len(life.spans) > 1 or life.spans[0].until < END:
            continue
        steady += 1
        zone = ZoneInfo(life.spans[0].zone)
        first = monday_of(life.joined_at.astimezone(zone).date()) + WEEK
        # The year ends in the middle of the last week, for some before their moment.
        full_weeks = [
            monday
            for monday in (first + number * WEEK for number in range(54))
            if monday + WEEK < END.date()
        ][:: life.spans[0].rhythm.every_weeks]
        days = [moment.astimezone(zone).date() for moment, _ in prompts]
        mondays = [monday_of(day) for day in days]
        assert mondays[: len(full_weeks)] == full_weeks
        assert len(mondays) <= len(full_weeks) + 2
    assert steady > PEOPLE / 5


def test_no_due_week_is_lost_to_a_move_a_pause_or_a_new_rhythm(
    lives: list[Life], sent: list[Prompts]
) -> None:
    checked = 0
    for life, prompts in zip(lives, sent, strict=True):
        if all(span.rhythm.every_weeks == 1 for span in life.spans):
            checked += 1
            due_weeks = {monday for _, monday, _ in list_due_hours(life)}
            days = [moment.astimezone(ZoneInfo(zone)).date() for moment, zone in prompts]
            assert {monday_of(day) for day in days} == due_weeks
    assert checked > PEOPLE / 4
