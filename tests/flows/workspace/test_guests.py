"""Guests of the workspace: they give and are thanked, lead nothing, read their channels alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Kudos, ReflectionSchedule, Team, TeamLeader
from slackapp.jobs import reflection_prompts
from tests.flows.office import Office
from tests.flows.two_channels import SAID, Scene

GUESTS = [{"is_restricted": True}, {"is_ultra_restricted": True}]


@pytest.fixture
def scene(office: Office) -> Scene:
    """Ben is thanked in `there`."""
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    here, there = office.room(admin, ana, ben), office.room(admin, ana, ben)
    return Scene(office, admin, ana, ben, here, there)


def invite(scene: Scene, *guests: str) -> None:
    members = [scene.admin, scene.ana, scene.ben, *guests, scene.office.sandbox.bot_user_id]
    scene.office.sandbox.set_members(scene.here, members)


@pytest.mark.parametrize("kind", [*GUESTS, {"is_stranger": True}])
def test_a_channel_with_a_guest_tells_only_of_kudos_given_in_it(
    scene: Scene, kind: dict[str, bool]
) -> None:
    office = scene.office
    guest = office.person()
    office.sandbox.change_person(guest, **kind)
    invite(scene, guest)
    scene.thank()
    assert office.kudos(scene.ana, scene.here, f"<@{scene.ben}> empathy said in here").ok
    office.settle()
    with office.sessions.begin() as session:
        last_month = office.clock().replace(day=1) - timedelta(days=3)
        session.execute(update(Kudos).values(given_at=last_month))
    told = scene.tell(scene.here)
    assert {way for way, words in told.items() if "said in here" in words} == set(told)
    assert all(SAID not in words for words in told.values())
    # Once nobody of outside is there any more, it tells of the others, too.
    invite(scene)
    assert SAID in scene.tell(scene.here)["export"]


@pytest.mark.parametrize("kind", GUESTS)
def test_guests_give_and_are_thanked_as_anybody_is(scene: Scene, kind: dict[str, bool]) -> None:
    office = scene.office
    guest = office.person(**kind)
    invite(scene, guest)
    assert office.kudos(guest, scene.here, f"<@{scene.ben}> empathy from a guest").ok
    assert office.kudos(scene.ben, scene.here, f"<@{guest}> empathy to a guest").ok
    office.settle()
    assert [one.text.count("a guest") for one in office.posts(scene.here)] == [1, 1]


def test_guests_lead_nothing(scene: Scene) -> None:
    office, admin, here = scene.office, scene.admin, scene.here
    guest = office.person()
    invite(scene, guest)
    office.kudos(admin, here, f"leaders <@{guest}>")
    scene.read_members(here)
    office.sandbox.change_person(guest, is_restricted=True)
    office.sandbox.wait_for(lambda: is_guest(office, guest), message="nobody heard of it")
    assert "No leaders are named" in office.kudos(admin, here, "leaders").text
    for words in ("report", "digest on", f"report <@{scene.ben}>", "export team"):
        assert "Only the leaders" in office.kudos(guest, here, words).text
    assert "guests cannot lead a team" in office.kudos(admin, here, f"leaders <@{guest}>").text
    with office.sessions.read() as session:
        team = select(Team.id).where(Team.slack_channel_id == here)
        assert session.scalars(select(TeamLeader).where(TeamLeader.team_id.in_(team))).all()


def is_guest(office: Office, slack_user_id: str) -> bool:
    person = office.find_person(slack_user_id)
    return person is not None and person.is_guest


def test_guests_are_asked_no_weekly_question(scene: Scene) -> None:
    office = scene.office
    guest = office.person(is_restricted=True)
    later = office.person()
    office.sandbox.change_person(later, is_ultra_restricted=True)
    office.sandbox.wait_for(lambda: is_guest(office, later), message="nobody heard of it")
    people = [office.find_person(one).id for one in (guest, later)]
    of_them = ReflectionSchedule.person_id.in_(people)
    with office.sessions.begin() as session:
        assert not any(session.scalars(select(ReflectionSchedule.next_due_at).where(of_them)))
        # Even where a form of theirs has set a time.
        due = office.clock() - timedelta(minutes=1)
        session.execute(update(ReflectionSchedule).where(of_them).values(next_due_at=due))
    reflection_prompts.run(office.app.tools, lambda *_: None)
    office.settle()
    assert office.told(guest) == office.told(later) == []
