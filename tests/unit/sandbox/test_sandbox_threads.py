"""Threads, mentions and deleted messages in the sandbox, and what the app hears of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import MANIFEST, NotingApp, over_socket

ANA, BEN = "U00000ANA", "U00000BEN"
SUPPORT, WINS = "C0SUPPORT", "C0000WINS"
APP = "<@U0KUDOSCOPE|kudoscope>"


@pytest.fixture
def app() -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, over_socket(sandbox) as app:
        yield app


def test_mention_in_a_channel_and_in_a_thread_reaches_the_app(app: NotingApp) -> None:
    sandbox = app.sandbox
    said = sandbox.say(ANA, SUPPORT, f"{APP} <@{BEN}> empathy")
    event = app.wait_for_event("app_mention")
    assert (event["user"], event["channel"], event["ts"]) == (ANA, SUPPORT, said.ts)
    assert event["text"] == f"{APP} <@{BEN}> empathy"
    assert event["event_ts"] == said.ts
    assert "thread_ts" not in event
    reply = sandbox.say(BEN, SUPPORT, f"{APP} again", thread_ts=said.ts)
    # An answer to an answer stands in the same thread.
    later = sandbox.say(ANA, SUPPORT, f"{APP} and again", thread_ts=reply.ts)
    sandbox.wait_for(lambda: len(app.events("app_mention")) == 3)
    threads = {event["ts"]: event.get("thread_ts") for event in app.events("app_mention")}
    assert threads == {said.ts: None, reply.ts: said.ts, later.ts: said.ts}


def test_mention_where_the_app_is_not_is_told_by_slackbot(app: NotingApp) -> None:
    app.sandbox.say(ANA, WINS, f"{APP} hello")
    note = app.sandbox.messages(WINS, visible_to=ANA)[-1]
    assert (note.user, note.ephemeral_to) == ("USLACKBOT", ANA)
    assert "not in this channel" in note.text
    app.sandbox.say(ANA, SUPPORT, f"{APP} hello")
    assert app.wait_for_event("app_mention")["channel"] == SUPPORT


def test_direct_messages_are_no_mentions(app: NotingApp) -> None:
    app.sandbox.say(ANA, app.sandbox.im(ANA), f"{APP} hello")
    said = app.sandbox.say(ANA, SUPPORT, f"{APP} hello")
    assert app.wait_for_event("app_mention")["ts"] == said.ts


def test_no_command_works_in_a_thread(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, SUPPORT, "Who has a minute?")
    answer = app.sandbox.command(ANA, SUPPORT, "@ben empathy", thread_ts=said.ts)
    assert not answer.ok
    assert answer.text == "/kudos is not supported in threads. Sorry!"
    assert app.sandbox.messages(SUPPORT, visible_to=ANA)[-1].thread_ts == said.ts
    assert not [body for body in app.bodies if body.get("command")]


def test_thread_hangs_at_a_message_that_is_there(app: NotingApp) -> None:
    with pytest.raises(SlackError, match="thread_not_found"):
        app.sandbox.say(ANA, SUPPORT, "Hello", thread_ts="1.000001")


def test_deleted_messages_are_told_with_what_they_said(app: NotingApp) -> None:
    sandbox = app.sandbox
    said = sandbox.say(BEN, SUPPORT, "Oops")
    with pytest.raises(SlackError, match="cant_delete_message"):
        sandbox.delete(ANA, SUPPORT, said.ts)
    sandbox.delete(BEN, SUPPORT, said.ts)
    sandbox.wait_for(lambda: len(app.events("message")) == 2)
    event = max(app.events("message"), key=lambda one: one["event_ts"])
    assert (event["subtype"], event["hidden"]) == ("message_deleted", True)
    assert (event["channel"], event["deleted_ts"]) == (SUPPORT, said.ts)
    assert event["previous_message"]["text"] == "Oops"


def test_posts_that_the_app_deletes_are_gone_and_told(app: NotingApp) -> None:
    posted = app.client.chat_postMessage(channel=SUPPORT, text="Thanks")
    app.client.chat_delete(channel=SUPPORT, ts=posted["ts"])
    assert app.wait_for_event("message")["deleted_ts"] == posted["ts"]
    assert posted["ts"] not in [one.ts for one in app.sandbox.messages(SUPPORT, visible_to=ANA)]


def test_an_answer_in_a_thread_may_be_for_one_alone(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, SUPPORT, "Who has a minute?")
    app.client.chat_postEphemeral(channel=SUPPORT, user=ANA, text="You?", thread_ts=said.ts)
    assert app.sandbox.messages(SUPPORT, visible_to=ANA)[-1].thread_ts == said.ts
