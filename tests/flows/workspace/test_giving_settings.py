"""An admin decides how kudos are given: undo time, large groups, reactions, and hints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from db import Workspace
from slackapp.blocks import ids
from slackapp.sandbox.views import View
from slackapp.services.workspace.giving_policy import GivingPolicyView, get_giving_policy
from tests.flows.office import Office
from tests.flows.reflecting import look, look_at_workspace, submit

OWN = {ids.UNDO_HOURS_BLOCK: "2", ids.MOST_IN_GROUP_BLOCK: "12", ids.REACTION_BLOCK: ":tada:"}


def open_form(office: Office, admin: str) -> View:
    home = look_at_workspace(office, admin)
    assert office.sandbox.press_in_view(admin, home, ids.GIVING_POLICY).ok
    view = office.sandbox.modal(admin)
    assert view is not None
    return view


def stored(office: Office) -> GivingPolicyView:
    with office.sessions.read() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        return get_giving_policy(session, workspace_id=workspace_id)


def set_scopes(office: Office, scopes: str) -> None:
    with office.sessions.begin() as session:
        session.execute(update(Workspace).values(scopes=scopes))


@pytest.fixture
def withheld(shared_office: Office) -> Iterator[Office]:
    """An office whose app may not see reactions, as Slack said when it started."""
    with shared_office.sessions.read() as session:
        scopes = session.scalars(select(Workspace.scopes)).one()
    set_scopes(shared_office, "commands,chat:write")
    yield shared_office
    set_scopes(shared_office, scopes)


def test_an_admin_decides_and_the_form_opens_with_what_was_decided(office: Office) -> None:
    admin = office.person(is_admin=True)
    assert stored(office) == GivingPolicyView(24, False, "kudos", 30, True)
    chosen = OWN | {ids.REACTION_BLOCK: ":raised_hands::skin-tone-3:"}

    boxes = {"takes_reactions": ["on"], "gives_hints": []}
    answer = submit(office, admin, open_form(office, admin), **chosen, **boxes)

    assert answer.ok
    assert stored(office) == GivingPolicyView(2, True, "raised_hands", 12, False)
    shown = json.dumps(open_form(office, admin).content)
    assert all(f'"initial_value": "{one}"' in shown for one in ("2", "12", "raised_hands"))
    assert "initial_options" in shown
    boxes = {"takes_reactions": [], "gives_hints": ["on"]}
    assert submit(office, admin, open_form(office, admin), **boxes).ok
    assert stored(office) == GivingPolicyView(2, False, "raised_hands", 12, True)


def test_kudos_are_taken_back_for_as_long_as_was_decided(shared_office: Office) -> None:
    office = shared_office
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(ana, ben)
    assert submit(office, admin, open_form(office, admin), undo_hours="1").ok
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.clock.advance(hours=1)
    office.tap(ana, room, answer, "Take it back")
    assert "within an hour" in office.answers(ana, room)[-1].text
    assert submit(office, admin, open_form(office, admin), undo_hours="24").ok
    assert "Taken back" in office.kudos(ana, room, "undo").text


@pytest.mark.parametrize(
    ("block_id", "value", "reason"),
    [
        (ids.UNDO_HOURS_BLOCK, "8761", "whole number from 0 to 8760"),
        (ids.UNDO_HOURS_BLOCK, "a day", "whole number from 0 to 8760"),
        (ids.MOST_IN_GROUP_BLOCK, "0", "whole number from 1 to 100"),
        (ids.REACTION_BLOCK, "two words", "not the name of an emoji"),
        (ids.REACTION_BLOCK, "👏", "not the name of an emoji"),
        (ids.REACTION_BLOCK, "::", "not the name of an emoji"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_stored(
    shared_office: Office, block_id: str, value: str, reason: str
) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    before = stored(office)
    answer = submit(office, admin, open_form(office, admin), **OWN | {block_id: value})
    assert reason in answer.raw["errors"][block_id]
    assert stored(office) == before


def test_without_the_permission_the_field_says_so(withheld: Office) -> None:
    office, admin = withheld, withheld.person(is_admin=True)
    before, view = stored(office), open_form(office, admin)
    (field,) = (one for one in view.content["blocks"] if one["block_id"] == "takes_reactions")
    assert "Slack does not let me see reactions yet." in field["hint"]["text"]

    answer: Any = submit(office, admin, view, takes_reactions=["on"])

    assert "reactions:read" in answer.raw["errors"][ids.TAKES_REACTIONS_BLOCK]
    assert stored(office) == before
    assert submit(office, admin, open_form(office, admin), undo_hours="24").ok


def test_nobody_but_an_admin_sees_the_button_or_may_submit_the_form(shared_office: Office) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person()
    assert ids.GIVING_POLICY not in look(office, ben)
    before = stored(office)
    forged = office.sandbox.world.views.open(ben, open_form(office, admin).content)
    answer = submit(office, ben, forged, **OWN)
    assert "Only an admin" in answer.raw["errors"][ids.DAILY_LIMIT_BLOCK]
    assert stored(office) == before
