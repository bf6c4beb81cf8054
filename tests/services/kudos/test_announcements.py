"""Who is told of a kudos, and never twice."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import Kudos, OutboxMessage
from factories import NOW
from services.team import DIRECT, LEADS, SUPPORT, WINS, Promise, Team
from slackapp.blocks.base.kit import Content
from slackapp.domain.kudos.audience import Place
from slackapp.services.kudos.announcements import (
    enqueue_announcement,
    enqueue_direct,
    enqueue_response,
    enqueue_updates,
)
from slackapp.services.kudos.kudos import get_kudos


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


@pytest.mark.parametrize(
    ("place", "choices", "told"),
    [
        (SUPPORT, ("public",), {"C0SUPPORT": ["U0A"]}),
        (SUPPORT, ("public", "public"), {"C0SUPPORT": ["U0A", "U0B"]}),
        (SUPPORT, ("public", "ask", "me"), {"C0SUPPORT": ["U0A"], "U0B": [], "U0C": []}),
        (SUPPORT, ("ask",), {"U0A": []}),
        (SUPPORT, ("me", "me"), {"U0A": [], "U0B": []}),
        (LEADS, ("public", "me"), {"C0LEADS": ["U0A"], "U0B": []}),
        (DIRECT, ("public", "ask", "me"), {"U0A": [], "U0B": [], "U0C": []}),
        (WINS, ("public", "ask", "me"), {}),
    ],
)
def test_each_recipient_is_told_in_one_place_by_their_own_choice(
    session: Session,
    team: Team,
    place: Place,
    choices: tuple[str, ...],
    told: dict[str, list[str]],
) -> None:
    recipients = [
        team.add(session, slack_user_id=f"U0{letter}", announce=choice)
        for letter, choice in zip("ABC", choices, strict=False)
    ]
    team.give(session, *recipients, place=place)
    promises = team.promises(session)
    assert {one.lane: one.mentions for one in promises} == told
    assert len(promises) == len(told)
    assert {one.kind for one in promises} <= {"post"}


def test_promising_again_adds_nothing(session: Session, team: Team) -> None:
    shy = team.add(session, announce="me")
    kudos = team.give(session, team.ben, shy).kudos
    before = team.promises(session)
    for _ in range(2):
        enqueue_announcement(session, workspace_id=team.workspace_id, kudos=kudos, now=NOW)
    assert team.promises(session) == before


def test_whom_the_channel_does_not_reach_is_told_directly_once(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben, team.cem).kudos
    for _ in range(2):
        enqueue_direct(
            session,
            workspace_id=team.workspace_id,
            kudos=kudos,
            slack_user_ids=[team.cem.slack_user_id, "U0NOBODY"],
            now=NOW,
        )
    assert [one.lane for one in team.promises(session)] == ["C0SUPPORT", team.cem.slack_user_id]


def test_every_post_about_a_kudos_follows_what_it_is_now(session: Session, team: Team) -> None:
    shy = team.add(session, announce="me")
    kudos = team.give(session, team.ben, shy).kudos
    updates = _update(session, team, kudos.kudos_id, "click-1")
    assert [(one.lane, one.kind) for one in updates] == [
        ("C0SUPPORT", "update"),
        (shy.slack_user_id, "update"),
    ]
    announced, told = updates
    assert "thanked you" in told.text
    assert "thanked you" not in announced.text
    assert announced.mentions == []
    assert _update(session, team, kudos.kudos_id, "click-1") == updates


def test_an_update_that_has_not_begun_shows_what_is_newer_and_one_that_has_is_followed(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben, team.add(session, announce="me")).kudos
    before = _update(session, team, kudos.kudos_id, "click-1")
    session.execute(update(Kudos).values(message="in other words"))
    waiting = _update(session, team, kudos.kudos_id, "click-2")
    assert [one.message_id for one in waiting] == [one.message_id for one in before]
    assert all("in other words" in one.text for one in waiting)
    session.execute(update(OutboxMessage).values(is_in_doubt=True))
    session.execute(update(Kudos).values(message="once more"))
    *begun, first, second = _update(session, team, kudos.kudos_id, "click-3")
    assert begun == waiting
    assert "once more" in first.text and "once more" in second.text


def test_what_slack_refused_is_not_updated(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    _settle(session, team, "failed")
    assert _update(session, team, kudos.kudos_id, "click") == []
    _settle(session, team, "sent")
    assert len(_update(session, team, kudos.kudos_id, "click")) == 1


def test_an_answer_goes_to_one_person_and_is_promised_once(session: Session, team: Team) -> None:
    for _ in range(2):
        enqueue_response(
            session,
            workspace_id=team.workspace_id,
            slack_user_id="U0ANA",
            response_url="https://hooks.slack.com/actions/1",
            content=Content("Chosen", []),
            request_key="click",
            replace=True,
            now=NOW,
        )
    (promise,) = team.promises(session)
    assert (promise.lane, promise.kind) == ("response:U0ANA", "response")
    assert promise.payload == {
        "text": "Chosen",
        "blocks": [],
        "response_url": "https://hooks.slack.com/actions/1",
        "response_type": "ephemeral",
        "replace_original": True,
    }


def _update(session: Session, team: Team, kudos_id: int, request_key: str) -> list[Promise]:
    kudos = get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos_id)
    enqueue_updates(
        session, workspace_id=team.workspace_id, kudos=kudos, request_key=request_key, now=NOW
    )
    return [one for one in team.promises(session) if one.kind == "update"]


def _settle(session: Session, team: Team, state: str) -> None:
    session.connection().exec_driver_sql(f"UPDATE outbox_message SET state = '{state}'")
