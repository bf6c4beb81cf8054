"""Processes that say that they run, and the five places for Socket Mode."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from databases import Database
from factories import NOW
from slackapp.services.operate.processes import (
    ALL_PARTS,
    SOCKET_PLACES,
    Held,
    Part,
    count_parts,
    forget_process,
    hold_process,
    list_undone,
    record_process,
)

LEASE = timedelta(seconds=30)


def begin(session: Session, name: str, *parts: Part, now: datetime = NOW) -> None:
    record_process(session, name=name, parts=parts or ALL_PARTS, alive_until=now + LEASE)
    session.flush()


def hold(session: Session, name: str, now: datetime = NOW) -> Held | None:
    return hold_process(session, name=name, wants_place=True, lease=LEASE, now=now)


def test_what_nobody_does_is_known_where_anybody_does_anything(session: Session) -> None:
    assert list_undone(session, now=NOW) == []
    begin(session, "web", Part.RECEIVE)
    begin(session, "worker", Part.TICK, Part.DELIVER)
    begin(session, "web too", Part.RECEIVE)
    assert count_parts(session, now=NOW) == {"receive": 2, "deliver": 1, "tick": 1}
    assert list_undone(session, now=NOW) == []
    forget_process(session, name="worker")
    assert list_undone(session, now=NOW) == ["deliver", "tick"]
    assert list_undone(session, now=NOW + LEASE) == []


def test_a_sixth_has_no_place_until_one_ends_or_dies(session: Session) -> None:
    names = [f"process {number}" for number in range(SOCKET_PLACES + 2)]
    for name in names:
        begin(session, name)
    held = [hold(session, name) for name in names]
    assert held == [*(Held(place) for place in range(1, SOCKET_PLACES + 1)), Held(None), Held(None)]
    forget_process(session, name=names[1])
    assert hold(session, names[-1]) == Held(2)

    later = NOW + timedelta(seconds=20)
    alive = [hold(session, name, later) for name in names[2:]]
    assert alive == [Held(3), Held(4), Held(5), Held(None), Held(2)]
    # The first one said nothing more.
    assert hold(session, names[-2], NOW + LEASE) == Held(1)
    assert hold(session, names[0], NOW + LEASE) is None


def test_whoever_wants_no_place_takes_none(session: Session) -> None:
    begin(session, "worker", Part.DELIVER)
    held = hold_process(session, name="worker", wants_place=False, lease=LEASE, now=NOW)
    assert held == Held(None)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_processes_that_come_at_once_never_share_a_place(database: Database) -> None:
    def run(number: int) -> int | None:
        for _ in range(3):
            with database.sessions.begin() as session:
                held = hold(session, f"process {number}")
            if held is not None:
                continue
            with database.sessions.begin() as session:
                begin(session, f"process {number}")
        assert held is not None
        return held.socket_place

    with ThreadPoolExecutor(12) as pool:
        places = list(pool.map(run, range(12)))
    taken = sorted(place for place in places if place is not None)
    assert taken == list(range(1, SOCKET_PLACES + 1))
