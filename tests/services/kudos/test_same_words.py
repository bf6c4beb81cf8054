"""The same words again to the same person: asked about, and then given or not."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import Kudos
from factories import NOW
from services.races import all_at_once
from services.team import Team
from slackapp.domain.kudos.errors import SaidBefore
from slackapp.services.kudos.kudos import KudosReceipt


@pytest.fixture
def team(session: Session) -> Team:
    """Ana, Ben and Cem, of whom Ana has just thanked Ben."""
    team = Team(session)
    again(team, session, request_key="first")
    return team


def again(team: Team, session: Session, *people: object, **fields: object) -> KudosReceipt:
    """Give without having been asked."""
    return team.give(session, *people, may_repeat=False, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("message", ["for the calm answer", "For the  calm\nanswer"])
def test_the_same_words_within_ten_minutes_are_not_given_unasked(
    session: Session, team: Team, message: str
) -> None:
    with pytest.raises(SaidBefore, match=team.ben.slack_user_id) as asked:
        again(
            team,
            session,
            team.cem,
            team.ben,
            competencies=("initiative",),
            message=message,
            at=NOW + timedelta(minutes=9, seconds=59),
        )
    assert team.cem.slack_user_id not in str(asked.value)
    assert count(session, team) == 1


def test_whoever_was_asked_may_repeat_it_and_is_told_to_whom(session: Session, team: Team) -> None:
    receipt = team.give(session, team.ben, team.cem, may_repeat=True)
    assert receipt.said_before == (team.ben.slack_user_id,)
    assert count(session, team) == 2


def test_after_ten_minutes_in_other_words_to_or_from_others_nobody_is_asked(
    session: Session, team: Team
) -> None:
    again(team, session, at=NOW + timedelta(minutes=10))
    again(team, session, message="for the calm answers")
    again(team, session, team.cem)
    again(team, session, giver=team.cem)
    assert count(session, team) == 5


def test_without_words_it_is_the_same_competency_that_is_asked_about(
    session: Session, team: Team
) -> None:
    again(team, session, message="", competencies=("empathy", "initiative"))
    again(team, session, message="", competencies=("leadership",))
    with pytest.raises(SaidBefore):
        again(team, session, message="", competencies=("initiative",))


def test_the_same_request_is_no_repeat(session: Session, team: Team) -> None:
    assert again(team, session, request_key="first").repeated


@pytest.mark.parametrize("limit", [0, 100])
def test_fifty_at_once_give_one(database: Database, limit: int) -> None:
    with database.sessions.begin() as session:
        team = Team(session, daily_limit=limit)
        team.open_support(session)
    outcomes = all_at_once(database, [partial(again, team)] * 50)
    given = [one for one in outcomes if isinstance(one, KudosReceipt)]
    assert len(given) == 1
    assert {type(one) for one in outcomes} == {KudosReceipt, SaidBefore}
    with database.sessions.read() as session:
        assert count(session, team) == 1


def count(session: Session, team: Team) -> int:
    """How many kudos there are."""
    wanted = select(func.count(Kudos.id)).where(Kudos.workspace_id == team.workspace_id)
    return session.scalar(wanted) or 0
