"""Thanking for a message: its shortcut opens the form with the author, and the message is told."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from db import Person
from slackapp.blocks import ids
from slackapp.cli.manifest import build_manifest
from slackapp.sandbox.shapes import view_json
from slackapp.sandbox.state import Message
from slackapp.sandbox.views import View
from tests.flows.conftest import MONDAY
from tests.flows.giving_form import EMPATHY, INITIATIVE, choose, find_form, send
from tests.flows.office import Office

SONG = "canary-sings"


def thank(office: Office, who: str, said: Message) -> View:
    """Choose the shortcut at a message; the form that opens."""
    office.sandbox.install(build_manifest(http_url=None))
    chosen = office.sandbox.message_shortcut(who, said.channel, said.ts, ids.THANK_MESSAGE_SHORTCUT)
    assert chosen.ok, chosen
    return find_form(office, who)


def people(view: View) -> list[str]:
    """Whom the form begins with."""
    return view.state[ids.PEOPLE_BLOCK][ids.INPUT]["selected_users"]


def test_the_author_is_thanked_and_the_message_quoted_and_linked(office: Office) -> None:
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    root = office.sandbox.say(ben, room, "The refund is out, and <they> are happy")
    reply = office.sandbox.say(ben, room, "They even wrote back", thread_ts=root.ts)

    view = thank(office, ana, root)
    assert people(view) == [ben]
    assert "The refund is out, and &lt;they&gt; are happy" in json.dumps(view.blocks)
    choose(office, ana, EMPATHY, message="for the refund")
    assert send(office, ana).ok

    (post,) = office.posts(room)
    assert f"thanked <@{ben}>: for the refund" in post.text
    link = office.sandbox.world.url and f"/archives/{room}/p{root.ts.replace('.', '')}"
    assert f"{link}|this message>: “The refund is out, and &lt;they&gt; are happy”" in post.text

    thank(office, ana, reply)
    choose(office, ana, INITIATIVE)
    assert send(office, ana).ok
    _, answer = office.posts(room)
    assert (answer.thread_ts, "They even wrote back" in answer.text) == (root.ts, True)


@pytest.mark.parametrize(
    ("author", "note"),
    [
        ({"is_bot": True}, "An app wrote this message"),
        ({"is_stranger": True}, "works for another company"),
        ({"is_deactivated": True}, "is no longer here"),
        ({"erased_at": MONDAY}, "is no longer here"),
        (None, "You wrote this message yourself"),
        ("unknown", "I do not know yet who wrote this message"),
        ({"is_guest": True}, "is a guest here"),
    ],
    ids=["app", "stranger", "left", "erased", "oneself", "unknown", "guest"],
)
def test_the_form_says_who_wrote_it_where_that_matters(
    shared_office: Office, author: dict[str, Any] | str | None, note: str
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    who = ana if author is None else "U0UNKNOWN"
    if isinstance(author, dict):
        who = office.person()
        with office.sessions.begin() as session:
            of_them = update(Person).where(Person.slack_user_id == who)
            session.execute(of_them.values(author))
    room = office.room(ana, ben)
    said = office.sandbox.world.store.post(room, who, "It is done")
    view = thank(office, ana, said)
    assert note in json.dumps(view.blocks)
    assert people(view) == ([who] if note == "is a guest here" else [])
    choose(office, ana, EMPATHY, people=[ben])
    assert send(office, ana).ok
    (post,) = office.posts(room)
    assert f"<@{ben}>" in post.text


def test_a_message_of_a_private_channel_is_told_there_and_nowhere_else(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben, cleo, dan = (office.person() for _ in range(4))
    private, room = office.room(ana, ben, cleo, kind="private"), office.room(ana, ben, dan)
    said = office.sandbox.say(ben, private, f"Here a {SONG}")
    for channel in (room, private):
        thank(office, ana, said)
        choose(office, ana, EMPATHY, people=[ben, dan])
        if channel != private:
            readers = {"readers": "only_them"}
            assert send(office, ana, **readers).ok
            assert office.readers(SONG, ana, ben, cleo, dan) == {ben}
        else:
            assert send(office, ana).ok
    # Dan is told directly of what was announced there, without the message.
    assert len(office.told(dan)) == 2
    assert office.readers(SONG, ana, ben, cleo, dan) == {ana, ben, cleo}
    assert office.readers(f"/archives/{private}", dan) == set()


def test_a_direct_message_s_author_is_thanked_privately(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    home = office.room(ana, ben, kind="im", app_is_member=False)
    said = office.sandbox.say(ben, home, f"Between us: {SONG}")
    view = thank(office, ana, said)
    assert view.state[ids.READERS_BLOCK][ids.INPUT]["selected_option"]["value"] == "only_them"
    choose(office, ana, EMPATHY)
    assert send(office, ana).ok
    (told,) = office.told(ben)
    assert SONG in told.text

    # Posted in a channel, it says nothing of the message.
    room = office.room(ana, ben)
    thank(office, ana, said)
    choose(office, ana, EMPATHY, readers="channel", channel=room)
    assert send(office, ana).ok
    (post,) = office.posts(room)
    assert (SONG in post.text, "/archives/" in post.text) == (False, False)


def test_a_quote_notifies_nobody_and_is_short(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person("cleo-q")
    room = office.room(ana, ben, cleo)
    text = f"<!channel> <@{cleo}> <!subteam^S0SUPPORT|@support> *now* {'word ' * 200}"
    said = office.sandbox.say(ben, room, text)
    thank(office, ana, said)
    choose(office, ana, EMPATHY)
    assert send(office, ana).ok
    (post,) = office.posts(room)
    assert f"<@{cleo}>" not in json.dumps(post.blocks)
    assert "<!" not in json.dumps(post.blocks)
    assert len(post.text) < 600


def test_the_shortcut_and_the_form_may_come_twice(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")
    thank(office, ana, said)
    view = choose(office, ana, EMPATHY)
    calls, before = len(office.sandbox.calls("views.open")), office.stored()
    form = json.dumps(
        {
            "type": "view_submission",
            "team": {"id": office.sandbox.team_id},
            "user": {"id": ana},
            "view": view_json(office.sandbox.world, view),
        }
    )
    for _ in range(2):
        assert office.post_signed(urlencode({"payload": form}).encode()).status == 200
        office.settle()
    assert office.stored().kudos == before.kudos + 1
    assert len(office.posts(room)) == 1
    assert len(office.sandbox.calls("views.open")) == calls
