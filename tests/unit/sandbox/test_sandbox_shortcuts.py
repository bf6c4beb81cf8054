"""Shortcuts in the sandbox: who is offered which, and what the app is sent, over both ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from slackapp.sandbox.installed import read_manifest
from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import MANIFEST, Json, NotingApp, over_http, over_socket

ANA, BEN, LENA = "U00000ANA", "U00000BEN", "U0000LENA"
SUPPORT = "C0SUPPORT"


@pytest.fixture(scope="module", params=[over_socket, over_http], ids=["socket", "http"])
def app_of_module(request: pytest.FixtureRequest) -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, request.param(sandbox) as app:
        yield app


@pytest.fixture
def app(app_of_module: NotingApp) -> NotingApp:
    app_of_module.forget()
    return app_of_module


def modal(title: str) -> Json:
    words = {"type": "plain_text", "text": title}
    return {"type": "modal", "title": words, "blocks": [{"type": "divider"}]}


def test_global_shortcut_knows_the_person_and_no_channel(app: NotingApp) -> None:
    assert app.sandbox.shortcut(ANA, "give").ok
    [body] = app.bodies
    assert body["type"] == "shortcut"
    assert body["callback_id"] == "give"
    assert body["user"]["id"] == ANA
    assert body["team"] == {"id": app.sandbox.team_id, "domain": "harbour-support"}
    assert float(body["action_ts"]) > 0
    assert not {"channel", "message", "response_url"} & body.keys()


def test_global_shortcut_opens_a_modal_with_its_trigger(app: NotingApp) -> None:
    app.sandbox.shortcut(ANA, "give")
    app.client.views_open(trigger_id=app.bodies[0]["trigger_id"], view=modal("Give kudos"))
    opened = app.sandbox.modal(ANA)
    assert opened is not None
    assert opened.title == "Give kudos"
    app.sandbox.close_view(ANA, opened)


def test_message_shortcut_brings_the_message_and_where_it_stands(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, SUPPORT, "The macro works")
    assert app.sandbox.message_shortcut(ANA, SUPPORT, said.ts, "thank").ok
    [body] = app.sent("message_action")
    assert body["callback_id"] == "thank"
    assert body["user"]["id"] == ANA
    assert body["channel"] == {"id": SUPPORT, "name": "support"}
    assert body["message_ts"] == said.ts
    assert body["message"]["user"] == BEN
    assert body["message"]["text"] == "The macro works"
    assert {"trigger_id", "action_ts", "response_url"} <= body.keys()


def test_message_shortcut_in_a_thread_names_the_thread(app: NotingApp) -> None:
    parent = app.sandbox.say(BEN, SUPPORT, "Who has a minute?")
    reply = app.sandbox.say(ANA, SUPPORT, "Me", thread_ts=parent.ts)
    app.sandbox.message_shortcut(BEN, SUPPORT, reply.ts, "thank")
    [body] = app.sent("message_action")
    assert body["message"]["thread_ts"] == parent.ts
    assert body["message_ts"] == reply.ts


def test_shortcut_of_a_private_place_reaches_the_app_that_is_not_there(app: NotingApp) -> None:
    said = app.sandbox.say(BEN, "D00ANABEN", "Between us")
    assert app.sandbox.message_shortcut(ANA, "D00ANABEN", said.ts, "thank").ok
    [body] = app.sent("message_action")
    assert body["channel"] == {"id": "D00ANABEN", "name": "directmessage"}


@pytest.mark.parametrize(
    ("user", "callback_id"), [(ANA, "nothing"), (ANA, "thank"), (LENA, "give")]
)
def test_nobody_runs_a_shortcut_that_is_not_offered(
    app: NotingApp, user: str, callback_id: str
) -> None:
    assert app.sandbox.shortcut(user, callback_id).error == "shortcut_not_found"
    assert app.bodies == []


def test_what_one_alone_sees_has_no_shortcuts(app: NotingApp) -> None:
    note = app.client.chat_postEphemeral(channel=SUPPORT, user=ANA, text="Only you")
    answer = app.sandbox.message_shortcut(ANA, SUPPORT, note["message_ts"], "thank")
    assert answer.error == "message_not_found"


def test_an_app_without_a_manifest_offers_none() -> None:
    with Sandbox.start() as sandbox:
        assert sandbox.shortcut(ANA, "give").error == "shortcut_not_found"
        sandbox.install(MANIFEST)
        assert sandbox.shortcut(ANA, "give").error == "dispatch_failed"


@pytest.mark.parametrize(
    "change",
    [{"name": "x" * 25}, {"type": "both"}, {"callback_id": "thank"}, {"description": ""}],
)
def test_a_manifest_that_slack_would_not_take_is_refused(change: Json) -> None:
    give, thank = MANIFEST["features"]["shortcuts"]
    with pytest.raises(ValueError, match=r"shortcut|length|callback_id"):
        read_manifest({"features": {"shortcuts": [thank, give | change]}})
