"""Giving kudos: what is stored and promised, and everything that is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from databases import Database
from db import Kudos, KudosRecipient, KudosTag, OutboxMessage, Person
from factories import NOW
from services.races import all_at_once, overlap
from services.team import DIRECT, LEADS, SUPPORT, WINS, Team
from slackapp.domain.base.errors import NotYours, UnknownPerson
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.errors import (
    BotNamed,
    DailyLimitReached,
    DeactivatedPerson,
    StrangerNamed,
)
from slackapp.errors import UserFacingError
from slackapp.services.kudos.kudos import KudosReceipt, get_kudos
from slackapp.services.workspace.actors import NotMet, meet_actor


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def count(session: Session, team: Team, table: type[Any]) -> int:
    rows = select(func.count()).select_from(table).where(table.workspace_id == team.workspace_id)
    return session.scalar(rows) or 0


def assert_nothing_was_given(session: Session, team: Team) -> None:
    for table in (Kudos, KudosRecipient, KudosTag, OutboxMessage):
        assert count(session, team, table) == 0, table


# What is stored


def test_a_kudos_reads_back_as_it_was_given(session: Session, team: Team) -> None:
    receipt = team.give(
        session, team.cem, team.ben, competencies=("leadership", "empathy"), message="you &amp; me"
    )
    assert not receipt.repeated
    kudos = receipt.kudos
    assert get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id) == kudos
    assert (kudos.giver.name, kudos.message, kudos.given_at) == ("Ana", "you &amp; me", NOW)
    assert [one.name for one in kudos.recipients] == ["Cem", "Ben"]
    assert [tag.competency.key for tag in kudos.tags] == ["leadership", "empathy"]


def test_a_tag_begins_at_the_entry_tier_of_its_competency(session: Session, team: Team) -> None:
    team.give(session, competencies=("empathy", "self_confidence", "leadership"))
    tags = session.execute(
        select(KudosTag.tier, KudosTag.tier_source, KudosTag.behaviour_key)
        .where(KudosTag.workspace_id == team.workspace_id)
        .order_by(KudosTag.position)
    ).all()
    assert tags == [("basic", "entry", None), ("higher", "entry", None), ("leader", "entry", None)]


def test_the_words_of_a_kudos_are_unreadable_in_the_database(session: Session, team: Team) -> None:
    team.give(session, message="a sentence of secrets")
    stored = session.execute(text("SELECT message FROM kudos")).scalars().all()
    stored += session.execute(text("SELECT payload FROM outbox_message")).scalars().all()
    assert len(stored) == 2
    assert not any("secrets" in one for one in stored)


@pytest.mark.parametrize(
    ("place", "visibility", "announcement"),
    [
        (SUPPORT, Visibility.PUBLIC, Announcement.CHANNEL),
        (LEADS, Visibility.CHANNEL, Announcement.CHANNEL),
        (WINS, Visibility.PUBLIC, Announcement.HELD),
        (DIRECT, Visibility.PRIVATE, Announcement.NONE),
    ],
)
def test_the_place_decides_who_may_see_a_kudos(
    session: Session, team: Team, place: Any, visibility: Visibility, announcement: Announcement
) -> None:
    kudos = team.give(session, place=place).kudos
    assert (kudos.visibility, kudos.announcement) == (visibility, announcement)
    assert kudos.slack_channel_id == place.slack_channel_id


def test_each_recipients_choice_is_stored_with_the_kudos(session: Session, team: Team) -> None:
    shy = team.add(session, announce="me")
    asked = team.add(session, announce="ask")
    kudos = team.give(session, team.ben, shy, asked).kudos
    assert [one.notice for one in kudos.recipients] == [
        RecipientNotice.CHANNEL,
        RecipientNotice.DIRECT,
        RecipientNotice.ASKED,
    ]


def test_a_competency_that_the_framework_lost_is_shown_by_its_key(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    session.execute(update(KudosTag).values(competency_key="politeness"))
    (tag,) = get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id).tags
    assert (tag.competency.name, tag.cluster_name, tag.tier) == ("politeness", "", None)


def test_a_giver_whom_we_do_not_know_gives_nothing_and_is_not_stored(
    session: Session, team: Team
) -> None:
    newcomer = Person(slack_user_id="U0NEW", name="Nils", workspace_id=team.workspace_id)
    with pytest.raises(NotMet):
        team.give(session, giver=newcomer)
    assert session.scalar(select(Person.name).where(Person.slack_user_id == "U0NEW")) is None
    assert_nothing_was_given(session, team)


def test_kudos_and_promise_fall_together(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
    with pytest.raises(ZeroDivisionError), database.sessions.begin() as session:
        team.give(session)
        raise ZeroDivisionError
    with database.sessions.read() as session:
        assert_nothing_was_given(session, team)


# Whom one cannot thank


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        ({"is_bot": True}, BotNamed),
        ({"is_deactivated": True}, DeactivatedPerson),
        ({"is_stranger": True}, StrangerNamed),
    ],
)
def test_some_accounts_cannot_be_thanked_even_beside_others(
    session: Session, team: Team, columns: dict[str, bool], error: type[UserFacingError]
) -> None:
    other = team.add(session, **columns)
    with pytest.raises(error, match=other.slack_user_id):
        team.give(session, team.ben, other)
    assert_nothing_was_given(session, team)


def test_somebody_whom_the_workspace_does_not_have_cannot_be_thanked(
    session: Session, team: Team
) -> None:
    ghost = Person(slack_user_id="U0GHOST", name="Ghost", workspace_id=team.workspace_id)
    with pytest.raises(UnknownPerson) as refusal:
        team.give(session, ghost, team.ben)
    assert refusal.value.slack_user_id == "U0GHOST"
    assert_nothing_was_given(session, team)


def test_another_workspaces_people_are_unknown_here(session: Session, team: Team) -> None:
    with pytest.raises(UnknownPerson):
        team.give(session, Team(session).ben)
    assert_nothing_was_given(session, team)


# How often


def test_the_giver_of_as_many_kudos_as_the_limit_allows_gives_no_more(session: Session) -> None:
    team = Team(session, daily_limit=2)
    team.give(session, team.ben, team.cem)
    team.give(session, team.cem)
    with pytest.raises(DailyLimitReached, match="2 kudos"):
        team.give(session)
    assert count(session, team, Kudos) == 2
    assert team.give(session, team.ana, giver=team.ben).kudos.giver.name == "Ben"


def test_a_limit_of_nought_is_no_limit(session: Session) -> None:
    team = Team(session, daily_limit=0)
    for _ in range(12):
        team.give(session)
    assert count(session, team, Kudos) == 12


@pytest.mark.parametrize(
    ("zone", "day_began"),
    [
        # It is 9:30 in UTC on 10 March: half past ten in the evening in Auckland.
        ("Pacific/Auckland", datetime(2026, 3, 9, 11, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 10, 7, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 3, 9, 18, 15, tzinfo=UTC)),
        ("Nowhere/Land", datetime(2026, 3, 10, tzinfo=UTC)),
    ],
)
def test_the_limit_counts_the_givers_own_day(
    session: Session, zone: str, day_began: datetime
) -> None:
    team = Team(session, daily_limit=1)
    giver = team.add(session, tz=zone)
    team.give(session, giver=giver, at=day_began - timedelta(seconds=1))
    team.give(session, giver=giver, at=day_began)
    with pytest.raises(DailyLimitReached):
        team.give(session, giver=giver, at=NOW)
    team.give(session, giver=giver, at=day_began + timedelta(days=1))


def test_twenty_kudos_at_once_are_exactly_as_many_as_the_limit(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session, daily_limit=5)
        team.open_support(session)
    outcomes = all_at_once(database, [team.give] * 20)
    refusals = [one for one in outcomes if isinstance(one, Exception)]
    assert {type(one) for one in refusals} == {DailyLimitReached}
    assert len(refusals) == 15
    with database.sessions.read() as session:
        assert count(session, team, Kudos) == count(session, team, OutboxMessage) == 5


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_two_people_who_thank_each_other_at_once_do_not_wait_for_one_another(
    database: Database,
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.give(session, team.cem, place=DIRECT)
    with database.sessions.begin() as one, database.sessions.begin() as other:
        other.execute(text("SET LOCAL lock_timeout = '1s'"))
        team.give(one, team.ben, giver=team.ana, place=DIRECT)
        team.give(other, team.ana, giver=team.ben, place=DIRECT)


# The same request again


def test_a_repeated_request_gives_and_promises_nothing_even_at_the_limit(
    session: Session,
) -> None:
    team = Team(session, daily_limit=1)
    first = team.give(session, request_key="trigger")
    second = team.give(session, team.cem, request_key="trigger", message="changed")
    assert second == KudosReceipt(first.kudos, repeated=True)
    assert count(session, team, Kudos) == count(session, team, OutboxMessage) == 1


def test_another_workspace_may_use_the_same_request_key(session: Session, team: Team) -> None:
    team.give(session, request_key="trigger")
    assert not Team(session).give(session, request_key="trigger").repeated


@pytest.mark.parametrize("limit", [0, 1, 10])
def test_the_same_request_in_two_processes_at_once_gives_one_kudos(
    database: Database, limit: int
) -> None:
    with database.sessions.begin() as session:
        team = Team(session, daily_limit=limit)
        team.open_support(session)
    give = partial(team.give, request_key="trigger")
    first, second = overlap(database, give, give)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.kudos == second.kudos
    with database.sessions.read() as session:
        assert count(session, team, Kudos) == count(session, team, OutboxMessage) == 1


def test_two_first_kudos_of_a_giver_who_is_new_to_us_are_both_given(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.open_support(session)

    def give(session: Session) -> KudosReceipt:
        newcomer = Person(slack_user_id="U0NEW", name="Nils", workspace_id=team.workspace_id)
        meet_actor(
            session,
            workspace=team.workspace,
            slack_user_id="U0NEW",
            user={"id": "U0NEW", "name": "Nils"},
            now=NOW,
        )
        return team.give(session, giver=newcomer)

    receipts = overlap(database, give, give)
    assert [one.kudos.giver.slack_user_id for one in receipts] == ["U0NEW", "U0NEW"]
    with database.sessions.read() as session:
        assert count(session, team, Kudos) == 2


# Reading back


def test_another_workspaces_kudos_is_not_there(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    other = Team(session)
    with pytest.raises(NotYours):
        get_kudos(session, workspace_id=other.workspace_id, kudos_id=kudos.kudos_id)
