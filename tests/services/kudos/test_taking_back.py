"""Taking a kudos back: who may, for how long, and that nothing of it is left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import AuditEntry, GivingPolicy, Kudos, KudosRecipient, KudosTag, Person
from factories import NOW
from services.races import all_at_once, in_transaction, wait_until_blocked
from services.team import WINS, Team
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.errors import DailyLimitReached, TakenBack, TooLateToTakeBack
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.announcements import enqueue_direct, lock_lanes
from slackapp.services.kudos.history import list_own_kudos, list_received_tags
from slackapp.services.kudos.taking_back import find_latest_to_take_back, take_back
from slackapp.services.operate.verify import verify

HOUR = timedelta(hours=1)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def undo(
    session: Session, team: Team, kudos: KudosView, by: Person, after: timedelta = HOUR
) -> KudosView:
    return take_back(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, by),
        kudos_id=kudos.kudos_id,
        now=NOW + after,
    )


def count(session: Session) -> list[int]:
    tables = (Kudos, KudosRecipient, KudosTag)
    return [session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


def test_the_giver_takes_a_kudos_back_and_it_counts_nowhere(session: Session, team: Team) -> None:
    kept = team.give(session, team.cem).kudos
    wrong = team.give(session, team.ben, competencies=("empathy", "initiative")).kudos

    assert undo(session, team, wrong, team.ana) == wrong

    assert count(session) == [1, 1, 1]
    for person in (team.ana, team.ben):
        own = list_own_kudos(
            session,
            workspace_id=team.workspace_id,
            person=team.view(session, person),
            limit=10,
        )
        assert own == ([kept] if person is team.ana else [])
    received = list_received_tags(
        session, workspace_id=team.workspace_id, person_id=team.ben.id, since=NOW - HOUR
    )
    assert received == []
    assert [one for one in verify(session, now=NOW) if not one.is_warning and one.count] == []


def test_what_waited_is_not_sent(session: Session, team: Team) -> None:
    team.ben.announce = "ask"
    kudos = team.give(session, team.ben, team.cem).kudos
    assert [one.kind for one in team.promises(session)] == ["post", "post"]

    undo(session, team, kudos, team.ana)

    assert [one.state for one in team.promises(session)] == ["cancelled", "cancelled"]


def test_a_held_kudos_is_taken_back_before_anybody_saw_it(session: Session, team: Team) -> None:
    kudos = team.give(session, place=WINS).kudos
    undo(session, team, kudos, team.ana)
    assert (count(session), team.promises(session)) == ([0, 0, 0], [])


def test_who_took_it_back_is_kept_without_a_word_of_it(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    undo(session, team, kudos, team.ana)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.kind, entry.actor_id, entry.kudos_id) == (
        "taken_back",
        team.ana.id,
        kudos.kudos_id,
    )
    assert entry.at == NOW + HOUR


@pytest.mark.parametrize("who", ["ben", "cem"])
def test_nobody_else_takes_it_back(session: Session, team: Team, who: str) -> None:
    kudos = team.give(session).kudos
    with pytest.raises(NotYours):
        undo(session, team, kudos, getattr(team, who))
    assert count(session) == [1, 1, 1]


def test_an_admin_of_another_workspace_takes_nothing_back(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    other = Team(session)
    other.ana.is_admin = True
    with pytest.raises(NotYours):
        undo(session, other, kudos, other.ana)
    assert count(session) == [1, 1, 1]


def test_an_admin_takes_back_any_at_any_time_and_the_giver_is_told(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    team.cem.is_admin = True
    undo(session, team, kudos, team.cem, timedelta(days=90))
    assert count(session) == [0, 0, 0]
    told = [one for one in team.promises(session) if one.lane == team.ana.slack_user_id]
    assert [one.state for one in told] == ["pending"]
    assert f"<@{team.cem.slack_user_id}>, an admin" in told[0].text
    assert "for the calm answer" not in told[0].text


def test_the_giver_s_time_is_a_day_unless_the_workspace_says_otherwise(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    with pytest.raises(TooLateToTakeBack, match="within 24 hours"):
        undo(session, team, kudos, team.ana, timedelta(hours=24))
    session.add(GivingPolicy(workspace_id=team.workspace_id, undo_hours=48))
    session.flush()
    undo(session, team, kudos, team.ana, timedelta(hours=47))
    assert count(session) == [0, 0, 0]


def test_where_the_workspace_allows_no_time_only_admins_do(session: Session, team: Team) -> None:
    session.add(GivingPolicy(workspace_id=team.workspace_id, undo_hours=0))
    kudos = team.give(session).kudos
    with pytest.raises(TooLateToTakeBack, match="only admins"):
        undo(session, team, kudos, team.ana, timedelta(0))


def test_the_request_that_gave_it_gives_nothing_when_it_comes_again(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, request_key="1.once").kudos
    undo(session, team, kudos, team.ana)
    with pytest.raises(TakenBack):
        team.give(session, request_key="1.once")
    assert count(session) == [0, 0, 0]


def test_without_a_daily_limit_it_gives_nothing_either(session: Session) -> None:
    team = Team(session, daily_limit=0)
    kudos = team.give(session, request_key="1.once").kudos
    undo(session, team, kudos, team.ana)
    with pytest.raises(TakenBack):
        team.give(session, request_key="1.once")


def test_what_is_taken_back_makes_room_under_the_daily_limit(session: Session) -> None:
    team = Team(session, daily_limit=1)
    kudos = team.give(session).kudos
    with pytest.raises(DailyLimitReached):
        team.give(session, team.cem)
    undo(session, team, kudos, team.ana)
    team.give(session, team.cem)
    assert count(session) == [1, 1, 1]


def test_the_latest_is_the_one_that_the_giver_gave_last_and_may_still_take_back(
    session: Session, team: Team
) -> None:
    team.give(session, at=NOW - timedelta(days=2))
    latest = team.give(session).kudos
    team.give(session, team.ana, giver=team.ben, at=NOW + HOUR)
    find = {"workspace_id": team.workspace_id, "giver": team.view(session, team.ana)}
    assert find_latest_to_take_back(session, **find, now=NOW + HOUR) == latest.kudos_id
    undo(session, team, latest, team.ana)
    assert find_latest_to_take_back(session, **find, now=NOW + HOUR) is None


def test_fifty_who_take_the_same_kudos_back_at_once_take_it_back_once(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.open_support(session)
        kudos = team.give(session).kudos
        team.cem.is_admin = True
    results = all_at_once(
        database,
        [
            lambda session, who=who: undo(session, team, kudos, who)
            for who in [team.ana, team.cem] * 25
        ],
    )
    assert [one for one in results if isinstance(one, KudosView)] == [kudos]
    assert {type(one) for one in results} == {KudosView, NotYours}
    with database.sessions.begin() as session:
        assert count(session) == [0, 0, 0]
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_no_other_kudos_has_the_number_of_one_that_was_taken_back(
    session: Session, team: Team
) -> None:
    """What was promised about it has a key with that number, and old buttons carry it."""
    wrong = team.give(session).kudos
    undo(session, team, wrong, team.ana)
    kudos = team.give(session, team.cem).kudos
    assert kudos.kudos_id != wrong.kudos_id
    assert kudos.tags[0].tag_id != wrong.tags[0].tag_id
    assert [one.state for one in team.promises(session)] == ["cancelled", "pending"]


def test_taking_back_waits_for_whoever_records_a_post_and_does_not_stop_them(
    database: Database,
) -> None:
    """Recording holds the lane, and may promise a recipient a message of their own."""
    with database.sessions.begin() as session:
        team = Team(session)
        team.open_support(session)
        kudos = team.give(session).kudos
    with ThreadPoolExecutor(1) as pool:
        with database.sessions.begin() as session:
            lock_lanes(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)
            undone = pool.submit(
                in_transaction, database, lambda session: undo(session, team, kudos, team.ana)
            )
            wait_until_blocked(database, undone)
            enqueue_direct(
                session,
                workspace_id=team.workspace_id,
                kudos=kudos,
                slack_user_ids=[team.ben.slack_user_id],
                now=NOW,
            )
        assert undone.result() == kudos
    with database.sessions.read() as session:
        assert count(session) == [0, 0, 0]
        assert {one.state for one in team.promises(session)} == {"cancelled"}
