"""The workflow step "Give kudos": what it gives, in whose name, and what it says when it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from db import OutboxMessage, Workspace
from slackapp.cli.manifest import build_manifest
from slackapp.sandbox import delivery
from slackapp.sandbox.delivery import HttpAnswer
from slackapp.sandbox.executions import Execution
from slackapp.services.operate.verify import verify
from tests.flows.office import Office, labels, words

STEP = "give_kudos"
WORDS = "for the quietest shift of the year"


def install(office: Office) -> None:
    """Let the sandbox's workflows have the step."""
    office.sandbox.install(build_manifest(http_url=None))


def run(office: Office, giver: str, room: str, *recipients: str, **inputs: Any) -> Execution:
    """Run a workflow with the step, and return how it ended."""
    usual = {"recipients": list(recipients), "competency": "empathy", "message": WORDS}
    started = office.sandbox.run_workflow(giver, STEP, channel=room, **(usual | inputs))
    return end_of(office, started.id)


def end_of(office: Office, execution_id: str) -> Execution:
    office.sandbox.wait_for(
        lambda: office.sandbox.execution(execution_id).status != "running",
        message="the step did not end",
    )
    office.settle()
    return office.sandbox.execution(execution_id)


def ends(office: Office) -> list[OutboxMessage]:
    with office.sessions.read() as session:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "function")
        return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def test_whoever_starts_the_workflow_gives_the_kudos(office: Office) -> None:
    install(office)
    ana, ben, cleo = office.person("ana gives"), office.person(), office.person()
    room = office.room(ana, ben)

    ended = run(office, ana, room, ben, cleo, competency="empathy, #teamwork")

    assert (ended.status, ended.error) == ("completed", "")
    assert ended.outputs == {"competency": "Empathy, Collaboration and Cooperation"}
    (post,) = office.posts(room)
    assert post.text.startswith(f"*ana gives* thanked <@{ben}> and <@{cleo}>: {WORDS}")
    assert WORDS in office.told(cleo)[-1].text
    (answer,) = office.answers(ana, room)
    assert "Take it back" in labels(answer)
    again = run(office, ana, room, ben)
    assert (again.status, again.error[:21]) == ("failed", "You have just thanked")
    # The token of the step is kept nowhere once it has ended.
    kept = {(end.state, end.payload, end.is_emptied) for end in ends(office)}
    assert kept == {("sent", "{}", True)}
    with office.sessions.read() as session:
        assert [one for one in verify(session, now=office.clock()) if one.count] == []
    office.tap(ana, room, answer, "Take it back")
    assert office.posts(room, visible_to=ben) == []


@pytest.fixture
def step_office(shared_office: Office) -> Office:
    """The office of the module, with the step."""
    if not shared_office.sandbox.world.app.functions:
        install(shared_office)
    return shared_office


Refusal = tuple[str, dict[str, Any], str]
REFUSALS: list[Refusal] = [
    ("room", {"competency": "xyzzy"}, "I do not know the competency “xyzzy”."),
    ("room", {"competency": " , "}, "No competency was named"),
    ("room", {"competency": "self talk"}, "“Self Talk” can count as "),
    ("room", {"recipients": ["{ana}"]}, "Kudos go to others."),
    ("room", {"recipients": ["{clockbot}"]}, "is an app. Kudos go to people"),
    ("room", {"message": "x" * 2_001}, "The message is longer than 2,000 characters."),
    ("without the app", {}, "I am not in that channel."),
    ("private, of others", {}, "You are not in that channel"),
    ("with another company", {}, "People from another company can read that channel."),
]


def make_room(office: Office, kind: str, ana: str, ben: str) -> str:
    """A channel of that kind."""
    if kind == "private, of others":
        return office.room(ben, kind="private")
    room = office.room(ana, ben, app_is_member=kind != "without the app")
    if kind == "with another company":
        office.sandbox.change_channel(room, sharing=("is_ext_shared", "is_shared"))
    return room


@pytest.mark.parametrize(("kind", "inputs", "says"), REFUSALS)
def test_what_cannot_be_given_fails_the_step_in_plain_words(
    step_office: Office, kind: str, inputs: dict[str, Any], says: str
) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    people = {"ana": ana, "clockbot": office.sandbox.user("clockbot")}
    named = inputs.get("recipients", [])
    inputs = inputs | ({"recipients": [one.format(**people) for one in named]} if named else {})
    before = office.stored()

    ended = run(office, ana, make_room(office, kind, ana, ben), ben, **inputs)

    assert (ended.status, says in ended.error) == ("failed", True), ended.error
    assert not {"`", "<", "*"} & set(ended.error)
    assert office.stored() == before


def test_members_of_a_private_channel_may_thank_there_and_guests_where_they_are(
    step_office: Office,
) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    guest = office.person(is_restricted=True)
    private, room = office.room(ana, ben, kind="private"), office.room(ben, guest)
    assert run(office, ana, private, ben).status == "completed"
    assert run(office, guest, room, ben).status == "completed"
    assert run(office, guest, office.room(ben), ben).status == "failed"
    assert len(office.posts(private)) == len(office.posts(room)) == 1


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies that the sandbox sends to the app, as they go by."""
    bodies, post = list[bytes](), delivery.post

    def post_and_keep(url: str, body: bytes, *rest: Any) -> HttpAnswer:
        bodies.append(body)
        return post(url, body, *rest)

    monkeypatch.setattr("slackapp.sandbox.delivery.post", post_and_keep)
    return bodies


def test_fifty_times_the_same_run_give_once_and_end_once(
    step_office: Office, sent: list[bytes]
) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    before = len(ends(office))
    with office.hold_up.at("INSERT INTO kudos "):
        started = office.sandbox.run_workflow(
            ana, STEP, recipients=[ben], competency="empathy", channel=room
        )
        office.hold_up.stands_there.wait(60)
        [body] = [one for one in sent if b"function_executed" in one]
        with ThreadPoolExecutor(10) as pool:
            answers = [pool.submit(post_json, office, body) for _ in range(50)]
            office.hold_up.may_go_on.set()
            assert {one.result().status for one in answers} == {200}
    assert end_of(office, started.id).status == "completed"
    assert (len(office.posts(room)), len(ends(office)) - before) == (1, 1)


def post_json(office: Office, body: bytes) -> HttpAnswer:
    return office.post_signed(body, Content_Type="application/json")


@pytest.mark.parametrize(
    "forge",
    [
        lambda event, other: event["inputs"].update(giver=other),
        lambda event, other: event["inputs"].pop("giver"),
        lambda event, other: event["inputs"].update(giver={"id": [other]}),
        lambda event, other: event["function"]["input_parameters"][0].update(
            type="slack#/types/user_id"
        ),
        lambda event, other: event["function"]["input_parameters"].pop(0),
    ],
)
def test_nobody_gives_in_the_name_of_whom_the_inputs_name(
    step_office: Office,
    monkeypatch: pytest.MonkeyPatch,
    forge: Callable[[dict[str, Any], str], Any],
) -> None:
    office = step_office
    ana, ben, boss = office.person(), office.person(), office.person(is_admin=True)
    room = office.room(ana, ben, boss)
    before = office.stored()
    event = hold_back(office, monkeypatch, ana, ben, room)
    forge(event["event"], boss)
    assert post_json(office, json.dumps(event).encode()).status == 200
    ended = end_of(office, event["event"]["function_execution_id"])
    assert ended.error.startswith("Slack does not say who is giving these kudos.")
    assert office.stored() == before


def hold_back(
    office: Office, monkeypatch: pytest.MonkeyPatch, giver: str, recipient: str, room: str
) -> dict[str, Any]:
    """The event of a run that the app is not told of."""
    held: list[dict[str, Any]] = []
    with monkeypatch.context() as patch:
        patch.setattr(office.sandbox.world, "tell_app", lambda event, _channel: held.append(event))
        office.sandbox.run_workflow(
            giver, STEP, recipients=[recipient], competency="empathy", channel=room
        )
    [event] = held
    return {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": f"Ev{event['function_execution_id']}",
        "event": event,
    }


def test_whoever_may_do_nothing_here_is_told_by_the_step(
    step_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    event = hold_back(office, monkeypatch, ana, ben, room)
    event["event"]["inputs"]["giver"]["id"] = office.sandbox.user("clockbot")
    stored = office.stored()
    assert post_json(office, json.dumps(event).encode()).status == 200
    ended = end_of(office, event["event"]["function_execution_id"])
    assert (ended.status, bool(ended.error)) == ("failed", True)
    assert office.stored() == stored


def test_a_token_that_is_good_no_longer_stops_nobody_else(
    step_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    event = hold_back(office, monkeypatch, ana, ben, room)
    token = event["event"]["bot_access_token"]
    office.sandbox.world.store.revoke(token, "token_expired")
    assert post_json(office, json.dumps(event).encode()).status == 200
    office.settle()
    end = ends(office)[-1]
    assert (end.state, end.error, end.payload) == ("cancelled", "token_expired", "{}")
    with office.sessions.read() as session:
        assert session.scalars(select(Workspace.paused_since)).one() is None
    assert len(office.posts(room)) == 1


def test_another_step_is_none_of_ours(step_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    event = hold_back(office, monkeypatch, ana, ben, office.room(ana, ben))
    event["event"]["function"]["callback_id"] = "make_tea"
    before = (office.stored(), len(ends(office)))
    assert post_json(office, json.dumps(event).encode()).status == 200
    assert (office.stored(), len(ends(office))) == before


def test_the_text_is_shown_as_it_was_written_and_calls_nobody(step_office: Office) -> None:
    office = step_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    assert run(office, ana, room, ben, message="a < b, <!channel> & <@U1|x> \x00").outputs
    assert "a &lt; b, @channel & somebody" in words(office.posts(room)[0])
