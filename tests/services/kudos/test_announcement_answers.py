"""A recipient's word on whether a kudos to them may be announced."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from databases import Database
from db import OutboxMessage, Person
from factories import NOW
from services.races import overlap
from services.team import WINS, Team
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.audience import RecipientNotice
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.consent import answer_announcement
from slackapp.services.kudos.kudos import get_kudos


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def reread(session: Session, team: Team, kudos: KudosView) -> KudosView:
    return get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)


def answer(
    session: Session, team: Team, kudos: KudosView, recipient: Person, *, allow: bool
) -> KudosView:
    return answer_announcement(
        session,
        workspace_id=team.workspace_id,
        recipient=team.view(session, recipient),
        kudos_id=kudos.kudos_id,
        allow=allow,
        request_key=f"answer-{recipient.slack_user_id}-{allow}",
        now=NOW,
    )


@pytest.fixture
def asked(session: Session, team: Team) -> Person:
    return team.add(session, name="Didi", announce="ask")


def test_a_recipient_who_agrees_is_announced_without_being_notified_again(
    session: Session, team: Team, asked: Person
) -> None:
    kudos = answer(session, team, team.give(session, asked).kudos, asked, allow=True)
    assert kudos.recipients[0].notice is RecipientNotice.AGREED
    question, update, announcement = team.promises(session)
    assert (question.lane, question.kind) == (asked.slack_user_id, "post")
    assert (update.lane, update.kind) == (asked.slack_user_id, "update")
    assert "Announced in <#C0SUPPORT>" in update.text
    assert (announcement.lane, announcement.mentions) == ("C0SUPPORT", [])
    assert "*Didi*" in announcement.text
    assert asked.slack_user_id not in announcement.text


def test_a_recipient_who_agrees_joins_an_announcement_that_is_there_already(
    session: Session, team: Team, asked: Person
) -> None:
    kudos = team.give(session, team.ben, asked).kudos
    before = team.promises(session)
    answer(session, team, kudos, asked, allow=True)
    added = team.promises(session)[len(before) :]
    assert {(one.lane, one.kind) for one in added} == {
        ("C0SUPPORT", "update"),
        (asked.slack_user_id, "update"),
    }
    assert all("Didi" in one.text for one in added if one.lane == "C0SUPPORT")


def test_a_recipient_who_declines_is_announced_nowhere(
    session: Session, team: Team, asked: Person
) -> None:
    kudos = answer(session, team, team.give(session, asked).kudos, asked, allow=False)
    assert kudos.recipients[0].notice is RecipientNotice.DIRECT
    assert {one.lane for one in team.promises(session)} == {asked.slack_user_id}


@pytest.mark.parametrize("first", [True, False])
def test_a_recipients_first_answer_stands(
    session: Session, team: Team, asked: Person, first: bool
) -> None:
    kudos = answer(session, team, team.give(session, asked).kudos, asked, allow=first)
    promises = team.promises(session)
    for later in (True, False):
        answer(session, team, kudos, asked, allow=later)
    assert reread(session, team, kudos) == kudos
    assert team.promises(session) == promises


def test_only_somebody_who_was_asked_answers(session: Session, team: Team, asked: Person) -> None:
    kudos = team.give(session, team.ben, asked).kudos
    promises = team.promises(session)
    for other in (team.ana, team.ben, team.cem):
        with pytest.raises(NotYours):
            answer(session, team, kudos, other, allow=True)
    stranger = Team(session)
    with pytest.raises(NotYours):
        answer(session, stranger, kudos, stranger.ben, allow=True)
    assert reread(session, team, kudos) == kudos
    assert team.promises(session) == promises


def test_who_wants_kudos_to_them_alone_cannot_be_announced_by_a_forged_click(
    session: Session, team: Team
) -> None:
    shy = team.add(session, announce="me")
    kudos = team.give(session, shy).kudos
    answer(session, team, kudos, shy, allow=True)
    assert reread(session, team, kudos) == kudos
    assert len(team.promises(session)) == 1


def test_an_answer_to_a_held_kudos_tells_nobody_of_it(
    session: Session, team: Team, asked: Person
) -> None:
    kudos = team.give(session, asked, place=WINS).kudos
    answer(session, team, kudos, asked, allow=True)
    assert team.promises(session) == []


def test_an_answer_is_one_to_that_kudos_alone(session: Session, team: Team, asked: Person) -> None:
    first, second = (team.give(session, asked).kudos for _ in range(2))
    answer(session, team, second, asked, allow=True)
    assert reread(session, team, first) == first
    assert reread(session, team, second).recipients[0].notice is RecipientNotice.AGREED
    (update,) = [one for one in team.promises(session) if one.kind == "update"]
    stored = session.get_one(OutboxMessage, update.message_id)
    assert stored.dedupe_key.startswith(f"answer-{asked.slack_user_id}-True:")


def test_two_recipients_who_agree_at_once_are_both_named(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        both = [team.add(session, name=name, announce="ask") for name in ("Didi", "Eva")]
        kudos = team.give(session, *both).kudos
    overlap(
        database,
        lambda session: answer(session, team, kudos, both[0], allow=True),
        lambda session: answer(session, team, kudos, both[1], allow=True),
    )
    with database.sessions.read() as session:
        *_, last = (one for one in team.promises(session) if one.lane == "C0SUPPORT")
    assert "Didi" in last.text
    assert "Eva" in last.text
