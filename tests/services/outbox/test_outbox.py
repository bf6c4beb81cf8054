"""The outbox: order and pace within a lane, leases, doubt, and when to look again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from databases import Database
from db import OutboxLane
from factories import NOW
from services.lanes import LEASE, SECOND, claim, end, get_claim, promise, put_off, text_of
from services.races import all_at_once, in_transaction, overlap, wait_until_blocked
from services.team import Team
from slackapp.services.outbox.claims import (
    claim_lane,
    find_due_lanes,
    find_next_due_at,
    give_back,
    hold_lane,
)
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


# Order and pace


def test_a_lane_gives_its_messages_in_order_and_no_faster_than_its_pace(
    session: Session, team: Team
) -> None:
    promise(session, team, "one", "two")
    promise(session, team, "three")
    at, seen = NOW, []
    for _ in range(3):
        claimed = get_claim(session, at)
        seen.append(text_of(claimed))
        goes_on = end(session, claimed, at=at)
        assert claim(session, goes_on - timedelta(milliseconds=1)) is None
        at = goes_on
    assert seen == ["one", "two", "three"]
    assert claim(session, at + timedelta(days=9)) is None
    assert find_next_due_at(session, before=NOW + timedelta(days=9)) is None


def test_the_pace_holds_for_what_is_promised_after_the_lane_ran_empty(
    session: Session, team: Team
) -> None:
    promise(session, team, "one")
    goes_on = end(session, get_claim(session))
    promise(session, team, "two")
    assert find_next_due_at(session, before=NOW + timedelta(days=9)) == goes_on
    assert claim(session) is None
    assert text_of(claim(session, goes_on)) == "two"


def test_a_new_promise_does_not_hurry_a_lane_that_waits(session: Session, team: Team) -> None:
    promise(session, team, "one")
    put_off(session, get_claim(session), NOW + timedelta(minutes=1))
    promise(session, team, "two")
    assert claim(session, NOW + timedelta(seconds=59)) is None
    assert text_of(claim(session, NOW + timedelta(minutes=1))) == "one"


def test_lanes_do_not_wait_for_each_other_and_the_longest_due_goes_first(
    session: Session, team: Team
) -> None:
    promise(session, team, "later", lane="C1", at=NOW + SECOND)
    promise(session, team, "sooner", lane="C2", at=NOW)
    at = NOW + 2 * SECOND
    assert [text_of(claim(session, at)) for _ in range(3)] == ["sooner", "later", None]


def test_what_is_promised_for_later_is_not_due_before(session: Session, team: Team) -> None:
    promise(session, team, "one", at=NOW + SECOND)
    assert claim(session, NOW) is None
    assert find_next_due_at(session, before=NOW + timedelta(days=9)) == NOW + SECOND


def test_the_same_promise_twice_is_one_message(session: Session, team: Team) -> None:
    other = Team(session)
    promise(session, team, "one", "one")
    promise(session, team, "one", lane="C2")
    promise(session, other, "one")
    assert len(team.promises(session)) == len(other.promises(session)) == 1


def test_a_lane_with_nothing_left_rests_until_the_next_promise(
    session: Session, team: Team
) -> None:
    promise(session, team, "one")
    promise(session, team, "one", lane="C2")  # wakes a lane and adds nothing to it
    # Both are due at once, and either may be looked at first.
    assert [text_of(one) for one in (claim(session), claim(session)) if one] == ["one"]
    assert session.scalar(select(OutboxLane.due_at).filter_by(slack_channel_id="C2")) is None
    promise(session, team, "two", lane="C2")
    assert text_of(claim(session)) == "two"


def test_messages_promised_at_once_go_out_in_the_order_of_their_commits(
    database: Database,
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
    overlap(
        database,
        lambda session: promise(session, team, "first"),
        lambda session: promise(session, team, "second"),
    )
    with database.sessions.begin() as session:
        claimed = get_claim(session)
        assert text_of(claimed) == "first"
        assert text_of(claim(session, end(session, claimed))) == "second"


# Leases


def test_a_lane_that_somebody_holds_is_nobody_elses_until_the_lease_ends(
    session: Session, team: Team
) -> None:
    promise(session, team, "one")
    first = get_claim(session)
    assert claim(session, NOW + LEASE - SECOND) is None
    assert claim_lane(session, lane_id=first.lane_id, lease=LEASE, now=NOW) is None
    second = get_claim(session, NOW + LEASE)
    assert second.message_id == first.message_id
    assert (first.attempts, second.attempts) == (0, 1)
    assert second.lease_token > first.lease_token


def test_whoever_lost_the_lease_records_nothing(session: Session, team: Team) -> None:
    promise(session, team, "one")
    slow = get_claim(session)
    quick = get_claim(session, NOW + LEASE)
    assert not hold_lane(session, slow, now=NOW + LEASE)
    end(session, quick, at=NOW + LEASE)
    assert [one.state for one in team.promises(session)] == ["sent"]


def test_a_late_record_counts_while_nobody_else_took_the_lane(session: Session, team: Team) -> None:
    promise(session, team, "one")
    slow = get_claim(session)
    end(session, slow, at=NOW + 2 * LEASE)
    assert [one.state for one in team.promises(session)] == ["sent"]


def test_eight_threads_claim_each_message_once(database: Database) -> None:
    lanes = [f"C{number}" for number in range(12)]
    with database.sessions.begin() as session:
        team = Team(session)
        for lane in lanes:
            promise(session, team, f"a-{lane}", f"b-{lane}", lane=lane)

    def work() -> list[str]:
        claimed = []
        at = NOW
        # Each step is a transaction of its own, as it is in the delivery.
        while lane_ids := in_transaction(database, partial(find_due_lanes, limit=1, now=at)):
            one = in_transaction(
                database, partial(claim_lane, lane_id=lane_ids[0], lease=LEASE, now=at)
            )
            if one is not None:
                claimed.append(str(text_of(one)))
        return claimed

    with ThreadPoolExecutor(8) as pool:
        claimed = [one for part in pool.map(lambda _: work(), range(8)) for one in part]
    assert sorted(claimed) == sorted(f"a-{lane}" for lane in lanes)


def test_two_processes_that_see_the_same_due_lane_do_not_both_get_it(
    database: Database,
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        promise(session, team, "one")
        [lane_id] = find_due_lanes(session, limit=5, now=NOW)
    take = partial(claim_lane, lane_id=lane_id, lease=LEASE, now=NOW)
    outcomes = all_at_once(database, [take] * 4)
    assert not any(isinstance(one, Exception) for one in outcomes)
    assert len([one for one in outcomes if one is not None]) == 1


# What may have been posted


def test_whoever_claims_never_waits_for_somebody_who_promises(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        promise(session, team, "sooner", lane="U1", at=NOW - SECOND)
        promise(session, team, "later", lane="C1")

    def claim_both(session: Session) -> list[str | None]:
        return [text_of(claim(session)) for _ in range(2)]

    # Each would hold a lane that the other wants.
    with ThreadPoolExecutor(1) as pool, database.sessions.begin() as session:
        promise(session, team, "more", lane="C1")
        claiming = pool.submit(in_transaction, database, claim_both)
        wait_until_blocked(database, claiming)
        promise(session, team, "even more", lane="U1")
    assert claiming.result()[0] == "sooner"
    with database.sessions.read() as session:
        assert len(team.promises(session)) == 4


def test_a_message_is_in_doubt_from_its_call_until_the_answer_is_recorded(
    session: Session, team: Team
) -> None:
    promise(session, team, "one")
    first = get_claim(session)
    assert not first.is_in_doubt
    died = get_claim(session, NOW + LEASE)
    assert died.is_in_doubt
    assert died.delivery_id == first.delivery_id


@pytest.mark.parametrize("in_doubt", [False, True])
def test_an_answer_may_leave_the_doubt_or_end_it(
    session: Session, team: Team, in_doubt: bool
) -> None:
    promise(session, team, "one")
    put_off(session, get_claim(session), NOW + SECOND, in_doubt=in_doubt)
    assert get_claim(session, NOW + SECOND).is_in_doubt is in_doubt


# Waiting


def test_a_lane_that_is_given_back_was_never_called(session: Session, team: Team) -> None:
    promise(session, team, "one")
    [lane_id] = find_due_lanes(session, limit=5, now=NOW)
    claimed = claim_lane(session, lane_id=lane_id, lease=LEASE, now=NOW)
    assert claimed is not None
    give_back(session, lane_id=lane_id, due_at=NOW + SECOND, now=NOW)
    assert claim(session) is None
    again = get_claim(session, NOW + SECOND)
    assert (again.attempts, again.is_in_doubt) == (0, False)


def test_a_passing_error_holds_up_its_own_lane_alone(session: Session, team: Team) -> None:
    promise(session, team, "one")
    put_off(session, get_claim(session), NOW + timedelta(minutes=1))
    promise(session, team, "two", lane="C2")
    assert text_of(claim(session)) == "two"
    assert [one.state for one in team.promises(session)] == ["pending", "pending"]


def test_a_workspace_without_a_token_waits(session: Session, team: Team) -> None:
    promise(session, team, "one")
    team.row.bot_token = None
    session.flush()
    assert claim(session) is None
    team.row.bot_token = "xoxb-again"
    session.flush()
    assert get_claim(session).bot_token == "xoxb-again"


# When to look again


def test_nobody_looks_again_at_a_lane_that_is_held_before_its_lease_ends(
    session: Session, team: Team
) -> None:
    promise(session, team, "one")
    get_claim(session)
    assert find_next_due_at(session, before=NOW + timedelta(days=9)) == NOW + LEASE


def test_nobody_looks_again_at_a_workspace_without_a_token(session: Session, team: Team) -> None:
    promise(session, team, "one")
    team.row.bot_token = None
    session.flush()
    assert find_next_due_at(session, before=NOW + timedelta(days=9)) is None


# Updates of a post


def test_an_update_learns_where_the_post_went(session: Session, team: Team) -> None:
    promise(session, team, "one")
    post = get_claim(session)
    update = OutgoingMessage("C1", "update", "two", {"text": "two"}, post_id=post.message_id)
    enqueue(session, workspace_id=team.workspace_id, messages=[update], now=NOW)
    goes_on = end(session, post)
    claimed = get_claim(session, goes_on)
    assert (claimed.kind, claimed.post_ts, claimed.post_channel_id) == ("update", "1.1", "C1")


def test_an_update_of_a_post_that_was_refused_has_nowhere_to_go(
    session: Session, team: Team
) -> None:
    promise(session, team, "one")
    post = get_claim(session)
    update = OutgoingMessage("C1", "update", "two", {"text": "two"}, post_id=post.message_id)
    enqueue(session, workspace_id=team.workspace_id, messages=[update], now=NOW)
    claimed = get_claim(session, end(session, post, "failed"))
    assert (claimed.kind, claimed.post_ts, claimed.post_channel_id) == ("update", None, None)
