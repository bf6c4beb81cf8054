"""Giving by mentioning the app in a message: in a channel, in a thread, and once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slackapp.sandbox.state import Message
from tests.flows.office import Office, labels, words

CHANGE = "Take it back"


def say(office: Office, who: str, room: str, text: str, thread_ts: str | None = None) -> Message:
    """Write that, with the app's mention for `@kudoscope`, and wait for all that comes of it."""
    before = len(office.sandbox.calls("chat.postEphemeral"))
    text = text.replace("@kudoscope", f"<@{office.sandbox.bot_user_id}>")
    said = office.sandbox.say(who, room, text, thread_ts)
    office.sandbox.wait_for(lambda: len(office.sandbox.calls("chat.postEphemeral")) > before)
    office.settle()
    return said


def send_event(office: Office, event_id: str, **event: Any) -> None:
    """Tell the app of a mention as Slack does, over HTTP."""
    body = {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": event_id,
        "event": {"type": "app_mention", **event},
    }
    answer = office.post_signed(json.dumps(body).encode(), Content_Type="application/json")
    assert answer.status == 200
    office.settle()


def test_a_mention_gives_as_the_command_does_and_answers_its_writer_alone(office: Office) -> None:
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    root = say(office, ana, room, f"@kudoscope <@{ben}> empathy for the calm words")

    (post,) = office.posts(room, visible_to=ben)
    assert (post.thread_ts, f"<@{ben}>" in post.text, "for the calm words" in post.text) == (
        None,
        True,
        True,
    )
    (answer,) = office.answers(ana, room)
    assert (answer.thread_ts, CHANGE in labels(answer)) == (None, True)

    say(office, ana, room, f"@kudoscope, <@{ben}> initiative for this one", root.ts)
    _, reply = office.posts(room, visible_to=ben)
    assert (reply.thread_ts, office.answers(ana, room)[-1].thread_ts) == (root.ts, root.ts)
    office.tap(ana, room, office.answers(ana, room)[-1], CHANGE)
    assert office.posts(room, visible_to=ben) == [post]


def test_what_lacks_something_is_mended_in_the_thread_and_posted_there(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    root = office.sandbox.say(ben, room, "That call went well")
    say(office, ana, room, f"@kudoscope <@{ben}> for that call", root.ts)
    (asked,) = office.answers(ana, room)
    assert (asked.thread_ts, office.posts(room)) == (root.ts, [])

    office.tap(ana, room, office.find_competency(ana, room, asked), "Post it")

    (post,) = office.posts(room)
    assert (post.thread_ts, "for that call" in post.text) == (root.ts, True)


def test_words_that_are_commands_are_answered_like_the_command(shared_office: Office) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    room = office.room(admin)
    for text, told in (
        ("@kudoscope", "/kudos"),
        ("@kudoscope private @ana empathy", "Everybody here can read what you just wrote"),
        ("@kudoscope ME", "You have neither given nor received"),
        ("@kudoscope digest settings", "Slack lets me open a form from the command alone"),
    ):
        say(office, admin, room, text)
        assert told in f"{office.answers(admin, room)[-1].text}"
    assert office.posts(room) == []


def test_what_people_say_of_the_app_gives_nothing_without_a_tap(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    app = f"<@{office.sandbox.bot_user_id}>"
    calls = len(office.sandbox.calls("chat.postEphemeral"))
    office.sandbox.say(ana, room, f"Have you tried {app}? It asks for empathy.")

    say(office, ana, room, f"<@{ben}> empathy for showing me @kudoscope")
    (shown,) = office.answers(ana, room)
    assert (office.posts(room), "for showing me Kudoscope" in words(shown)) == ([], True)
    office.tap(ana, room, shown, "Post it")

    (post,) = office.posts(room)
    assert f"<@{ben}>" in post.text
    assert len(office.sandbox.calls("chat.postEphemeral")) == calls + 1


def test_slack_may_tell_of_a_message_four_times_and_it_gives_once(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    app, before = f"<@{office.sandbox.bot_user_id}>", office.stored()
    given = {"user": ana, "channel": room, "ts": "1.1", "text": f"{app} <@{ben}> empathy thanks"}
    lacking = given | {"text": f"{app} <@{ben}> thanks for all"}
    for _ in range(4):
        send_event(office, "Ev1", **given)
        send_event(office, "Ev2", **lacking)
    assert office.stored().kudos == before.kudos + 1
    assert len(office.posts(room)) == 1
    assert len(office.answers(ana, room)) == 2


@pytest.mark.parametrize(
    "marks",
    [
        {"bot_id": "B0OTHER"},
        {"user": None, "bot_id": "B0OTHER", "subtype": "bot_message"},
        {"edited": {"user": "U1", "ts": "1.2"}},
        {"user": "U0KUDOSCOPE"},
    ],
    ids=["an app", "an app without an account", "edited", "the app itself"],
)
def test_what_an_app_writes_and_what_is_edited_gives_nothing(
    shared_office: Office, marks: dict[str, Any]
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    before, calls = office.stored(), len(office.sandbox.calls("chat.postEphemeral"))
    text = f"<@{office.sandbox.bot_user_id}> <@{ben}> empathy thanks"
    event = {"user": ana, "channel": room, "ts": "1.1", "text": text, **marks}
    send_event(office, f"Ev{room}", **event)
    assert office.stored() == before
    assert len(office.sandbox.calls("chat.postEphemeral")) == calls


def test_somebody_of_another_company_is_told_so_and_nothing_is_stored(
    shared_office: Office,
) -> None:
    office = shared_office
    ben = office.person()
    stranger = office.sandbox.add_person("stranger", team_id="T00FREIGHT", is_stranger=True)
    room = office.room(ben, stranger)
    before = office.stored()
    say(office, stranger, room, f"@kudoscope <@{ben}> empathy thanks")
    (told,) = office.answers(stranger, room)
    assert ("company" in told.text, office.stored()) == (True, before)


def test_where_the_app_is_not_in_the_channel_the_writer_is_told_directly(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben, app_is_member=False)
    text = f"<@{office.sandbox.bot_user_id}> <@{ben}> empathy thanks"
    send_event(office, f"Ev{room}", user=ana, channel=room, ts="1.1", thread_ts="1.0", text=text)
    (told,) = office.told(ana)
    assert "I am not in" in told.text
    # The thread is not one of the channel where it goes now.
    office.tap(ana, office.sandbox.im(ana), told, "Post in the default channel")
    post = office.posts(office.sandbox.channel("general"))[-1]
    assert (post.thread_ts, f"<@{ben}>" in post.text) == (None, True)


def test_a_kudos_whose_thread_is_gone_is_posted_in_the_channel(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    text = f"<@{office.sandbox.bot_user_id}> <@{ben}> empathy thanks"
    send_event(office, f"Ev{room}", user=ana, channel=room, ts="9.9", thread_ts="9.1", text=text)
    (post,) = office.posts(room)
    assert (post.thread_ts, f"<@{ben}>" in post.text) == (None, True)
