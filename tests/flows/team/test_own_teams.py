"""What a leader finds of their teams on their Home, and does from there."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from db import Workspace
from slackapp.blocks import ids
from slackapp.sandbox.views import View
from slackapp.services.team.naming import list_named_ids
from slackapp.services.team.plans import find_plan
from slackapp.services.workspace.rules import change_rules, get_rules
from slackapp.services.workspace.works_council import WorksCouncilView, change_works_council
from tests.flows.office import Office, elements
from tests.flows.reflecting import look, submit


@dataclass(frozen=True)
class Led:
    """A room that Lead leads, with Ben in it."""

    office: Office
    room: str
    lead: str
    ben: str


@pytest.fixture
def led(shared_office: Office) -> Led:
    office = shared_office
    admin, lead, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, lead, ben)
    assert office.kudos(admin, room, f"leaders <@{lead}>").ok
    return Led(office, room, lead, ben)


def open_team(led: Led, who: str = "") -> View:
    who = who or led.lead
    look(led.office, who)
    led.office.sandbox.press_in_view(who, led.office.sandbox.home(who), ids.HOME_TEAM)
    shown = led.office.sandbox.home(who)
    assert shown is not None
    return shown


def shown(led: Led) -> str:
    return json.dumps(led.office.sandbox.home(led.lead).blocks, ensure_ascii=False)


def press(led: Led, action_id: str) -> View:
    """Press a button of the view; the form that opens."""
    assert led.office.sandbox.press_in_view(led.lead, open_team(led), action_id).ok
    view = led.office.sandbox.modal(led.lead)
    assert view is not None
    return view


def named(led: Led) -> tuple[str, ...]:
    with led.office.sessions.read() as session:
        return list_named_ids(session, workspace_id=1, slack_channel_id=led.room)


def change(led: Led, **rules: Any) -> None:
    with led.office.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        held = get_rules(session, workspace_id=workspace_id)
        change_rules(session, workspace_id=workspace_id, rules=replace(held, **rules))


def test_the_digest_is_set_from_there_and_put_back(led: Led) -> None:
    assert "Its monthly digest is off." in json.dumps(open_team(led).blocks)
    form = press(led, ids.DIGEST_SETTINGS)
    assert submit(led.office, led.lead, form, on=["on"], zone="Europe/Lisbon", hour="7").ok
    assert "at 07:00" in shown(led) and "Its next monthly digest comes on" in shown(led)
    # The view stays that of the team.
    assert "● My team" in shown(led)

    home = led.office.sandbox.home(led.lead)
    button = next(one for one in elements(home) if one["action_id"] == ids.UNDO_ACT)
    assert led.office.sandbox.press_in_view(
        led.lead, home, ids.UNDO_ACT, block_id=find_block(home, button)
    ).ok

    assert "Its monthly digest is off." in shown(led)
    with led.office.sessions.read() as session:
        plan = find_plan(session, workspace_id=1, slack_channel_id=led.room)
    assert plan is not None and plan.next_due_at is None


def find_block(home: View, button: dict[str, Any]) -> str:
    return next(one["block_id"] for one in home.blocks if one.get("accessory") == button)


def test_leaders_are_named_there_and_nobody_is_removed_unseen(led: Led) -> None:
    office, absent = led.office, led.office.person()
    form = press(led, ids.TEAM_LEADERS)
    assert submit(office, led.lead, form, leaders=[led.lead, absent, led.ben]).ok
    assert set(named(led)) == {led.lead, absent, led.ben}
    assert f"<@{led.ben}>" in shown(led)
    # Whoever is not there yet leads nothing, and stays named by either form.
    for action_id in (ids.TEAM_LEADERS, ids.DIGEST_SETTINGS):
        assert submit(office, led.lead, press(led, action_id)).ok
        assert set(named(led)) == {led.lead, absent, led.ben}
    guest = office.person(is_restricted=True)
    answer = submit(office, led.lead, press(led, ids.TEAM_LEADERS), leaders=[guest])
    assert "an app or a guest" in answer.raw["errors"][ids.LEADERS_BLOCK]
    assert set(named(led)) == {led.lead, absent, led.ben}


def test_where_admins_alone_name_leaders_there_is_no_button_and_a_form_says_so(led: Led) -> None:
    form = press(led, ids.TEAM_LEADERS)
    change(led, leaders_name_leaders=False)
    try:
        answer = submit(led.office, led.lead, form, leaders=[led.ben])
        assert "only admins name" in answer.raw["errors"][ids.LEADERS_BLOCK]
        assert ids.TEAM_LEADERS not in json.dumps(open_team(led).blocks)
        told = led.office.kudos(led.lead, led.room, f"leaders <@{led.ben}>").text
        assert "only admins name" in told
        assert submit(led.office, led.lead, press(led, ids.DIGEST_SETTINGS)).ok
    finally:
        change(led, leaders_name_leaders=True)
    assert named(led) == (led.lead,)


def test_the_report_is_sent_and_that_is_said(led: Led) -> None:
    told = press(led, ids.TEAM_REPORT)
    assert "is on its way to you" in json.dumps(told.blocks)
    led.office.settle()
    assert f"<#{led.room}>" in json.dumps(led.office.told(led.lead)[-1].blocks)


def test_a_packet_is_asked_for_and_what_cannot_be_is_told_on_its_field(led: Led) -> None:
    office, stranger = led.office, led.office.person()
    # Until it was read who is in the channel, nobody can be asked.
    assert ids.TEAM_PACKET not in json.dumps(open_team(led).blocks)
    press(led, ids.TEAM_REPORT)
    office.settle()
    for who, months, block_id, words in (
        (led.lead, "12", ids.PACKET_PERSON_BLOCK, "/kudos packet"),
        (stranger, "12", ids.PACKET_PERSON_BLOCK, "not in that channel"),
        (led.ben, "0", ids.PACKET_MONTHS_BLOCK, "whole number from 1 to 120"),
    ):
        form = press(led, ids.TEAM_PACKET)
        answer = submit(office, led.lead, form, packet_person=who, packet_months=months)
        assert words in answer.raw["errors"][block_id]
    form = press(led, ids.TEAM_PACKET)
    assert submit(office, led.lead, form, packet_person=led.ben).ok
    assert f"<@{led.ben}>" in json.dumps(office.sandbox.modal(led.lead).blocks)
    assert "review packet" in office.told(led.ben)[-1].text
    again = submit(office, led.lead, press(led, ids.TEAM_PACKET), packet_person=led.ben)
    assert "already asked" in again.raw["errors"][ids.PACKET_PERSON_BLOCK]


def test_in_works_council_mode_there_are_neither_reports_nor_packets(led: Led) -> None:
    with led.office.sessions.begin() as session:
        mode, now = WorksCouncilView(is_on=True), led.office.clock()
        change_works_council(session, workspace_id=1, mode=mode, now=now)
    try:
        said = json.dumps(open_team(led).blocks)
        assert ids.TEAM_REPORT not in said and ids.TEAM_PACKET not in said
        assert "no reports and packets" in said
    finally:
        with led.office.sessions.begin() as session:
            mode = WorksCouncilView()
            change_works_council(session, workspace_id=1, mode=mode, now=now)


def test_a_digest_is_not_switched_on_where_the_app_is_not(shared_office: Office) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    room = office.room(admin, app_is_member=False)
    assert office.kudos(admin, room, "digest settings").ok
    view = office.sandbox.modal(admin)
    answer = submit(office, admin, view, on=["on"])
    assert "I am not in that channel" in answer.raw["errors"][ids.ON_BLOCK]
    assert submit(office, admin, view, on=[]).ok


def test_what_a_command_decided_is_put_back_beneath_its_answer(led: Led) -> None:
    office = led.office
    for text in ("digest on", f"leaders <@{led.ben}> <@{led.lead}>"):
        before = named(led)
        answer = office.kudos(led.lead, led.room, text)
        office.tap(led.lead, led.room, answer, "Undo")
        assert office.answers(led.lead, led.room)[-1].text.startswith("Done: it is as it was")
        assert named(led) == before
    with office.sessions.read() as session:
        plan = find_plan(session, workspace_id=1, slack_channel_id=led.room)
    assert plan is not None and plan.next_due_at is None
    # What changed nothing has nothing to put back.
    assert "Undo" not in json.dumps(office.kudos(led.lead, led.room, "digest off").blocks)
