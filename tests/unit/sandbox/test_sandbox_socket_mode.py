"""Socket Mode as slack_sdk's builtin client speaks it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from slackapp.sandbox.server import Sandbox


class Client:
    """An app that acknowledges everything, or nothing, and notes what came."""

    def __init__(self, sandbox: Sandbox, acknowledges: bool = True) -> None:
        self.requests: list[SocketModeRequest] = []
        self.messages: list[dict[str, Any]] = []
        self.acknowledges = acknowledges
        self.client = SocketModeClient(
            sandbox.app_token,
            web_client=WebClient(base_url=sandbox.api_url),
            on_message_listeners=[lambda text: self.messages.append(json.loads(text))],
        )
        self.client.socket_mode_request_listeners.append(self._on_request)

    def _on_request(self, client: Any, request: SocketModeRequest) -> None:
        self.requests.append(request)
        if self.acknowledges:
            response = SocketModeResponse(request.envelope_id, {"text": "Done"})
            client.send_socket_mode_response(response)


@contextmanager
def connected(sandbox: Sandbox, acknowledges: bool = True) -> Iterator[Client]:
    before = sandbox.socket_count
    app = Client(sandbox, acknowledges)
    app.client.connect()
    try:
        sandbox.wait_for(lambda: sandbox.socket_count == before + 1 and app.messages)
        yield app
    finally:
        app.client.close()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def impatient() -> Iterator[Sandbox]:
    with Sandbox.start(ack_timeout=0.2, event_retry_delays=(0.0, 0.0, 0.0)) as running:
        yield running


def test_hello_tells_the_app_and_its_number_of_connections(sandbox: Sandbox) -> None:
    with connected(sandbox) as one, connected(sandbox) as two:
        assert one.messages[0]["connection_info"]["app_id"] == "A0KUDOSCOPE"
        counts = [client.messages[0]["num_connections"] for client in (one, two)]
        assert counts == [1, 2]


def test_envelope_goes_to_one_of_several_connections(sandbox: Sandbox) -> None:
    ana = sandbox.user("ana")
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(sandbox)) for _ in range(2)]
        for number in range(4):
            assert sandbox.command(ana, "C0SUPPORT", str(number)).text == "Done"
        assert [len(client.requests) for client in clients] == [2, 2]
        request = clients[0].requests[0]
    assert request.type == "slash_commands"
    assert request.accepts_response_payload is True


def test_event_that_is_not_acknowledged_comes_again(impatient: Sandbox) -> None:
    with connected(impatient, acknowledges=False) as app:
        event_id = impatient.send_event({"type": "team_join", "user": {}})
        impatient.wait_for(lambda: len(app.requests) == 4)
    assert {request.payload["event_id"] for request in app.requests} == {event_id}
    assert [request.retry_attempt for request in app.requests] == [0, 1, 2, 3]
    assert [request.retry_reason for request in app.requests] == ["", *["timeout"] * 3]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_app_that_is_told_to_reconnect_misses_nothing(sandbox: Sandbox, reason: str) -> None:
    with connected(sandbox) as app:
        sandbox.disconnect_sockets(reason)
        assert sandbox.command(sandbox.user("ana"), "C0SUPPORT", "x").text == "Done"
        told = [message for message in app.messages if message["type"] == "disconnect"]
        assert told[0]["reason"] == reason


def test_command_fails_when_the_app_hangs_up_in_the_middle(sandbox: Sandbox) -> None:
    client = WebClient(base_url=sandbox.api_url)
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
    answers: list[str | None] = []

    def type_command() -> None:
        answers.append(sandbox.command(sandbox.user("ana"), "C0SUPPORT", "x").error)

    with connect(url) as websocket:
        assert json.loads(websocket.recv())["type"] == "hello"
        typing = threading.Thread(target=type_command)
        typing.start()
        assert json.loads(websocket.recv())["type"] == "slash_commands"
        websocket.send("not json")
    typing.join()
    assert answers == ["dispatch_failed"]


def test_hung_up_connection_is_gone_for_the_app(impatient: Sandbox) -> None:
    url = WebClient(base_url=impatient.api_url).apps_connections_open(app_token=impatient.app_token)
    with connect(url["url"]) as websocket:
        websocket.recv()
        impatient.disconnect_sockets(reason=None)
        with pytest.raises(ConnectionClosed):
            websocket.recv()
    assert impatient.command(impatient.user("ana"), "C0SUPPORT", "x").error == "operation_timeout"


def test_address_works_once(sandbox: Sandbox) -> None:
    url = WebClient(base_url=sandbox.api_url).apps_connections_open(app_token=sandbox.app_token)
    with connect(url["url"]) as websocket:
        websocket.recv()
    with pytest.raises(InvalidStatus), connect(url["url"]):
        pass
