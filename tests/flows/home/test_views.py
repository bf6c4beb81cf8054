"""The views of a Home: who has which, and that a forged button shows nobody more."""

from __future__ import annotations

import json

import pytest

from slackapp.blocks import ids
from tests.flows.office import Office
from tests.flows.reflecting import look, look_at_workspace, submit

OF_OTHERS = (ids.HOME_TEAM, ids.HOME_WORKSPACE)


def shown(office: Office, who: str) -> str:
    return json.dumps(office.sandbox.home(who).blocks, ensure_ascii=False)


@pytest.mark.parametrize("action_id", OF_OTHERS)
def test_a_view_that_is_not_ones_own_is_neither_offered_nor_shown(
    shared_office: Office, action_id: str
) -> None:
    office, ben = shared_office, shared_office.person()
    mine = look(office, ben)
    assert not any(one in mine for one in (ids.HOME_MINE, *OF_OTHERS))
    office.sandbox.press_in_view(ben, office.sandbox.home(ben), action_id)
    assert shown(office, ben) == mine


def test_whoever_leads_a_team_has_its_view(shared_office: Office) -> None:
    office, lead = shared_office, shared_office.person()
    room = office.room(lead, admin := office.person(is_admin=True))
    assert office.kudos(admin, room, f"leaders <@{lead}>").ok
    assert ids.HOME_TEAM in look(office, lead)
    assert office.sandbox.press_in_view(lead, office.sandbox.home(lead), ids.HOME_TEAM).ok
    assert f"<#{room}>" in shown(office, lead) and "● My team" in shown(office, lead)
    # Whoever is named no longer is back at their own.
    assert office.kudos(admin, room, "leaders none").ok
    office.sandbox.press_in_view(lead, office.sandbox.home(lead), ids.HOME_TEAM)
    assert ids.HOME_TEAM not in shown(office, lead)


def test_a_form_of_the_workspace_comes_back_to_its_view(shared_office: Office) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    home = look_at_workspace(office, admin)
    assert office.sandbox.press_in_view(admin, home, ids.REFLECTION_POLICY).ok
    assert submit(office, admin, office.sandbox.modal(admin)).ok
    assert "● Workspace" in shown(office, admin)
