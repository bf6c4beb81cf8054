"""The app's side is the real thing here: Bolt, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from waitress.server import create_server

from slackapp.sandbox.server import Sandbox

BUTTON = {"type": "button", "action_id": "thank", "text": {"type": "plain_text", "text": "Thank"}}


def build_bolt(sandbox: Sandbox, seen: list[dict[str, Any]]) -> App:
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    app = App(
        client=client,
        signing_secret=sandbox.signing_secret,
        process_before_response=True,
        request_verification_enabled=True,
    )

    @app.command("/kudos")
    def give(ack: Any, command: dict[str, Any]) -> None:
        seen.append(command)
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"You said {command['text']}"}},
            {"type": "actions", "elements": [{**BUTTON, "value": "1"}]},
        ]
        ack(text=f"You said {command['text']}", blocks=blocks)

    @app.action("thank")
    def thank(ack: Any, body: dict[str, Any], respond: Any) -> None:
        seen.append(body)
        ack()
        respond(text="Thanked", replace_original=True)

    @app.event("team_join")
    def joined(event: dict[str, Any]) -> None:
        seen.append(event)

    return app


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    return []


Connect = Callable[[], None]


@pytest.fixture(params=["socket", "http"])
def connect(
    request: pytest.FixtureRequest, sandbox: Sandbox, seen: list[dict[str, Any]]
) -> Iterator[Connect]:
    closers: list[Callable[[], Any]] = []

    def over_socket() -> None:
        handler = SocketModeHandler(build_bolt(sandbox, seen), sandbox.app_token)
        closers.append(handler.close)
        handler.connect()
        sandbox.wait_for(lambda: sandbox.socket_count)

    def over_http() -> None:
        wsgi: WSGIApplication = SlackRequestHandler(build_bolt(sandbox, seen))
        server = create_server(wsgi, host="127.0.0.1", port=0)
        thread = threading.Thread(target=server.run)
        thread.start()

        def close() -> None:
            server.close()
            thread.join()

        closers.append(close)
        sandbox.deliver_over_http(f"http://127.0.0.1:{server.effective_port}/slack/events")

    yield over_socket if request.param == "socket" else over_http
    for close in closers:
        close()


def test_command_is_answered_by_the_acknowledgement(
    sandbox: Sandbox, connect: Connect, seen: list[dict[str, Any]]
) -> None:
    connect()
    ana, support = sandbox.user("ana"), sandbox.channel("support")
    answer = sandbox.command(ana, support, "<@U00000BEN|ben> empathy")
    assert (answer.ok, answer.text) == (True, "You said <@U00000BEN|ben> empathy")
    assert seen[0]["channel_name"] == "support"
    assert [m.text for m in sandbox.messages(support, visible_to=ana)][-1] == answer.text
    assert answer.text not in [m.text for m in sandbox.messages(support, visible_to="U00000BEN")]
