"""A person's strengths on their Home, and how an admin decides what makes one."""

from __future__ import annotations

import itertools

import pytest

from slackapp.blocks import ids
from slackapp.domain.profile.strengths import Threshold
from slackapp.sandbox.views import View
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    get_recognition_policy,
)
from tests.flows.office import Office
from tests.flows.reflecting import look, look_at_workspace, submit

STRICT = {
    ids.STRENGTH_KUDOS_BLOCK: "2",
    ids.STRENGTH_GIVERS_BLOCK: "2",
    ids.EXCELLENCE_KUDOS_BLOCK: "5",
    ids.EXCELLENCE_GIVERS_BLOCK: "4",
    ids.SMALLEST_GROUP_BLOCK: "8",
}


_calls = itertools.count(1)


def thank(office: Office, person: str, competency: str, *givers: str) -> None:
    room = office.room(person, *givers)
    for giver in givers:
        answer = office.kudos(
            giver, room, f"<@{person}> {competency} for that call, number {next(_calls)}"
        )
        assert answer.ok, answer


def open_policy(office: Office, admin: str) -> View:
    home = look_at_workspace(office, admin)
    assert office.sandbox.press_in_view(admin, home, ids.RECOGNITION_POLICY).ok
    view = office.sandbox.modal(admin)
    assert view is not None
    return view


def stored(office: Office) -> RecognitionPolicyView:
    with office.sessions.read() as session:
        person = office.find_person(office.sandbox.user("ana"))
        assert person is not None
        return get_recognition_policy(session, workspace_id=person.workspace_id)


def test_a_home_shows_strengths_to_the_person_alone(office: Office) -> None:
    ben, ana, cem = office.person(), office.person(), office.person()
    assert "Your picture begins as soon as" in look(office, ben)
    thank(office, ben, "empathy", ana, cem, ana)
    thank(office, ben, "optimism", ana, cem)
    home = look(office, ben)
    assert "◇□□□□  *Social Awareness*: 1 strength\\nStrong: Empathy" in home
    assert "*Self-Motivation*: not yet" in home
    assert "*1 of 5* clusters with a strength" in home
    for other in (ana, cem):
        assert "Your picture begins as soon as" in look(office, other)


def test_an_admin_decides_what_makes_a_strength(office: Office) -> None:
    admin = office.person(is_admin=True)
    ben, ana, cem = office.person(), office.person(), office.person()
    thank(office, ben, "empathy", ana, cem)
    assert "Your picture begins as soon as" in look(office, ben)
    assert submit(office, admin, open_policy(office, admin), **STRICT, names=["names"]).ok
    assert stored(office) == RecognitionPolicyView(Threshold(2, 2), Threshold(5, 4), 8, True)
    home = look(office, ben)
    assert "Strong: Empathy" in home
    assert "A strength takes 2 kudos from 2 colleagues; excellent takes 5 kudos from 4" in home
    # The form opens with what was stored, and the box can be emptied again.
    assert submit(office, admin, open_policy(office, admin), names=[]).ok
    assert stored(office) == RecognitionPolicyView(Threshold(2, 2), Threshold(5, 4), 8, False)


@pytest.mark.parametrize(
    ("block_id", "value", "reason"),
    [
        (ids.STRENGTH_KUDOS_BLOCK, "0", "whole number from 1 to 100"),
        (ids.STRENGTH_GIVERS_BLOCK, "a few", "whole number from 1 to 100"),
        (ids.STRENGTH_GIVERS_BLOCK, "3", "cannot be more givers than kudos"),
        (ids.EXCELLENCE_KUDOS_BLOCK, "1", "A strength takes 2, so this must be 2 or more."),
        (ids.EXCELLENCE_KUDOS_BLOCK, "101", "whole number from 1 to 100"),
        (ids.EXCELLENCE_GIVERS_BLOCK, "1", "A strength takes 2, so this must be 2 or more."),
        (ids.EXCELLENCE_GIVERS_BLOCK, "6", "cannot be more givers than kudos"),
        (ids.SMALLEST_GROUP_BLOCK, "2", "whole number from 3 to 100"),
        (ids.SMALLEST_GROUP_BLOCK, "-5", "whole number from 3 to 100"),
    ],
)
def test_a_bad_number_is_told_at_its_field_and_nothing_is_stored(
    shared_office: Office, block_id: str, value: str, reason: str
) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    before = stored(office)
    answer = submit(office, admin, open_policy(office, admin), **STRICT | {block_id: value})
    assert reason in answer.raw["errors"][block_id]
    assert stored(office) == before


def test_nobody_but_an_admin_sees_the_button_or_may_submit_the_form(shared_office: Office) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person()
    assert ids.RECOGNITION_POLICY not in look(office, ben)
    before = stored(office)
    view = open_policy(office, admin)
    forged = office.sandbox.world.views.open(ben, view.content)
    answer = submit(office, ben, forged, **STRICT)
    assert "Only an admin" in answer.raw["errors"][ids.STRENGTH_KUDOS_BLOCK]
    assert stored(office) == before
