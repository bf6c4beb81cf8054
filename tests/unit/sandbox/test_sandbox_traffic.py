"""What the inspector shows: both directions, in words, without secrets, and as a test."""

from __future__ import annotations

import ast
import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.masks import hide_secrets
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.traffic import Traffic
from tests.unit.sandbox.noting_app import MANIFEST, NotingApp, over_http

BUTTON = {
    "type": "actions",
    "block_id": "choices",
    "elements": [
        {
            "type": "button",
            "action_id": "undo",
            "value": "1",
            "text": {"type": "plain_text", "text": "Take it back"},
        }
    ],
}


@pytest.fixture(scope="module")
def app() -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, over_http(sandbox) as app:
        yield app


@pytest.fixture
def sandbox(app: NotingApp) -> Sandbox:
    app.forget()
    app.sandbox.world.traffic.clear()
    return app.sandbox


def ask(sandbox: Sandbox, path: str) -> Any:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    try:
        connection.request("GET", f"/sandbox/api/{path}")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def listed(sandbox: Sandbox) -> list[tuple[str, str]]:
    return [(one["words"], one["outcome"]) for one in ask(sandbox, "traffic")["exchanges"]]


def newest(sandbox: Sandbox) -> Any:
    number = ask(sandbox, "traffic")["exchanges"][-1]["number"]
    return ask(sandbox, f"traffic/{number}")


def test_only_the_newest_are_kept() -> None:
    traffic = Traffic(kept=3)
    ends = [traffic.begin("to_app", "event", f"e{n}", {}, at=0.0) for n in range(5)]
    ends[0]("too late to be of interest")
    ends[4]("done")
    assert [one.name for one in traffic.since(0)] == ["e2", "e3", "e4"]
    assert traffic.oldest == 3
    assert traffic.find(2) is None
    # What is asked for once more is what has changed since.
    before = max(one.revision for one in traffic.since(0))
    assert traffic.since(before) == []
    ends[2](status=0, error="operation_timeout")
    [changed] = traffic.since(before)
    assert (changed.name, changed.is_trouble) == ("e2", True)


def test_tokens_and_secrets_are_masked_and_nothing_else() -> None:
    told = {
        "token": "abc",
        "text": "xoxb-1-sandbox-f00d is mine, and xoxo from us all",
        "url": "ws://127.0.0.1/socket?ticket=0af3&app_id=A1",
        "deep": [{"client_secret": "s", "rotating": "xoxe.xoxb-1-abc", "n": 3}],
        "words": "the secret 5ec2e7",
    }
    assert hide_secrets(told, ["5ec2e7", ""]) == {
        "token": "•••",
        "text": "xoxb-••• is mine, and xoxo from us all",
        "url": "ws://127.0.0.1/socket?ticket=•••&app_id=A1",
        "deep": [{"client_secret": "•••", "rotating": "xoxe.xoxb-•••", "n": 3}],
        "words": "the secret •••",
    }


def test_both_directions_are_told_in_plain_words(app: NotingApp, sandbox: Sandbox) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    app.answer = {"text": "Done"}
    sandbox.command(ana, support, f"<@{ben}> empathy &amp; calm")
    app.answer = None
    posted = app.client.chat_postMessage(
        channel=support, text=f"*Ana* thanked <@{ben}>", blocks=[BUTTON]
    )
    sandbox.press(ben, support, posted["ts"], "undo")
    app.client.chat_postEphemeral(channel=support, user=ana, text="Only you")
    with pytest.raises(SlackApiError):
        app.client.chat_delete(channel=support, ts="1.2")
    sandbox.react(ben, support, posted["ts"], "tada")
    sandbox.wait_for(lambda: listed(sandbox)[-1][1] == "done")
    assert listed(sandbox) == [
        ("Ana types “/kudos @Ben empathy & calm” in #support", "answers in words"),
        ("Kudoscope posts in #support: “Ana thanked @Ben”", "done"),
        ("Ben presses “Take it back” in #support", "done"),
        ("Kudoscope tells Ana alone, in #support: “Only you”", "done"),
        ("Kudoscope deletes its message in #support", "refused: message_not_found"),
        ("Ben adds :tada: in #support", "done"),
    ]
    sandbox.fault("chat.update", "server_error")
    with pytest.raises(SlackApiError):
        app.client.chat_update(channel=support, ts=posted["ts"], text="x")
    assert listed(sandbox)[-1] == (
        "Kudoscope changes its message in #support",
        "out of order (HTTP 500)",
    )


def test_an_exchange_is_shown_whole_without_its_secrets(app: NotingApp, sandbox: Sandbox) -> None:
    ana, support = sandbox.user("ana"), sandbox.channel("support")
    app.answer = {"text": f"Your token is {sandbox.bot_token}"}
    sandbox.command(ana, support, "hello")
    shown = newest(sandbox)
    assert shown["request"]["token"] == "•••"
    assert shown["request"]["text"] == "hello"
    assert shown["answer"] == {"text": "Your token is •••"}
    world = sandbox.world
    for secret in (world.bot_token, world.signing_secret, world.verification_token):
        assert secret not in json.dumps(shown)
    assert ask(sandbox, "traffic/1000000") == {"ok": False, "error": "not_found"}


def test_every_exchange_can_be_had_as_a_test(app: NotingApp, sandbox: Sandbox) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    app.answer = {"text": "Done"}
    sandbox.command(ana, support, f"<@{ben}> empathy")
    typed = newest(sandbox)["test"]
    assert "def test_ana_types_kudos_ben_empathy_in_support(office: Office) -> None:" in typed
    assert 'ben = office.sandbox.user("ben")' in typed
    assert 'answer = office.kudos(ana, support, f"<@{ben}> empathy")' in typed
    assert 'assert answer.text == "Done"' in typed

    posted = app.client.chat_postMessage(
        channel=support, text=f"<@{ben}>: {{}} 'so'", blocks=[BUTTON]
    )
    expected = newest(sandbox)["test"]
    assert 'office.sandbox.calls("chat.postMessage")' in expected
    assert '"text": f"<@{ben}>: {{}} \'so\'"' in expected.replace("'text'", '"text"')
    # It begins with what had led there.
    assert "answer = office.kudos(ana, support," in expected

    app.answer = None
    sandbox.press(ben, support, posted["ts"], "undo")
    assert "office.post_signed(body)" in newest(sandbox)["test"]
    sandbox.react(ben, support, posted["ts"], "tada")
    app.wait_for_event("reaction_added")
    assert 'as_json = {"Content_Type": "application/json"}' in newest(sandbox)["test"]
    for one in ask(sandbox, "traffic")["exchanges"]:
        ast.parse(ask(sandbox, f"traffic/{one['number']}")["test"])
