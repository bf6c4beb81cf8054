"""Admins name others and take that back: who may be one, who stays one, what is written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import AdminAct, Person
from factories import NOW
from services.team import Team
from slackapp.domain.base.errors import NotAdmin
from slackapp.domain.workspace.errors import CannotBeAdmin, LastAdmin
from slackapp.services.operate.erasing import readmit_person
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.team.teams import may_read_as_leader
from slackapp.services.workspace.admins import change_named, list_named
from slackapp.services.workspace.people import is_admin, record_people


@pytest.fixture
def team(session: Session) -> Team:
    """Ana is an admin in Slack."""
    team = Team(session)
    team.ana.is_admin = True
    session.flush()
    return team


def change(
    session: Session,
    team: Team,
    *named: Person,
    dropped: tuple[Person, ...] = (),
    actor: Person | None = None,
) -> None:
    change_named(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, actor or team.ana),
        named=[one.slack_user_id for one in named],
        dropped=[one.slack_user_id for one in dropped],
        now=NOW,
    )


def read_acts(session: Session) -> list[tuple[str, int | None, int | None]]:
    rows = session.scalars(select(AdminAct).order_by(AdminAct.id))
    return [(one.kind, one.actor_id, one.person_id) for one in rows]


def test_whoever_is_named_is_an_admin_and_slacks_next_word_leaves_it_so(
    session: Session, team: Team
) -> None:
    change(session, team, team.ben)
    user = {"id": team.ben.slack_user_id, "name": "ben", "is_admin": False, "updated": 9}
    record_people(session, workspace=team.workspace, users=[user], now=NOW)
    session.expire_all()
    assert is_admin(session, person_id=team.ben.id)
    assert list_named(session, workspace_id=team.workspace_id) == [team.ben.slack_user_id]
    assert not is_admin(session, person_id=team.cem.id)
    # They name others, and take it back, as any admin does.
    change(session, team, team.cem, dropped=(team.ben,), actor=team.ben)
    assert [is_admin(session, person_id=one.id) for one in (team.ben, team.cem)] == [False, True]
    assert read_acts(session) == [
        ("admin_named", team.ana.id, team.ben.id),
        ("admin_named", team.ben.id, team.cem.id),
        ("admin_dropped", team.ben.id, team.ben.id),
    ]
    told = [(one.lane, one.text) for one in team.promises(session)]
    assert [lane for lane, _ in told] == [team.ben.slack_user_id, team.cem.slack_user_id]
    assert f"<@{team.ana.slack_user_id}> made you an admin" in told[0][1]


def test_a_named_admin_reads_as_an_admin_does(session: Session, team: Team) -> None:
    team.give(session)
    where = {"workspace_id": team.workspace_id, "slack_channel_id": "C0SUPPORT"}
    assert not may_read_as_leader(session, **where, person_id=team.cem.id)
    change(session, team, team.cem)
    assert may_read_as_leader(session, **where, person_id=team.cem.id)


@pytest.mark.parametrize(
    "kind",
    ["is_guest", "is_bot", "is_stranger", "is_deactivated", "erased", "unknown", "elsewhere"],
)
def test_nobody_else_can_be_named(session: Session, team: Team, kind: str) -> None:
    if kind == "erased":
        mark_erased(session, person_id=team.ben.id, now=NOW)
    elif kind == "elsewhere":
        team.ben = Team(session).ben
    elif kind == "unknown":
        team.ben = Person(slack_user_id="U0NOBODY")
    else:
        setattr(team.ben, kind, True)
    session.flush()
    with pytest.raises(CannotBeAdmin):
        change(session, team, team.cem, team.ben)


def test_whoever_becomes_a_guest_or_leaves_is_no_admin_any_more(
    session: Session, team: Team
) -> None:
    change(session, team, team.ben, team.cem)
    team.ben.is_guest = team.cem.is_deactivated = True
    session.flush()
    assert not is_admin(session, person_id=team.ben.id)
    assert list_named(session, workspace_id=team.workspace_id) == []


@pytest.mark.parametrize("gone", ["deleted", "is_restricted"])
def test_whoever_left_or_was_a_guest_comes_back_as_no_admin(
    session: Session, team: Team, gone: str
) -> None:
    change(session, team, team.ben)
    for updated, is_gone in ((8, True), (9, False)):
        user = {"id": team.ben.slack_user_id, "name": "ben", gone: is_gone, "updated": updated}
        record_people(session, workspace=team.workspace, users=[user], now=NOW)
    session.expire_all()
    assert not team.ben.is_deactivated and not team.ben.is_guest
    assert not is_admin(session, person_id=team.ben.id)


def test_somebody_stays_an_admin(session: Session, team: Team) -> None:
    change(session, team, team.ben)
    team.ana.is_admin = False
    session.flush()
    with pytest.raises(NotAdmin):
        change(session, team, team.cem)
    with pytest.raises(LastAdmin):
        change(session, team, dropped=(team.ben,), actor=team.ben)


def test_whoever_was_erased_comes_back_as_no_admin(session: Session, team: Team) -> None:
    change(session, team, team.ben)
    mark_erased(session, person_id=team.ben.id, now=NOW)
    readmit_person(session, person_id=team.ben.id)
    assert not is_admin(session, person_id=team.ben.id)
