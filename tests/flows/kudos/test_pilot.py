"""A pilot: kudos are given in a few channels alone, whichever way in, and it is said elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from db import Workspace
from slackapp.blocks import ids
from slackapp.cli.manifest import build_manifest
from slackapp.services.workspace.giving_policy import GivingPolicyView, change_giving_policy
from slackapp.services.workspace.rules import change_rules, get_rules
from tests.flows.belongings import submit
from tests.flows.giving_form import choose, errors, find_form, open_form, send
from tests.flows.office import Office
from tests.flows.reflecting import look

STEP = "give_kudos"
ELSEWHERE = "We are trying kudos out in <#{}> for now."


def decide(office: Office, **changes: object) -> None:
    """Change the rules as the form does."""
    with office.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        rules = get_rules(session, workspace_id=workspace_id)
        change_rules(session, workspace_id=workspace_id, rules=replace(rules, **changes))
        policy = GivingPolicyView(takes_reactions=True)
        change_giving_policy(session, workspace_id=workspace_id, policy=policy)
    office.app.hurried.workspaces.forget(office.sandbox.team_id)


@pytest.fixture
def pilot(shared_office: Office) -> Iterator[tuple[Office, str, str]]:
    """An office that tries kudos out in one room, of which Ana and all whom she meets are."""
    office, ana = shared_office, shared_office.person()
    room = office.room(ana)
    decide(office, slack_pilot_channel_ids=(room,), slack_default_channel_id=None)
    yield office, ana, room
    decide(office, slack_pilot_channel_ids=(), guests_may_give=True)


def test_whatever_is_typed_elsewhere_is_told_where_kudos_are_given(
    pilot: tuple[Office, str, str],
) -> None:
    office, ana, room = pilot
    ben = office.person()
    other, before = office.room(ana, ben), office.stored()
    for channel in (other, office.sandbox.im(ana)):
        for text in ("<@{}> empathy thanks", "<@{}>", "private <@{}> empathy thanks"):
            answer = office.kudos(ana, channel, text.format(ben))
            assert answer.text.startswith(ELSEWHERE.format(room)), answer.text
    said = office.sandbox.say(ana, other, f"<@{office.sandbox.bot_user_id}> <@{ben}> empathy hi")
    office.sandbox.wait_for(lambda: office.answers(ana, other))
    assert office.answers(ana, other)[-1].text.startswith(ELSEWHERE.format(room)), said
    assert office.stored() == before

    for text in ("<@{}> empathy for the calm", "private <@{}> teamwork for the night"):
        assert office.kudos(ana, room, text.format(ben)).ok
    assert office.stored().kudos == before.kudos + 2


def test_a_form_that_opens_elsewhere_leads_to_where_kudos_are_given(
    pilot: tuple[Office, str, str],
) -> None:
    office, ana, room = pilot
    ben = office.person()
    other, given = office.room(ana, ben), office.stored().kudos
    form = open_form(office, ana, other)
    assert f"<#{room}>" in form.blocks[0]["text"]["text"]
    people = {ids.PEOPLE_BLOCK: [ben]}
    choose(office, ana, "ecf.empathy", **people)
    told = errors(send(office, ana, **people, **{ids.CHANNEL_BLOCK: other}))
    assert "Choose one of those named at the top" in told[ids.CHANNEL_BLOCK]
    assert send(office, ana, **people, **{ids.CHANNEL_BLOCK: room}).ok
    assert office.stored().kudos == given + 1

    # From the Home, which has no channel, nothing is lost: the room is chosen already.
    assert ids.HOME_GIVE in look(office, ana)
    office.sandbox.press_in_view(ana, office.sandbox.home(ana), ids.HOME_GIVE)
    find_form(office, ana)
    choose(office, ana, "ecf.initiative", **people)
    assert send(office, ana, **people).ok
    assert f"goes to <#{room}>" in office.told(ana)[-1].text or office.posts(room)


def test_a_private_kudos_of_the_form_comes_from_a_channel_of_the_pilot(
    pilot: tuple[Office, str, str],
) -> None:
    office, ana, room = pilot
    ben, given = office.person(), office.stored().kudos
    other = office.room(ana, ben)
    open_form(office, ana, other)
    only_them = {ids.PEOPLE_BLOCK: [ben], ids.READERS_BLOCK: "only_them"}
    choose(office, ana, "ecf.empathy", **only_them)
    told = errors(send(office, ana, **only_them, **{ids.CHANNEL_BLOCK: None}))
    assert "private ones too" in told[ids.READERS_BLOCK]
    assert send(office, ana, **only_them, **{ids.CHANNEL_BLOCK: room}).ok
    assert office.stored().kudos == given + 1
    assert office.posts(room) == []


def test_a_private_kudos_comes_from_no_room_that_its_giver_is_not_in(
    pilot: tuple[Office, str, str],
) -> None:
    office, ana, _ = pilot
    ben, given = office.person(), office.stored().kudos
    room = office.room(ben, kind="private")
    decide(office, slack_pilot_channel_ids=(room,))
    open_form(office, ana, office.room(ana, ben))
    form = choose(office, ana, "ecf.empathy", **{ids.PEOPLE_BLOCK: [ben]})
    values = {block: held for block, of in form.state.items() for held in of.values()}
    values[ids.PEOPLE_BLOCK] = {"selected_users": [ben]}
    values[ids.READERS_BLOCK] = {"selected_option": {"value": "only_them"}}
    values[ids.CHANNEL_BLOCK] = {"selected_conversation": room}
    for _ in range(2):
        told = submit(office, ana, ids.GIVE_FORM, form.content["private_metadata"], **values)
    assert told == ["You are not in that channel, so choose another one."]
    assert office.stored().kudos == given


def test_a_form_that_was_open_when_the_pilot_began_asks_for_the_channel(
    pilot: tuple[Office, str, str],
) -> None:
    office, ana, room = pilot
    ben = office.person()
    other = office.room(ana, ben)
    decide(office, slack_pilot_channel_ids=())
    open_form(office, ana, other)
    people = {ids.PEOPLE_BLOCK: [ben]}
    choose(office, ana, "ecf.empathy", **people)
    decide(office, slack_pilot_channel_ids=(room,))
    given = office.stored().kudos
    assert send(office, ana, **people).ok
    assert office.stored().kudos == given
    assert f"<#{room}>" in json.dumps(find_form(office, ana).blocks)
    assert send(office, ana, **people).ok
    assert office.stored().kudos == given + 1


def test_what_was_held_elsewhere_when_the_pilot_began_is_not_posted_there(
    pilot: tuple[Office, str, str],
) -> None:
    office, ana, room = pilot
    ben = office.person()
    other = office.room(ana, ben, app_is_member=False)
    decide(office, slack_pilot_channel_ids=())
    answer = office.kudos(ana, other, f"<@{ben}> empathy for waiting")
    decide(office, slack_pilot_channel_ids=(room,))
    office.sandbox.command(user=ana, channel=other, text="@kudoscope", command="/invite")
    office.tap(ana, other, answer, "I invited you: post here")
    assert ELSEWHERE.format(room) in office.answers(ana, other)[-1].text
    office.tap(ana, other, answer, "Send privately")
    office.sandbox.wait_for(lambda: office.told(ben))
    assert office.posts(other) == []


def test_a_reaction_and_a_step_elsewhere_say_so(pilot: tuple[Office, str, str]) -> None:
    office, ana, room = pilot
    ben = office.person()
    other, before = office.room(ana, ben), office.stored()
    said = office.sandbox.say(ben, other, "I stayed until it was mended")
    office.sandbox.react(ana, other, said.ts, "kudos")
    office.sandbox.wait_for(lambda: office.told(ana))
    assert ELSEWHERE.format(room) in office.told(ana)[-1].text

    office.sandbox.install(build_manifest(http_url=None))
    inputs = {"recipients": [ben], "competency": "empathy", "message": "thanks"}
    started = office.sandbox.run_workflow(ana, STEP, channel=other, **inputs)
    office.sandbox.wait_for(lambda: office.sandbox.execution(started.id).status != "running")
    assert "being tried out in a few channels" in office.sandbox.execution(started.id).error
    assert office.stored().kudos == before.kudos


def test_guests_give_where_the_workspace_lets_them(shared_office: Office) -> None:
    office = shared_office
    guest, ben = office.person(is_restricted=True), office.person()
    room, given = office.room(guest, ben), office.stored().kudos
    decide(office, guests_may_give=False)
    for text in (f"<@{ben}> empathy thanks", f"<@{ben}>", ""):
        answer = office.kudos(guest, room, text)
        assert answer.text.startswith("Your company has decided that guests"), answer.text
    look(office, guest)
    office.sandbox.press_in_view(guest, office.sandbox.home(guest), ids.HOME_GIVE)
    assert "guests do not give" in json.dumps(office.sandbox.modal(guest).blocks)
    assert office.kudos(ben, room, f"<@{guest}> empathy thanks").ok
    assert office.stored().kudos == given + 1
    decide(office, guests_may_give=True)
    assert office.kudos(guest, room, f"<@{ben}> empathy thanks").ok
    assert office.stored().kudos == given + 2
