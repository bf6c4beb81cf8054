"""A request that comes a second time, signed and in time, changes nothing."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from db import Person
from tests.flows.office import Office, elements


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
    first, second, _ = (one["value"] for one in elements(answer))
    for value, trigger in ((first, "3.first"), (second, "3.second"), (first, "3.first")):
        body = click(shared_office, ana, value, trigger)
        assert shared_office.post_signed(body).status == 200
    shared_office.settle()

    [post] = shared_office.posts(channel)
    assert "sees things from the other person's side" in post.text
