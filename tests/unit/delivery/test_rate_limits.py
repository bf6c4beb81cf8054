"""The pace of calls: never more than Slack allows in any minute, and no slower than need be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW
from slackapp.delivery.rate_limits import (
    METHODS,
    PACES,
    POST_INTERVAL,
    Pace,
    Turns,
    find_slot,
    hold_until,
    next_send_at,
)
from slackapp.sandbox.rate_limits import Limits

MINUTE = timedelta(minutes=1)
limits = st.integers(3, 400).flatmap(
    lambda limit: st.tuples(st.just(limit), st.integers(1, limit - 2))
)
gaps = st.lists(st.timedeltas(timedelta(0), timedelta(seconds=90)), min_size=1, max_size=60)


def calls(pace: Pace, wanted: list[datetime]) -> list[datetime]:
    """When calls start that are wanted at those times, each as early as the pace allows."""
    next_at, started = NOW, []
    for now in wanted:
        slot = find_slot(pace, next_at=next_at, now=now)
        next_at = slot.next_at
        started.append(slot.start_at)
    return started


@given(limits, gaps)
def test_no_minute_has_more_calls_than_the_limit(
    limit_and_burst: tuple[int, int], gaps: list[timedelta]
) -> None:
    limit, burst = limit_and_burst
    wanted, now = [], NOW
    for gap in gaps:
        now += gap
        wanted += [now] * 20
    started = calls(Pace.per_minute(limit, burst=burst), wanted)
    assert started == sorted(started)
    assert all(start >= now for start, now in zip(started, wanted, strict=True))
    for first, last in zip(started, started[limit - 1 :], strict=False):
        assert last - first >= MINUTE


@pytest.mark.parametrize("method", PACES)
def test_a_method_keeps_slacks_limit_and_lets_a_burst_go_at_once(method: str) -> None:
    # The sandbox limits posts by the second; so many a minute are what we allow ourselves.
    pace, limit = PACES[method], Limits().per_minute.get(method, 300)
    started = calls(pace, [NOW] * (limit + 1))
    assert started[: pace.burst] == [NOW] * pace.burst
    assert started[pace.burst] > NOW
    assert started[limit - 1] - NOW >= MINUTE
    assert started[limit - 3] - NOW < MINUTE


def test_a_pace_leaves_one_call_of_the_minute_to_spare() -> None:
    assert Pace.per_minute(50, burst=9) == Pace(timedelta(seconds=1.5), 9)


def test_after_a_rest_another_burst_may_go() -> None:
    pace = Pace.per_minute(50, burst=10)
    later = NOW + timedelta(hours=1)
    assert calls(pace, [NOW] * 10 + [later] * 10)[10:] == [later] * 10


@given(limits, st.timedeltas(timedelta(0), timedelta(hours=2)), st.timedeltas(-MINUTE, MINUTE))
def test_nothing_starts_while_slack_said_to_wait(
    limit_and_burst: tuple[int, int], wait: timedelta, elapsed: timedelta
) -> None:
    limit, burst = limit_and_burst
    pace = Pace.per_minute(limit, burst=burst)
    until, now = NOW + wait, NOW + wait + elapsed
    slot = find_slot(pace, next_at=hold_until(pace, until), now=now)
    assert slot.start_at == max(now, until)


def test_every_kind_of_message_but_an_answer_has_a_pace() -> None:
    assert {kind: METHODS.get(kind) for kind in ("post", "update", "response")} == {
        "post": "chat.postMessage",
        "update": "chat.update",
        "response": None,
    }
    assert set(METHODS.values()) <= set(PACES)


# Who waits for a pace


def test_those_that_wait_come_back_one_behind_the_other() -> None:
    turns, interval = Turns(), PACES["users.list"].interval
    given = [turns.give(1, "users.list", start_at=NOW) for _ in range(3)]
    assert given == [NOW, NOW + interval, NOW + 2 * interval]
    assert turns.give(2, "users.list", start_at=NOW) == NOW
    assert turns.give(1, "users.info", start_at=NOW) == NOW


def test_nobody_comes_back_before_a_call_may_start() -> None:
    turns, later = Turns(), NOW + timedelta(hours=1)
    turns.give(1, "users.list", start_at=NOW)
    assert turns.give(1, "users.list", start_at=later) == later


def test_whoever_waits_finds_a_slot_at_their_turn() -> None:
    pace, turns, next_at, looks = PACES["users.list"], Turns(), NOW, 0
    due = [NOW] * 100
    while due:
        now = due.pop(0)
        looks += 1
        slot = find_slot(pace, next_at=next_at, now=now)
        if slot.start_at <= now:
            next_at = slot.next_at
        else:
            due.append(turns.give(1, "users.list", start_at=slot.start_at))
    assert looks == 100 + 100 - pace.burst


@pytest.mark.parametrize(
    ("kind", "wait"),
    [
        ("post", POST_INTERVAL),
        ("file", POST_INTERVAL),
        ("update", timedelta(0)),
        ("response", timedelta(0)),
    ],
)
def test_only_posts_wait_for_each_other_in_a_channel(kind: str, wait: timedelta) -> None:
    assert next_send_at(kind, sent_at=NOW) == NOW + wait
