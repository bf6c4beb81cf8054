"""A request that comes a second time, signed and in time, changes nothing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from db import Base, Person
from slackapp.domain.base.errors import NotAdmin
from slackapp.handlers.command import WORDS
from slackapp.sandbox import delivery
from slackapp.sandbox.delivery import HttpAnswer
from tests.flows.belongings import (
    FORMS,
    PRESSES,
    Scene,
    build_form,
    list_presses,
    make_scene,
    press,
)
from tests.flows.office import Office, old_choice

pytestmark = pytest.mark.usefixtures("no_ticks")


@pytest.fixture
def room(shared_office: Office) -> tuple[str, str, str]:
    """Ana and Ben (other ones for each test), and a channel with the app."""
    ana, ben = shared_office.person(), shared_office.person()
    return ana, ben, shared_office.room(ana, ben)


def command(office: Office, person: str, channel: str, text: str, trigger: str) -> bytes:
    fields = {
        "team_id": office.sandbox.team_id,
        "user_id": person,
        "user_name": "somebody",
        "channel_id": channel,
        "channel_name": "room",
        "command": "/kudos",
        "text": text,
        "trigger_id": trigger,
    }
    return urlencode(fields).encode()


def click(office: Office, person: str, value: str, trigger: str) -> bytes:
    action = {
        "type": "button",
        "action_id": "kudos_choose_behaviour",
        "block_id": "b2",
        "value": value,
    }
    payload = {
        "type": "block_actions",
        "team": {"id": office.sandbox.team_id},
        "user": {"id": person, "username": "somebody", "team_id": office.sandbox.team_id},
        "trigger_id": trigger,
        "actions": [action],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def test_a_replayed_command_gives_one_kudos_and_the_same_answer(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    ana, ben, channel = room
    body = command(shared_office, ana, channel, f"<@{ben}> empathy thanks", "1.replay")
    before = shared_office.stored()

    first, second = (shared_office.post_signed(body) for _ in range(2))

    assert (first.status, second.status) == (200, 200)
    assert json.loads(first.body)["text"] == json.loads(second.body)["text"]
    after = shared_office.stored()
    assert (after.kudos, after.posts) == (before.kudos + 1, before.posts + 1)


def test_a_replayed_choice_of_announcement_does_not_undo_a_later_one(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    ana, _, channel = room
    ask = command(shared_office, ana, channel, "announce ask", "2.ask")
    public = command(shared_office, ana, channel, "announce public", "2.public")
    for body in (ask, public, ask):
        assert shared_office.post_signed(body).status == 200

    person = shared_office.find_person(ana)
    assert isinstance(person, Person)
    assert person.announce == "public"


def test_a_replayed_click_does_not_undo_a_later_one(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    ana, ben, channel = room
    answer = shared_office.kudos(ana, channel, f"<@{ben}> empathy thanks")
    first, second = old_choice(answer, 0), old_choice(answer, 1)
    for value, trigger in ((first, "3.first"), (second, "3.second"), (first, "3.first")):
        body = click(shared_office, ana, value, trigger)
        assert shared_office.post_signed(body).status == 200
    shared_office.settle()

    [post] = shared_office.posts(channel)
    assert "sees things from the other person's side" in post.text


# Every button, menu, form and word of the command


def read_all(office: Office) -> dict[str, Any]:
    """Every row, but for when lanes and paces go on, what was read, and answers to taps."""
    office.settle()
    with office.sessions.read() as session:
        rows = {
            table.name: session.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in Base.metadata.sorted_tables
            if table.name not in {"outbox_pace", "outbox_lane", "channel", "channel_member"}
        }
    # Slack opens no second form for one trigger, and whoever asked is told.
    rows["outbox_message"] = [one for one in rows["outbox_message"] if one.kind != "response"]
    return rows


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """What somebody has of every kind."""
    return make_scene(shared_office)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies that the sandbox sends to the app, as they go by."""
    bodies, post = list[bytes](), delivery.post

    def post_and_keep(url: str, body: bytes, *rest: Any) -> HttpAnswer:
        bodies.append(body)
        return post(url, body, *rest)

    monkeypatch.setattr("slackapp.sandbox.delivery.post", post_and_keep)
    return bodies


def test_there_is_a_command_for_every_word() -> None:
    assert {text.split()[0] for text in COMMANDS} >= {one.word for one in WORDS} | {"help"}


@pytest.mark.parametrize("name", PRESSES)
def test_a_button_or_menu_that_comes_again_does_nothing_again(
    shared_office: Office, scene: Scene, sent: list[bytes], name: str
) -> None:
    office = shared_office
    pressed = list_presses(office, scene)[name]
    who = scene.boss if pressed.rightful == "admin" else scene.ana
    press(office, scene, who, name, pressed)
    before = read_all(office)

    for body in [one for one in sent if b"block_actions" in one]:
        assert office.post_signed(body).status == 200

    assert read_all(office) == before


@pytest.mark.parametrize("callback_id", FORMS)
def test_a_form_that_comes_again_does_nothing_again(
    shared_office: Office, scene: Scene, callback_id: str
) -> None:
    office = shared_office
    about, values, refusal = FORMS[callback_id](scene)
    who = scene.boss if refusal is NotAdmin else scene.ana
    body = build_form(office, who, callback_id, about, **values)
    assert office.post_signed(body).status == 200
    before = read_all(office)

    assert office.post_signed(body).status == 200

    assert read_all(office) == before


COMMANDS = [
    "help",
    "private <@{ben}> empathy thanks",
    "list",
    "list empathy",
    "me",
    "announce ask",
    "announce public",
    "undo",
    "reflections",
    "reflections <@{ben}>",
    "export",
    "export team",
    "privacy",
    "packet",
    "packet <@{ben}>",
    "digest",
    "digest on",
    "digest settings",
    "digest preview",
    "digest now",
    "digest leave",
    "digest join",
    "digest off",
    "leaders",
    "leaders <@{ana}>",
    "leaders none",
    "report",
    "report <@{ben}>",
    "<@{ben}> empathy for listening",
    "<@{ben}> for listening to the caller",
    "<@{ben}> wobbly",
]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_command_that_comes_again_does_nothing_again(
    shared_office: Office, scene: Scene, text: str
) -> None:
    office = shared_office
    text = text.format(ana=scene.ana, ben=scene.ben)
    body = command(office, scene.ana, scene.room, text, f"again.{scene.packet}")
    assert office.post_signed(body).status == 200
    before = read_all(office)

    assert office.post_signed(body).status == 200

    after = read_all(office)
    # A text that lacks something is kept once more for a day: without a tap it comes to nothing.
    del before["kudos_draft"], after["kudos_draft"]
    assert after == before
