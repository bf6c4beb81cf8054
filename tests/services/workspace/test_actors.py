"""Who may act: colleagues, whom Slack tells of; nobody else, and nothing is stored for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import Kudos, OutboxMessage, Person
from factories import NOW
from services.team import Team
from slackapp.services.operate.erasing import readmit_person
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.workspace.actors import (
    Deactivated,
    Erased,
    NoPerson,
    NotMet,
    OfAnotherCompany,
    Refused,
    check_company,
    find_actor,
    meet_actor,
)


@pytest.fixture
def team(session: Session) -> Team:
    """Ana and her colleagues."""
    return Team(session)


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"is_bot": True}, NoPerson),
        ({"is_deactivated": True}, Deactivated),
        ({"is_stranger": True}, OfAnotherCompany),
        ({"is_deactivated": True, "erased_at": NOW}, Erased),
        ({"erased_at": NOW}, Erased),
    ],
)
def test_an_app_a_leaver_a_stranger_and_somebody_erased_neither_act_nor_give(
    session: Session, team: Team, columns: dict[str, Any], refusal: type[Refused]
) -> None:
    who = team.add(session, name="Somebody", **columns)
    before = count(session, Kudos), count(session, OutboxMessage)

    with pytest.raises(refusal):
        find_actor(session, workspace_id=team.workspace_id, slack_user_id=who.slack_user_id)
    with pytest.raises(refusal):
        team.give(session, team.ben, giver=who)

    assert (count(session, Kudos), count(session, OutboxMessage)) == before


def test_nobody_gives_whom_we_do_not_know(session: Session, team: Team) -> None:
    unknown = Person(slack_user_id="U0NOBODY", name="nobody")
    people = count(session, Person)
    with pytest.raises(NotMet):
        team.give(session, team.ben, giver=unknown)
    assert (count(session, Person), count(session, Kudos)) == (people, 0)


def test_somebody_of_another_workspace_of_ours_does_not_act_in_this_one(
    session: Session, team: Team
) -> None:
    other = Team(session)
    with pytest.raises(NotMet):
        find_actor(session, workspace_id=other.workspace_id, slack_user_id=team.ana.slack_user_id)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (None, NotMet),
        ({}, NotMet),
        ({"id": "U0OTHER", "name": "nils"}, NotMet),
        ({"id": "U0NEW", "is_bot": True}, NoPerson),
        ({"id": "U0NEW", "deleted": True}, Deactivated),
        ({"id": "U0NEW", "is_stranger": True}, OfAnotherCompany),
        ({"id": "U0NEW", "team_id": "T0ELSE"}, OfAnotherCompany),
    ],
)
def test_of_whom_slack_says_no_good_nothing_is_stored(
    session: Session, team: Team, told: dict[str, Any] | None, refusal: type[Refused]
) -> None:
    before = count(session, Person)
    with pytest.raises(refusal):
        meet(session, team, told)
    assert count(session, Person) == before


def meet(session: Session, team: Team, told: dict[str, Any] | None) -> Any:
    return meet_actor(session, workspace=team.workspace, slack_user_id="U0NEW", user=told, now=NOW)


def test_a_colleague_is_met_as_slack_tells_of_them(session: Session, team: Team) -> None:
    told = {"id": "U0NEW", "profile": {"display_name": "Nils"}, "tz": "Asia/Tokyo"}
    person = meet(session, team, told)
    assert (person.name, person.tz) == ("Nils", "Asia/Tokyo")
    assert find_actor(session, workspace_id=team.workspace_id, slack_user_id="U0NEW") == person


def test_whoever_was_erased_acts_again_once_they_are_readmitted(
    session: Session, team: Team
) -> None:
    mark_erased(session, person_id=team.ana.id, now=NOW)
    with pytest.raises(Erased, match="kudoscope readmit"):
        team.give(session, team.ben)

    readmit_person(session, person_id=team.ana.id)

    assert team.give(session, team.ben).kudos.giver.slack_user_id == team.ana.slack_user_id


@pytest.mark.parametrize(
    ("organisation", "home", "of", "is_known", "is_refused"),
    [
        (None, None, None, True, False),
        (None, "T0OURS", None, True, False),
        (None, "T0ELSE", None, True, True),
        (None, "T0ELSE", "E0OURS", True, True),
        ("E0OURS", "E0OURS", None, False, False),
        ("E0OURS", "T0ELSE", "E0OURS", False, False),
        ("E0OURS", "T0ELSE", None, True, False),
        ("E0OURS", "T0ELSE", None, False, True),
        ("E0OURS", "T0ELSE", "E0ELSE", False, True),
    ],
)
def test_a_request_from_another_company_is_told_from_one_of_our_organisation(
    session: Session,
    team: Team,
    organisation: str | None,
    home: str | None,
    of: str | None,
    is_known: bool,
    is_refused: bool,
) -> None:
    workspace = replace(team.workspace, slack_team_id="T0OURS", slack_enterprise_id=organisation)
    person = team.view(session, team.ana) if is_known else None
    try:
        check_company(workspace, person, slack_team_id=home, slack_enterprise_id=of)
    except OfAnotherCompany:
        assert is_refused
    else:
        assert not is_refused
