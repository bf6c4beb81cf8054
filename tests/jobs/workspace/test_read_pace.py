"""The reads before a post keep Slack's pace, and whoever waits for it has lost nothing by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from databases import Database
from db import OutboxMessage
from jobs.office import LEASE, UNLIMITED, Office, Time, open_office
from slackapp.delivery import reads
from slackapp.delivery.rate_limits import PACES, Pace
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.sandbox.rate_limits import Limits, RateLimits
from slackapp.sandbox.server import Sandbox

SECOND = timedelta(seconds=1)
MEMBERS, HISTORY = "conversations.members", "conversations.history"
SCOPES = "channels:history,im:history,im:read,im:write"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office


@pytest.fixture
def seeing_office(database: Database) -> Iterator[Office]:
    """An office whose app may read the channels' history."""
    with open_office(database, scopes=SCOPES) as office:
        yield office


def slow_down(
    monkeypatch: pytest.MonkeyPatch, method: str, interval: timedelta = 10 * SECOND
) -> None:
    """Let a method be called once in so long a time."""
    monkeypatch.setitem(PACES, method, Pace(interval, burst=1))


def add_rooms(office: Office, count: int) -> list[str]:
    """Channels with Ana, Ben and the app in them."""
    return [
        office.sandbox.add_channel(f"room-{number}", members=["ana", "ben"])
        for number in range(count)
    ]


def give_in(office: Office, *channels: str) -> None:
    """A kudos from Ana to Ben in each channel; no members are known there yet."""
    office.team.workspace = replace(office.team.workspace, daily_limit=0)
    with office.database.sessions.begin() as session:
        for channel in channels:
            place = Place(channel, ChannelKind.PUBLIC, app_is_member=True)
            office.learn(session, place)
            office.team.give(session, office.ben, place=place, at=office.time.now)


def tries(office: Office) -> list[tuple[int, bool]]:
    """How often each message was called for, and whether it may have been posted."""
    columns = select(OutboxMessage.attempts, OutboxMessage.is_in_doubt).order_by(OutboxMessage.id)
    with office.database.sessions.read() as session:
        return [(row.attempts, row.is_in_doubt) for row in session.execute(columns)]


def too_fast(sandbox: Sandbox) -> list[str]:
    """The methods of the calls that Slack's limits would not have let pass when they came."""
    limits = RateLimits(Limits())
    return [
        call.method
        for call in sandbox.calls()
        if limits.check(call.method, call.args.get("channel"), call.time) is not None
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_hundred_and_fifty_channels_at_once_are_all_served_within_slacks_limits(
    database: Database, processes: int
) -> None:
    time = Time()
    with Sandbox.start(limits=UNLIMITED, clock=lambda: time.now.timestamp()) as sandbox:
        office = Office(database, sandbox, time=time)
        rooms = add_rooms(office, 150)
        give_in(office, *rooms)
        deliveries = [office.build_delivery(time) for _ in range(processes)]
        seconds = 0.0
        while "pending" in office.states():
            calls = sum(one.deliver_due() for one in deliveries)
            if not calls:
                time.pass_by(SECOND / 4)
                seconds += 0.25
        for one in (*deliveries, office.delivery):
            one.stop()
        assert too_fast(sandbox) == []
        assert [len(office.posted(room)) for room in rooms] == [1] * 150
        assert len(sandbox.calls(MEMBERS)) == 150
        # Twenty at once, and the others at the pace that the reads of members allow.
        assert seconds <= 130 * PACES[MEMBERS].interval.total_seconds() + 5
        assert tries(office) == [(1, False)] * 150


def test_whoever_waits_for_a_read_was_not_called_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, MEMBERS)
    give_in(office, *add_rooms(office, 3))
    office.deliver()
    office.deliver(SECOND)
    assert sorted(tries(office)) == [(0, False), (0, False), (1, False)]
    assert office.seen == [("post", "sent")]
    counts = [len(office.sandbox.calls(MEMBERS))]
    for wait in (8, 1, 9, 1):
        office.deliver(wait * SECOND)
        counts.append(len(office.sandbox.calls(MEMBERS)))
    assert counts == [1, 1, 2, 2, 3]
    assert office.states() == ["sent"] * 3


def test_a_message_in_doubt_that_waits_is_in_doubt_still(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, MEMBERS, 2 * LEASE)
    first, second = add_rooms(office, 2)
    give_in(office, first)
    office.deliver()
    give_in(office, second)
    office.claim_and_die()
    office.deliver(LEASE)
    assert office.states() == ["sent", "pending"]
    assert tries(office) == [(1, False), (1, True)]


def test_slacks_word_to_wait_with_a_read_holds_that_read_for_all_processes_and_no_post(
    office: Office,
) -> None:
    rooms = add_rooms(office, 2)
    office.sandbox.fault(MEMBERS, "ratelimited", retry_after=30)
    give_in(office, rooms[0])
    office.deliver()
    assert office.seen == [("read", "rate_limited")]
    assert tries(office) == [(0, False)]
    other = office.build_delivery(office.time)
    give_in(office, rooms[1])
    office.promise("hello")
    assert other.deliver_due() == 2
    assert office.posted() == ["hello"]
    other.stop()
    office.deliver(29 * SECOND)
    assert len(office.sandbox.calls(MEMBERS)) == 1
    assert office.sandbox.violations == 0
    assert sorted(tries(office)) == [(0, False), (0, False), (1, False)]


def test_a_large_channel_is_read_in_spite_of_a_pace_that_is_too_slow_for_all_its_pages(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, MEMBERS)
    monkeypatch.setattr(reads, "_MEMBERS_PAGE", 1)
    (room,) = add_rooms(office, 1)
    give_in(office, room)
    for _ in range(3):
        office.deliver(10 * SECOND)
    assert len(office.sandbox.calls(MEMBERS)) == 3
    assert len(office.posted(room)) == 1
    assert tries(office) == [(1, False)]
    assert office.told(office.ben) == []


def test_a_lookup_in_the_history_waits_for_its_pace(
    seeing_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = seeing_office
    slow_down(monkeypatch, HISTORY)
    for room in add_rooms(office, 2):
        office.sandbox.fault("chat.postMessage", "drop_after", channel=room)
        office.promise("one", channel=room)
    office.deliver()
    office.deliver(SECOND)
    assert len(office.sandbox.calls(HISTORY)) == 1
    assert sorted(office.states()) == ["pending", "sent"]
    assert sorted(tries(office)) == [(1, True), (2, False)]
    office.deliver(10 * SECOND)
    assert len(office.sandbox.calls(HISTORY)) == 2
    assert len(office.sandbox.calls("chat.postMessage")) == 2
    assert office.states() == ["sent", "sent"]


def test_a_direct_message_is_looked_for_once_its_channel_may_be_opened(
    seeing_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = seeing_office
    slow_down(monkeypatch, "conversations.open")
    for person in (office.ben, office.grace):
        office.sandbox.fault("chat.postMessage", "drop_after")
        office.promise("one", channel=person.slack_user_id)
    office.deliver()
    office.deliver(SECOND)
    assert len(office.sandbox.calls("conversations.open")) == 1
    office.deliver(10 * SECOND)
    assert len(office.sandbox.calls("chat.postMessage")) == 2
    assert (office.told(office.ben), office.told(office.grace)) == (["one"], ["one"])
    assert office.states() == ["sent", "sent"]
