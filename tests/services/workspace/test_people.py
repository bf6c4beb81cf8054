"""People as Slack tells them: who counts as what, and which news counts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from databases import Database
from db import Person, Workspace
from factories import NOW
from services.races import overlap
from services.team import Team
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.domain.workspace.colleague_names import Colleague
from slackapp.services.workspace.people import (
    PersonView,
    find_people,
    list_colleagues,
    list_unknown_zones,
    record_people,
    set_announce_choice,
)
from slackapp.services.workspace.readings import record_sync


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session, slack_team_id="T0HOME", slack_enterprise_id="E0HOME")


def record(session: Session, team: Team, *users: dict[str, Any]) -> int:
    return record_people(session, workspace=team.workspace, users=users, now=NOW).changed


def find(session: Session, team: Team, slack_user_id: str = "U0NEW") -> PersonView | None:
    found = find_people(session, workspace_id=team.workspace_id, slack_user_ids=[slack_user_id])
    return found.get(slack_user_id)


def meet(session: Session, team: Team, **user: Any) -> PersonView:
    """The person that this user object becomes."""
    assert record(session, team, {"id": "U0NEW", "team_id": "T0HOME", **user}) == 1
    person = find(session, team)
    assert person is not None
    return person


@pytest.mark.parametrize(
    ("user", "name"),
    [
        (
            {
                "name": "nils",
                "real_name": "Nils B",
                "profile": {"display_name": "Nisse", "real_name": "Nils Berg"},
            },
            "Nisse",
        ),
        (
            {"name": "nils", "profile": {"display_name": "", "real_name": "Nils Berg"}},
            "Nils Berg",
        ),
        ({"name": "nils", "real_name": "Nils B", "profile": {}}, "Nils B"),
        ({"name": "nils", "profile": None}, "nils"),
        ({}, "U0NEW"),
    ],
)
def test_people_go_by_the_name_that_they_chose(
    session: Session, team: Team, user: dict[str, Any], name: str
) -> None:
    assert meet(session, team, **user).name == name


@pytest.mark.parametrize(
    ("user", "is_bot", "is_deactivated", "is_stranger"),
    [
        ({}, False, False, False),
        ({"is_bot": True}, True, False, False),
        ({"id": "USLACKBOT", "is_bot": False}, True, False, False),
        ({"deleted": True}, False, True, False),
        ({"is_stranger": True}, False, False, True),
        ({"team_id": "T0OTHER"}, False, False, True),
        ({"team_id": "T0OTHER", "enterprise_user": {}}, False, False, True),
        ({"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E0X"}}, False, False, True),
        (
            {"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E0HOME"}},
            False,
            False,
            False,
        ),
        ({"team_id": None}, False, False, False),
    ],
)
def test_accounts_are_told_apart(
    session: Session,
    team: Team,
    user: dict[str, Any],
    is_bot: bool,
    is_deactivated: bool,
    is_stranger: bool,
) -> None:
    record(session, team, {"id": "U0NEW", "team_id": "T0HOME", **user})
    person = find(session, team, user.get("id", "U0NEW"))
    assert person is not None
    assert (person.is_bot, person.is_deactivated, person.is_stranger) == (
        is_bot,
        is_deactivated,
        is_stranger,
    )


def test_without_an_organisation_nobody_elses_people_are_colleagues(session: Session) -> None:
    team = Team(session, slack_team_id="T0HOME", slack_enterprise_id=None)
    assert meet(session, team, team_id="T0OTHER", enterprise_user={}).is_stranger


@pytest.mark.parametrize("role", ["is_admin", "is_owner"])
def test_admins_and_owners_are_marked(session: Session, team: Team, role: str) -> None:
    meet(session, team, **{role: True})
    assert session.scalar(select(Person.is_admin).where(Person.slack_user_id == "U0NEW"))


def test_a_time_zone_that_slack_does_not_tell_is_utc(session: Session, team: Team) -> None:
    assert meet(session, team, tz=None).tz == "UTC"
    assert meet(session, team, tz="Asia/Kolkata").tz == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("tz", "tz_offset", "zone", "unknown"),
    [
        (None, 19800, "UTC+05:30", None),
        (None, -34200, "UTC-09:30", None),
        ("", 7200, "UTC+02:00", None),
        ("Mars/Olympus_Mons", 20700, "UTC+05:45", "Mars/Olympus_Mons"),
        ("Mars/Olympus_Mons", None, "UTC", "Mars/Olympus_Mons"),
        ("America/Buenos_Aires", 0, "America/Buenos_Aires", None),
        ("America", -10800, "UTC-03:00", "America"),
        ("a\0b\ud800", 3600, "UTC+01:00", "ab"),
        ("z" * 5000, 3600, "UTC+01:00", "z" * 64),
        (7, "soon", "UTC", None),
        (None, True, "UTC", None),
        (None, 10**12, "UTC", None),
    ],
)
def test_where_slack_names_no_zone_that_is_known_the_offset_counts(
    session: Session,
    team: Team,
    tz: object,
    tz_offset: object,
    zone: str,
    unknown: str | None,
) -> None:
    assert meet(session, team, tz=tz, tz_offset=tz_offset).tz == zone
    stored = select(Person.unknown_tz).where(Person.slack_user_id == "U0NEW")
    assert session.scalar(stored) == unknown


def test_zones_that_are_not_known_are_counted_by_name(session: Session, team: Team) -> None:
    mars = {"team_id": "T0HOME", "tz": "Mars/Base", "tz_offset": 3600}
    record(
        session,
        team,
        *({"id": f"U0MARS{number}", **mars} for number in range(2)),
        {"id": "U0BOT", "is_bot": True, **mars},
        {"id": "U0GONE", "deleted": True, **mars},
        {"id": "U0HERE", "team_id": "T0HOME", "tz": "Europe/Kiev"},
    )
    team.ben.tz = "Old/Name"
    session.flush()
    assert list_unknown_zones(session) == {"Mars/Base": 2, "Old/Name": 1}


def test_news_change_a_person_but_not_their_own_choice(session: Session, team: Team) -> None:
    person = meet(session, team, name="nils", updated=1)
    set_announce_choice(session, person_id=person.person_id, choice=AnnounceChoice.ASK)
    changed = meet(session, team, name="nisse", deleted=True, updated=2)
    assert (changed.person_id, changed.name, changed.is_deactivated, changed.announce) == (
        person.person_id,
        "nisse",
        True,
        AnnounceChoice.ASK,
    )


def test_old_news_change_nothing(session: Session, team: Team) -> None:
    person = meet(session, team, name="nils", updated=5)
    assert record(session, team, {"id": "U0NEW", "name": "old", "updated": 4}) == 0
    assert record(session, team, {"id": "U0NEW", "name": "old"}) == 0
    assert find(session, team) == person


def test_the_same_news_again_may_correct_what_was_stored(session: Session, team: Team) -> None:
    meet(session, team, name="nils", updated=5)
    assert meet(session, team, name="nisse", updated=5).name == "nisse"


def test_nobody_to_record_is_no_error(session: Session, team: Team) -> None:
    assert record(session, team) == 0


def test_the_same_person_twice_on_a_page_is_stored_once(session: Session, team: Team) -> None:
    user = {"id": "U0NEW", "name": "nils"}
    assert record(session, team, user, user) == 1


def test_the_sync_and_an_event_may_bring_the_same_people_at_once(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
    page = [{"id": f"U0NEW{number}", "name": "page", "updated": 1} for number in range(5)]
    events = [{"id": f"U0NEW{number}", "name": "event", "updated": 2} for number in range(5)]
    overlap(
        database,
        lambda session: record(session, team, *events),
        lambda session: record(session, team, *reversed(page)),
    )
    with database.sessions.read() as session:
        people = find_people(
            session,
            workspace_id=team.workspace_id,
            slack_user_ids=[one["id"] for one in page],
        )
    assert {one.name for one in people.values()} == {"event"}
    assert len(people) == 5


def test_the_time_of_the_sync_is_kept(session: Session, team: Team) -> None:
    record_sync(session, workspace_id=team.workspace_id, now=NOW)
    synced = select(Workspace.people_synced_at).where(Workspace.id == team.workspace_id)
    assert session.scalar(synced) == NOW


def test_colleagues_are_those_who_can_be_thanked(session: Session, team: Team) -> None:
    for number, columns in enumerate(
        ({"is_bot": True}, {"is_deactivated": True}, {"is_stranger": True}, {"erased_at": NOW})
    ):
        team.add(session, name=f"Nobody {number}", **columns)
    Team(session)
    found = list_colleagues(session, workspace_id=team.workspace_id)
    assert sorted(one.name for one in found) == ["Ana", "Ben", "Cem"]
    assert Colleague(team.ben.slack_user_id, "Ben") in found
    assert list_colleagues(
        session, workspace_id=team.workspace_id, slack_user_id=team.ben.slack_user_id
    ) == [Colleague(team.ben.slack_user_id, "Ben")]


def test_a_name_that_slack_escaped_is_stored_as_people_read_it(
    session: Session, team: Team
) -> None:
    person = meet(session, team, name="r&d", real_name="R&amp;D &lt;3")
    assert person.name == "R&D <3"


def test_what_else_slack_calls_somebody_is_known_for_typed_names_alone(
    session: Session, team: Team
) -> None:
    profile = {"display_name": "Nisse", "real_name": "Nils  Berg\n"}
    person = meet(session, team, name="nils.berg", real_name="Nils Berg", profile=profile)
    assert person.name == "Nisse"
    (found,) = list_colleagues(
        session, workspace_id=team.workspace_id, slack_user_id=person.slack_user_id
    )
    assert found.other_names == ("Nils Berg", "nils.berg")
    record(session, team, {"id": "U0NEW", "team_id": "T0HOME", "name": "nisse", "updated": 9})
    (found,) = list_colleagues(
        session, workspace_id=team.workspace_id, slack_user_id=person.slack_user_id
    )
    assert (found.name, found.other_names) == ("nisse", ())
