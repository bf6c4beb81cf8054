"""Reactions in the sandbox, and which of them the app hears of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import MANIFEST, NotingApp, over_socket

ANA, BEN = "U00000ANA", "U00000BEN"
SUPPORT, WINS = "C0SUPPORT", "C0000WINS"


@pytest.fixture
def app() -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, over_socket(sandbox) as app:
        yield app


def test_reactions_are_told_as_slack_tells_them(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, SUPPORT, "Solved")
    app.sandbox.react(ANA, SUPPORT, said.ts, "kudos")
    event = app.wait_for_event("reaction_added")
    assert event == {
        "type": "reaction_added",
        "user": ANA,
        "reaction": "kudos",
        "item_user": BEN,
        "item": {"type": "message", "channel": SUPPORT, "ts": said.ts},
        "event_ts": event["event_ts"],
    }
    assert event["event_ts"] > said.ts
    app.sandbox.unreact(ANA, SUPPORT, said.ts, "kudos")
    assert app.wait_for_event("reaction_removed")["item"]["ts"] == said.ts
    ids = [body["event_id"] for body in app.bodies if "event_id" in body]
    assert len(set(ids)) == len(ids) > 1


def test_each_reacts_once_and_takes_back_only_their_own(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, SUPPORT, "Solved")
    app.sandbox.react(ANA, SUPPORT, said.ts, "tada")
    for user, name, action, error in (
        (ANA, "tada", app.sandbox.react, "already_reacted"),
        (BEN, "tada", app.sandbox.unreact, "no_reaction"),
        (BEN, "no such", app.sandbox.react, "invalid_name"),
    ):
        with pytest.raises(SlackError, match=error):
            action(user, SUPPORT, said.ts, name)


def test_the_app_reads_reactions_and_links(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, SUPPORT, "Solved")
    reply = app.sandbox.say(ANA, SUPPORT, "Thanks", thread_ts=said.ts)
    app.sandbox.react(ANA, SUPPORT, said.ts, "tada")
    app.sandbox.react(BEN, SUPPORT, said.ts, "tada")
    read = app.client.reactions_get(channel=SUPPORT, timestamp=said.ts)
    assert read["message"]["reactions"] == [{"name": "tada", "users": [ANA, BEN], "count": 2}]
    place = f"https://harbour-support.slack.com/archives/{SUPPORT}/p"
    link = app.client.chat_getPermalink(channel=SUPPORT, message_ts=reply.ts)["permalink"]
    stamp = reply.ts.replace(".", "")
    assert link == f"{place}{stamp}?thread_ts={said.ts}&cid={SUPPORT}"
    assert read["message"]["permalink"] == f"{place}{said.ts.replace('.', '')}"
    with pytest.raises(SlackApiError, match="message_not_found"):
        app.client.chat_getPermalink(channel=SUPPORT, message_ts="1.000001")


def test_nothing_is_heard_without_scope_subscription_or_membership(app: NotingApp) -> None:
    sandbox = app.sandbox
    elsewhere = sandbox.say(BEN, WINS, "94 %")
    sandbox.react(ANA, WINS, elsewhere.ts, "tada")
    said = sandbox.say(BEN, SUPPORT, "Solved")
    sandbox.withdraw("reactions:read")
    sandbox.react(ANA, SUPPORT, said.ts, "tada")
    with pytest.raises(SlackApiError, match="missing_scope") as caught:
        app.client.reactions_get(channel=SUPPORT, timestamp=said.ts)
    assert caught.value.response["needed"] == "reactions:read"
    assert "chat:write" in caught.value.response["provided"]
    sandbox.grant("reactions:read")
    sandbox.react(ANA, SUPPORT, said.ts, "eyes")
    assert app.wait_for_event("reaction_added")["reaction"] == "eyes"
