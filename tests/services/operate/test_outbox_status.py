"""The outbox as an operator sees it, and another try for what failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from databases import Database
from db import OutboxLane, OutboxMessage, Person
from factories import NOW, make_message
from services.lanes import SECOND, claim, end, get_claim, promise, text_of
from services.races import overlap
from services.team import Team
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.announcements import enqueue_direct
from slackapp.services.kudos.decisions import choose_behaviour
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.operate.outbox_status import count_by_state, list_unsettled


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def fail(session: Session, team: Team, key: str, *, lane: str = "C1", kind: str = "post") -> int:
    promise(session, team, key, lane=lane, kind=kind)
    claimed = get_claim(session)
    end(session, claimed, "failed")
    return claimed.message_id


def test_an_operator_sees_what_waits_and_what_failed_but_no_words(
    session: Session, team: Team
) -> None:
    failed = fail(session, team, "one")
    promise(session, team, "two", lane="C2")
    promise(session, team, "three", lane="C3")
    sent = get_claim(session)
    end(session, sent)
    assert count_by_state(session) == {"failed": 1, "pending": 1, "sent": 1}
    first, second = list_unsettled(session, limit=10)
    assert (first.message_id, first.state, first.error, first.attempts) == (
        failed,
        "failed",
        "is_archived",
        1,
    )
    assert (second.state, second.error, second.attempts) == ("pending", None, 0)
    assert first.slack_team_id == team.workspace.slack_team_id
    assert not any("Zoë" in str(row) for row in (first, second))
    assert list_unsettled(session, limit=1) == [first]


def test_a_failed_message_that_is_tried_again_goes_out_before_what_came_later(
    session: Session, team: Team
) -> None:
    fail(session, team, "one")
    promise(session, team, "two", at=NOW + timedelta(days=4))
    later = NOW + timedelta(days=4)
    assert retry_failed(session, message_ids=[], now=later) == 1
    claimed = get_claim(session, later + SECOND)
    assert (text_of(claimed), claimed.attempts, claimed.created_at) == ("one", 0, later)


def test_a_resting_lane_is_woken_by_another_try(session: Session, team: Team) -> None:
    fail(session, team, "one")
    assert claim(session, NOW + timedelta(days=1)) is None
    retry_failed(session, message_ids=[], now=NOW + timedelta(days=1))
    assert text_of(claim(session, NOW + timedelta(days=1))) == "one"


def test_only_the_named_messages_are_tried_again(session: Session, team: Team) -> None:
    first = fail(session, team, "one", lane="C1")
    fail(session, team, "two", lane="C2")
    assert retry_failed(session, message_ids=[first], now=NOW) == 1
    assert [one.state for one in team.promises(session)] == ["pending", "failed"]


def test_what_did_not_fail_or_cannot_be_repeated_is_not_tried_again(
    session: Session, team: Team
) -> None:
    fail(session, team, "one", lane="response:U1", kind="response")
    promise(session, team, "two")
    end(session, get_claim(session))
    before = team.promises(session)
    assert retry_failed(session, message_ids=[], now=NOW) == 0
    assert retry_failed(session, message_ids=[one.message_id for one in before], now=NOW) == 0
    assert team.promises(session) == before


def refuse_announcement(session: Session, team: Team, *told: Person) -> KudosView:
    """Ana thanked Ben and Cem, the announcement was refused, and some were told directly."""
    kudos = team.give(session, team.ben, team.cem).kudos
    end(session, get_claim(session), "failed")
    enqueue_direct(
        session,
        workspace_id=team.workspace_id,
        kudos=kudos,
        slack_user_ids=[one.slack_user_id for one in told],
        now=NOW,
    )
    return kudos


def test_an_announcement_tried_again_mentions_nobody_who_was_told_directly_meanwhile(
    session: Session, team: Team
) -> None:
    refuse_announcement(session, team, team.ben)
    retry_failed(session, message_ids=[], now=NOW)
    announcement, direct = team.promises(session)
    assert direct.lane == team.ben.slack_user_id
    assert announcement.mentions == [team.cem.slack_user_id]
    assert f"*Ana* thanked *Ben* and <@{team.cem.slack_user_id}>" in announcement.text


def test_an_announcement_tried_again_mentions_whom_no_direct_message_will_reach(
    session: Session, team: Team
) -> None:
    refuse_announcement(session, team, team.ben)
    end(session, get_claim(session), "failed")
    announcement, _ = team.promises(session)
    retry_failed(session, message_ids=[announcement.message_id], now=NOW)
    [announcement, direct] = team.promises(session)
    assert (announcement.state, direct.state) == ("pending", "failed")
    assert announcement.mentions == [team.ben.slack_user_id, team.cem.slack_user_id]


def test_an_announcement_tried_again_shows_what_was_chosen_since(
    session: Session, team: Team
) -> None:
    kudos = refuse_announcement(session, team)
    [tag] = kudos.tags
    behaviour = tag.competency.behaviours[-1]
    choose_behaviour(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        tag_id=tag.tag_id,
        behaviour_key=behaviour.key,
        request_key="click",
        now=NOW,
    )
    retry_failed(session, message_ids=[], now=NOW)
    [announcement] = team.promises(session)
    assert behaviour.text in announcement.text


def test_another_try_wakes_a_lane_that_is_just_running_empty(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        fail(session, team, "one")
        promise(session, team, "two", at=NOW + SECOND)
        claimed = get_claim(session, NOW + SECOND)
    overlap(
        database,
        lambda session: end(session, claimed, at=NOW + SECOND),
        lambda session: retry_failed(session, message_ids=[], now=NOW + SECOND),
    )
    with database.sessions.begin() as session:
        assert text_of(claim(session, NOW + 2 * SECOND)) == "one"


def test_the_parts_behind_a_post_come_back_with_it(session: Session, team: Team) -> None:
    first = fail(session, team, "digest:1:0")
    parts = {
        state: make_message(
            session,
            lane=session.get_one(OutboxLane, session.get_one(OutboxMessage, first).lane_id),
            state=state,
            error=error,
            post_id=first,
        )
        for state, error in (("cancelled", "post_was_not_made"), ("sent", None))
    }
    other = make_message(
        session,
        lane=session.get_one(OutboxLane, session.get_one(OutboxMessage, first).lane_id),
        state="cancelled",
        error="prompt_not_wanted",
    )
    assert retry_failed(session, message_ids=[first], now=NOW) == 2
    session.expire_all()
    assert session.get_one(OutboxMessage, first).state == "pending"
    assert parts["cancelled"].state == "pending"
    assert parts["sent"].state == "sent"
    assert other.state == "cancelled"
