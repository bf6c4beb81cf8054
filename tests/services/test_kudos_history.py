"""Somebody's own kudos: theirs alone, and nothing before its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from db import Person
from factories import NOW
from services.team import DIRECT, WINS, Team
from slackapp.domain.kudos import KudosView
from slackapp.services.kudos_decisions import release_privately
from slackapp.services.kudos_history import list_own_kudos


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def own(session: Session, team: Team, person: Person, limit: int = 10) -> list[KudosView]:
    return list_own_kudos(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, person),
        limit=limit,
    )


def test_given_and_received_kudos_come_newest_first(session: Session, team: Team) -> None:
    old = team.give(session, team.cem, at=NOW).kudos
    new = team.give(session, team.ana, giver=team.ben, at=NOW + timedelta(minutes=1)).kudos
    team.give(session, team.cem, giver=team.ben)
    assert own(session, team, team.ana) == [new, old]


def test_kudos_of_one_moment_keep_their_order_and_the_limit_cuts_the_oldest(
    session: Session, team: Team
) -> None:
    first, second, third = (team.give(session).kudos for _ in range(3))
    assert own(session, team, team.ben, limit=2) == [third, second]
    assert own(session, team, team.ben) == [third, second, first]


def test_more_kudos_take_no_more_queries(session: Session, team: Team) -> None:
    for _ in range(5):
        team.give(session, team.ben, team.cem, competencies=("empathy", "leadership"))
    queries: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: queries.append(args[2]))

    counts = []
    for limit in (1, 5):
        queries.clear()
        assert len(own(session, team, team.ben, limit=limit)) == limit
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_kudos_for_several_is_in_each_ones_list_once(session: Session, team: Team) -> None:
    kudos = team.give(session, team.ben, team.cem, competencies=("empathy", "leadership")).kudos
    for person in (team.ana, team.ben, team.cem):
        assert own(session, team, person) == [kudos]


def test_a_held_kudos_is_seen_by_its_giver_alone_until_it_is_released(
    session: Session, team: Team
) -> None:
    held = team.give(session, place=WINS).kudos
    assert own(session, team, team.ana) == [held]
    assert own(session, team, team.ben) == []
    sent = release_privately(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        kudos_id=held.kudos_id,
        now=NOW,
    )
    assert own(session, team, team.ben) == [sent]


def test_a_private_kudos_is_seen_by_both_and_nobody_else(session: Session, team: Team) -> None:
    kudos = team.give(session, place=DIRECT).kudos
    assert own(session, team, team.ana) == own(session, team, team.ben) == [kudos]
    assert own(session, team, team.cem) == []


def test_another_workspaces_kudos_never_show(session: Session, team: Team) -> None:
    team.give(session)
    other = Team(session)
    assert own(session, other, other.ana) == []
    assert (
        list_own_kudos(
            session,
            workspace_id=other.workspace_id,
            person=team.view(session, team.ana),
            limit=10,
        )
        == []
    )
