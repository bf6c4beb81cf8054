"""Whoever may not act is refused at every door, is told so kindly, and leaves nothing behind."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from databases import Database
from db import Base, OutboxLane, Person
from slackapp.blocks import ids
from slackapp.sandbox.delivery import HttpAnswer
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.erasing import readmit_person
from slackapp.services.operate.erasure import leave_tombstone, mark_erased
from tests.flows.office import Office, running, wait_until_people_are_known

pytestmark = pytest.mark.usefixtures("no_ticks")

_numbers = itertools.count(1)

#: What the app counts for itself, whoever asks.
_OWN_TABLES = {"outbox_pace", "outbox_lane", "workspace"}

FORMS = {name: value for name, value in vars(ids).items() if name.endswith("_FORM")}
BUTTONS = {
    name: value
    for name, value in vars(ids).items()
    if name.isupper() and name != "INPUT" and not name.endswith(("_FORM", "_BLOCK"))
}
COMMANDS = (
    "",
    "help",
    "list",
    "list empathy",
    "me",
    "me through ecf",
    "announce",
    "announce me",
    "report",
    "report {ben}",
    "export",
    "export team",
    "export through ecf",
    "packet",
    "packet {ben}",
    "digest",
    "digest on",
    "digest off",
    "digest leave",
    "digest preview",
    "digest now",
    "digest now through ecf",
    "digest through ecf",
    "digest settings",
    "leaders",
    "leaders none",
    "leaders {ben}",
    "reflections",
    "reflections {ben}",
    "{ben} empathy thanks",
    "{ben} thanks for all of it",
    "{ben}",
    " {ben} {ben}",
    "<!here> empathy thanks",
    "<@{who}> empathy thanks to me",
    "{ben} <@{who}> empathy thanks to us",
    "<@UNOBODY> empathy thanks",
    "{ben} empathy " + 700 * "so ",
    "{ben} help",
    "<@{who}|somebody>",
    "thanks",
)

#: What each of them is told.
REFUSED = {
    "nobody": "Slack could not tell me just now who you are",
    "bot": "I work for people",
    "deactivated": "your account here is deactivated",
    "stranger": "You are with another company",
    "known stranger": "You are with another company",
    "erased": "You are welcome back whenever you like",
}


def make(office: Office, kind: str) -> str:
    """Somebody who may not act; the id."""
    if kind == "nobody":
        return f"U0NOBODY{next(_numbers)}"
    if kind == "bot":
        return office.sandbox.user("clockbot")
    if "stranger" in kind:
        slack_user_id = office.sandbox.add_person("lee", is_stranger=True)
        if kind == "known stranger":
            user = {"id": slack_user_id, "team_id": "T0ELSE", "name": "lee", "updated": 1}
            send(office, build_event(office, {"type": "user_change", "user": user}))
            assert office.find_person(slack_user_id) is not None
        return slack_user_id
    slack_user_id = office.person()
    if kind == "deactivated":
        office.sandbox.change_person(slack_user_id, deleted=True)
        office.sandbox.wait_for(lambda: office.find_person(slack_user_id).is_deactivated)
    if kind == "erased":
        erase(office, slack_user_id)
    return slack_user_id


def erase(office: Office, slack_user_id: str) -> None:
    """Erase somebody, as far as acting goes."""
    person = office.find_person(slack_user_id)
    assert person is not None
    with office.sessions.begin() as session:
        mark_erased(session, person_id=person.id, now=office.clock())
        leave_tombstone(session, person_id=person.id)


def build_command(office: Office, who: str, text: str, room: str) -> dict[str, Any]:
    """A command as Slack sends it."""
    return {
        "command": "/kudos",
        "text": text,
        "team_id": office.sandbox.team_id,
        "channel_id": room,
        "channel_name": "room",
        "user_id": who,
        "user_name": "somebody",
        "trigger_id": f"{next(_numbers)}.door",
    }


def build_interaction(office: Office, who: str, kind: str, **fields: Any) -> dict[str, Any]:
    """A click or a form as Slack sends it."""
    home = office.sandbox.world.store.find_person(who)
    return {
        "type": kind,
        "team": {"id": office.sandbox.team_id},
        "user": {
            "id": who,
            "username": "somebody",
            "team_id": office.sandbox.team_id if home is None else home.team_id,
        },
        "trigger_id": f"{next(_numbers)}.door",
    } | fields


def build_click(office: Office, who: str, action_id: str, **fields: Any) -> dict[str, Any]:
    """A press of that button, or a choice from that menu."""
    action = {
        "type": "button",
        "action_id": action_id,
        "block_id": f"{ids.DRAFT_BLOCK}:none" if "draft" in action_id else "b1",
        "value": "1",
        "selected_option": {"value": "1:tomorrow"},
    }
    return build_interaction(office, who, "block_actions", actions=[action], **fields)


def build_form(office: Office, who: str, callback_id: str, kind: str) -> dict[str, Any]:
    """A form as it is sent, or closed."""
    view = {
        "id": f"V{next(_numbers)}",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": "1",
        "state": {"values": {}},
        "blocks": [{"type": "input", "block_id": "first"}],
    }
    return build_interaction(office, who, kind, view=view)


def build_event(office: Office, event: dict[str, Any]) -> dict[str, Any]:
    """An event as Slack tells it."""
    return {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": f"Ev{next(_numbers)}DOOR",
        "event": event,
    }


def list_entries(office: Office, who: str, room: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every way in, by a name for it."""
    ben = f"<@{office.sandbox.user('ben')}>"
    for text in COMMANDS:
        yield f"/kudos {text}", build_command(office, who, text.format(ben=ben, who=who), room)
    for name, action_id in BUTTONS.items():
        yield name, build_click(office, who, action_id)
        on_home = {"type": "home", "id": "V1"}
        if name in ("HOME_PERIOD", "HOME_NEWEST", "REFLECTION_ASK_NOW", "REFLECTION_DELETE"):
            yield f"{name} on the Home", build_click(office, who, action_id, view=on_home)
    for name, callback_id in FORMS.items():
        for kind in ("view_submission", "view_closed"):
            yield f"{name} {kind}", build_form(office, who, callback_id, kind)
    opened = {"type": "app_home_opened", "user": who, "tab": "home"}
    yield "app_home_opened", build_event(office, opened)
    said = {"type": "app_mention", "user": who, "channel": room, "ts": "1.1"}
    for text in (f"{ben} empathy thanks", "undo"):
        mention = said | {"text": f"<@{office.sandbox.bot_user_id}> {text}"}
        yield f"app_mention {text}", build_event(office, mention)


def send(office: Office, payload: dict[str, Any]) -> HttpAnswer:
    """Send it as Slack does, a second after the last, so that Slack's limits are kept."""
    office.clock.advance(seconds=1)
    if "command" in payload:
        return office.post_signed(urlencode(payload).encode())
    body = json.dumps(payload).encode()
    if payload["type"] == "event_callback":
        return office.post_signed(body, Content_Type="application/json")
    return office.post_signed(urlencode({"payload": body}).encode())


def snapshot(office: Office) -> dict[str, Any]:
    """Every row of every table, and for whom messages are kept."""
    with office.sessions.read() as session:
        return {
            table.name: session.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in Base.metadata.sorted_tables
            if table.name not in _OWN_TABLES
        } | {"lanes": session.scalars(select(OutboxLane.slack_channel_id)).all()}


def read_words(answer: HttpAnswer) -> str:
    """What an answer says to whoever waits for it."""
    told = json.loads(answer.body) if answer.body else {}
    return str(told.get("text") or " ".join(told.get("errors", {}).values()))


@pytest.mark.parametrize("kind", REFUSED)
def test_whoever_may_not_act_is_refused_at_every_door_and_leaves_nothing_behind(
    shared_office: Office, kind: str
) -> None:
    office = shared_office
    who, room = make(office, kind), office.room(office.person())
    office.settle()
    before = snapshot(office)

    for name, payload in list_entries(office, who, room):
        answer = send(office, payload)

        assert answer.status == 200, name
        if "command" in payload or payload["type"] == "view_submission":
            assert REFUSED[kind].replace("`", "") in read_words(answer), name
        assert snapshot(office) == before, name


def test_a_colleague_is_refused_at_no_door(shared_office: Office) -> None:
    office = shared_office
    who = office.person()
    room = office.room(who)
    for name, payload in list_entries(office, who, room):
        answer = send(office, payload)
        told = read_words(answer)
        assert not any(words in told for words in REFUSED.values()), name
    assert office.sandbox.home(who) is not None


# Where they read it


@pytest.mark.parametrize("kind", ["deactivated", "erased"])
def test_a_click_on_an_old_message_is_answered_beside_it(shared_office: Office, kind: str) -> None:
    office = shared_office
    giver, ben = office.person(), office.person()
    room = office.room(giver, ben)
    shown = office.kudos(giver, room, f"<@{ben}> initiative thanks")
    office.settle()
    if kind == "erased":
        erase(office, giver)
    else:
        with office.sessions.begin() as session:
            session.get_one(Person, office.find_person(giver).id).is_deactivated = True
    before = snapshot(office)

    office.tap(giver, room, shown, "Take it back")

    office.sandbox.wait_for(
        lambda: REFUSED[kind] in office.answers(giver, room)[-1].text, message="nothing was told"
    )
    assert snapshot(office) == before


def test_a_home_of_somebody_erased_says_why_it_is_empty(shared_office: Office) -> None:
    office = shared_office
    who = office.person()
    office.sandbox.open_home(who)
    office.sandbox.wait_for(lambda: office.sandbox.home(who))
    erase(office, who)

    office.sandbox.open_home(who)

    def reads_why() -> bool:
        return REFUSED["erased"] in json.dumps(office.sandbox.home(who).blocks)

    office.sandbox.wait_for(reads_why)
    assert "Your answers are yours" not in json.dumps(office.sandbox.home(who).blocks)


def test_an_unknown_id_is_shown_no_home_and_is_not_stored(shared_office: Office) -> None:
    office = shared_office
    opened = {"type": "app_home_opened", "user": "U0NEVERMET", "tab": "home"}
    calls = len(office.sandbox.calls("views.publish"))

    assert send(office, build_event(office, opened)).status == 200

    assert office.find_person("U0NEVERMET") is None
    assert len(office.sandbox.calls("views.publish")) == calls


def test_whoever_was_erased_is_let_in_again_and_gives_as_before(shared_office: Office) -> None:
    office = shared_office
    who, ben = office.person(), office.person()
    room = office.room(who, ben)
    erase(office, who)
    assert "kudoscope readmit" in office.kudos(who, room, f"<@{ben}> empathy thanks").text

    with office.sessions.begin() as session:
        readmit_person(session, person_id=office.find_person(who).id)

    assert "goes to <#" in office.kudos(who, room, f"<@{ben}> empathy thanks").text


# Of another company, by the request's own word


@pytest.mark.parametrize(
    ("company", "is_refused"),
    [
        ({"team_id": "T0ELSE"}, True),
        ({"team_id": "T0ELSE", "enterprise_id": "E0ELSE"}, True),
        ({"team_id": ""}, False),
        ({}, False),
    ],
)
def test_a_request_that_names_another_company_is_refused(
    shared_office: Office, company: dict[str, str], is_refused: bool
) -> None:
    office = shared_office
    who = office.person()
    form = build_form(office, who, ids.SETTINGS_FORM, "view_submission")
    form["user"] = {"id": who} | company

    told = read_words(send(office, form))

    assert (REFUSED["stranger"] in told) is is_refused


# Whoever just joined


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whoever_just_joined_gives_at_once_and_slack_is_asked_once_before_the_answer(
    database: Database,
) -> None:
    with (
        Sandbox.start(port=0, subscriptions=frozenset()) as sandbox,
        running(sandbox, database.url, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        ida = sandbox.add_person("ida", tz="Asia/Tokyo", display_name="Ida")
        ben = sandbox.user("ben")
        room = office.room(ida, ben)

        answer = office.kudos(ida, room, f"<@{ben}> empathy welcome me")

        # What the channel is, is found out at the delivery.
        assert "if I am in that channel. If not, I will ask you" in answer.text
        office.settle()
        [post] = office.posts(room)
        assert "welcome me" in post.text
        person = office.find_person(ida)
        assert person is not None
        assert (person.name, person.tz) == ("Ida", "Asia/Tokyo")
        assert len(sandbox.calls("users.info")) == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", ["user_not_found", "server_error", "ratelimited"])
def test_where_slack_does_not_say_who_somebody_is_they_are_asked_to_try_again(
    database: Database, fault: str
) -> None:
    with (
        Sandbox.start(port=0, subscriptions=frozenset()) as sandbox,
        running(sandbox, database.url, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        ida, ben = sandbox.add_person("ida"), sandbox.user("ben")
        room = office.room(ida, ben)
        sandbox.fault("users.info", fault)

        answer = office.kudos(ida, room, f"<@{ben}> empathy welcome me")

        assert answer.text.startswith(REFUSED["nobody"])
        assert office.find_person(ida) is None
        assert office.stored().kudos == 0
