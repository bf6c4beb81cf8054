"""Socket Mode when connections end, fall silent or cannot be had, and when the app stops."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import structlog
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState
from websockets.sync.client import ClientConnection, connect

from databases import Database
from slackapp.delivery.clients import SlackClients
from slackapp.domain.kudos.text import ParsedKudos, parse_kudos
from slackapp.door import socket_waits
from slackapp.door.intake import Intake
from slackapp.door.socket_mode import SocketReceiver
from slackapp.handlers.kudos import giving
from slackapp.metrics import Metrics
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, running, wait_until_people_are_known


@pytest.fixture
def backend() -> str:
    """The transport is what these tests are about."""
    return "sqlite"


@pytest.fixture
def transport() -> str:
    """As said."""
    return "socket"


class Wire:
    """One connection through the relay, from the app to the sandbox."""

    def __init__(
        self, app: socket.socket, sandbox: socket.socket, is_held: threading.Event
    ) -> None:
        self._ends = (app, sandbox)
        self._is_held = is_held
        self._flows = threading.Event()
        self._flows.set()
        self.is_websocket = False
        self.threads = [
            threading.Thread(target=self._pump, args=ends)
            for ends in ((app, sandbox), (sandbox, app))
        ]
        for thread in self.threads:
            thread.start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if data.startswith(b"GET /socket"):
                    self.is_websocket = True
                    if self._is_held.is_set():
                        self.silence()
                self._flows.wait()
                target.sendall(data)
        if self._flows.is_set():
            self.cut()

    def silence(self) -> None:
        """Let nothing through any more, an end neither."""
        self._flows.clear()

    def resume(self) -> None:
        """Let everything through again."""
        self._flows.set()

    def cut(self) -> None:
        """End it on both sides."""
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.resume()


class Relay:
    """A network between the app and the sandbox that can fail."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._port = urlsplit(sandbox.url).port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.wires: list[Wire] = []
        #: While it is set, new WebSockets begin in silence.
        self.holds_new = threading.Event()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                app, _ = self._listener.accept()
                sandbox = socket.create_connection(("127.0.0.1", self._port))
                self.wires.append(Wire(app, sandbox, self.holds_new))

    @property
    def websockets(self) -> list[Wire]:
        """Those of the connections that are WebSockets, the oldest first."""
        return [wire for wire in self.wires if wire.is_websocket]

    def close(self) -> None:
        """End everything."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for wire in self.wires:
            wire.cut()
            for thread in wire.threads:
                thread.join()


@pytest.fixture
def relay(sandbox: Sandbox) -> Iterator[Relay]:
    """The sandbox, behind a network that can fail."""
    relay = Relay(sandbox)
    sandbox.world.url = relay.url
    yield relay
    relay.close()


_numbers = itertools.count(1)


def give(office: Office) -> Answer:
    """Ana thanks Ben in #support, each time in words of its own."""
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    text = f"<@{ben}> empathy thanks number {next(_numbers)}"
    return office.kudos(ana, office.sandbox.channel("support"), text)


def wait_for_connections(office: Office, count: int) -> None:
    office.sandbox.wait_for(lambda: office.sandbox.socket_count == count, timeout=20)


def read_readiness(office: Office) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{office.address}/readyz") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Gate:
    """A place in the handler at which commands can be kept."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._entered = threading.Semaphore(0)
        self._is_open = threading.Event()
        patch.setattr(giving, "parse_kudos", self._pass)

    def _pass(self, *arguments: Any, **named: Any) -> ParsedKudos:
        self._entered.release()
        self._is_open.wait()
        return parse_kudos(*arguments, **named)

    def wait_for(self, commands: int) -> None:
        """Wait until so many more commands stand before it."""
        for _ in range(commands):
            self._entered.acquire()

    def open(self) -> None:
        """Let them all through, and everybody after them."""
        self._is_open.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A gate that is closed until a test opens it."""
    gate = Gate(monkeypatch)
    yield gate
    gate.open()


def test_commands_go_on_over_the_other_connection_when_one_breaks(
    relay: Relay, office: Office
) -> None:
    wait_for_connections(office, 2)
    relay.websockets[0].cut()
    wait_for_connections(office, 1)
    assert [give(office).ok for _ in range(4)] == [True] * 4
    wait_for_connections(office, 2)
    assert [give(office).ok for _ in range(4)] == [True] * 4
    assert office.stored().kudos == 8


def test_a_handler_under_way_acks_before_its_connection_is_renewed(
    office: Office, gate: Gate
) -> None:
    wait_for_connections(office, 2)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(give, office) for _ in range(4)]
        gate.wait_for(commands=4)
        office.sandbox.disconnect_sockets("warning")
        with pytest.raises(AssertionError, match="nothing came"):
            office.sandbox.wait_for(lambda: office.sandbox.socket_count, timeout=1)
        gate.open()
        assert [answer.result().error for answer in answers] == [None] * 4
    wait_for_connections(office, 2)
    assert give(office).ok
    assert office.stored().kudos == 5


def test_both_connections_come_back_after_slack_hung_up(office: Office) -> None:
    for reason in ("refresh_requested", None):
        wait_for_connections(office, 2)
        office.sandbox.disconnect_sockets(reason)
        wait_for_connections(office, 2)
        assert give(office).ok


def test_an_app_without_connections_is_not_ready_and_comes_back_by_itself(
    office: Office,
) -> None:
    wait_for_connections(office, 2)
    assert read_readiness(office) == (200, "ready")
    office.sandbox.fault("apps.connections.open", "internal_error", times=1000)
    office.sandbox.disconnect_sockets(None)
    office.sandbox.wait_for(lambda: office.app.sockets.connection_count == 0)
    assert read_readiness(office) == (503, "Socket Mode not connected")
    office.sandbox.clear_faults()
    wait_for_connections(office, 2)
    office.sandbox.wait_for(lambda: read_readiness(office) == (200, "ready"))
    assert give(office).ok


def build_receiver(office: Office) -> SocketReceiver:
    """One that soon notices that a connection is gone."""
    return SocketReceiver(
        intake=Intake(office.app.bolt, Metrics()),
        slack=SlackClients(office.sandbox.api_url),
        app_token=office.sandbox.app_token,
        ping_interval=0.2,
    )


@pytest.mark.parametrize("transport", ["http"])
def test_a_connection_that_has_fallen_silent_is_replaced(relay: Relay, office: Office) -> None:
    sandbox, receiver = office.sandbox, build_receiver(office)
    receiver.start()
    try:
        sandbox.deliver_over_http(None)
        wait_for_connections(office, 2)
        silent = relay.websockets[0]
        silent.silence()
        sandbox.wait_for(lambda: len(relay.websockets) == 3)
        silent.cut()
        sandbox.wait_for(lambda: receiver.connection_count == 2)
        wait_for_connections(office, 2)
        assert [give(office).ok for _ in range(4)] == [True] * 4
    finally:
        receiver.stop()


@pytest.mark.parametrize("transport", ["http"])
def test_a_connection_that_is_being_renewed_at_the_stop_is_closed_too(
    relay: Relay, office: Office
) -> None:
    sandbox, receiver = office.sandbox, build_receiver(office)
    receiver.start()
    wait_for_connections(office, 2)
    relay.holds_new.set()
    relay.websockets[0].cut()
    sandbox.wait_for(lambda: len(relay.websockets) == 3)
    with ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(receiver.stop)
        sandbox.wait_for(lambda: receiver._clients[0].closed)
        relay.websockets[2].resume()
        stopping.result()
    assert receiver.connection_count == 0


class SlowState(ConnectionState):
    """Says that it is not over only once it is: as if its thread had been held up just then."""

    reached, ended = threading.Event(), threading.Event()

    def __setattr__(self, name: str, is_over: bool) -> None:
        if is_over:
            self.ended.set()
        elif threading.current_thread() is not threading.main_thread():
            self.reached.set()
            self.ended.wait(60)
        super().__setattr__(name, is_over)


@pytest.mark.parametrize("transport", ["http"])
def test_a_connection_that_is_just_about_to_be_read_from_at_the_stop_is_closed_too(
    office: Office,
) -> None:
    client = build_receiver(office)._build_client()
    client.connect()
    client.current_session_state.terminated = True  # so that its thread begins to read once more
    client.current_session_state = SlowState()
    assert SlowState.reached.wait(60)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(client.close).result(timeout=60)
    assert not client.is_connected()


@contextmanager
def others(sandbox: Sandbox, count: int) -> Iterator[list[ClientConnection]]:
    """So many connections of the same app, elsewhere."""
    client = WebClient(base_url=sandbox.api_url)
    with contextlib.ExitStack() as stack:
        opened = []
        for _ in range(count):
            url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
            opened.append(stack.enter_context(connect(str(url))))
        sandbox.wait_for(lambda: sandbox.socket_count == count)
        yield opened


@pytest.mark.parametrize("transport", ["http"])
def test_an_app_with_too_many_connections_waits_longer_each_time_and_warns_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_waits, "_FIRST_WAIT", 0.25)
    sandbox, receiver = office.sandbox, build_receiver(office)
    sandbox.deliver_over_http(None)
    with structlog.testing.capture_logs() as lines:
        with others(sandbox, 9):
            receiver.start()
            sandbox.wait_for(lambda: receiver.connection_count == 1)
            asked = len(sandbox.calls("apps.connections.open"))
            sandbox.wait_for(
                lambda: len(sandbox.calls("apps.connections.open")) >= asked + 3, timeout=20
            )
            # The first two waits lie between, or the second and third; the one that has a place
            # keeps it.
            first, _, third = sandbox.calls("apps.connections.open")[asked:][:3]
            assert third.time - first.time >= 0.7
            assert sandbox.socket_count == 10
        wait_for_connections(office, 2)
        sandbox.wait_for(lambda: receiver.connection_count == 2)
        assert give(office).ok
    receiver.stop()
    told = [line for line in lines if line["event"] == "socket_sent_away"]
    assert [(line["log_level"], line["reason"]) for line in told] == [
        ("warning", "too_many_websockets")
    ]
    assert "ten connections" in told[0]["advice"]
    # Without the waits it would ask a dozen times a second.
    assert len(sandbox.calls("apps.connections.open")) < asked + 8


@pytest.mark.parametrize("transport", ["http"])
def test_an_app_that_waits_for_a_place_stops_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_waits, "_FIRST_WAIT", 3600.0)
    monkeypatch.setattr(socket_waits, "_LONGEST_WAIT", 3600.0)
    sandbox, receiver = office.sandbox, build_receiver(office)
    with structlog.testing.capture_logs() as lines, others(sandbox, 10):
        receiver.start()
        sandbox.wait_for(lambda: [one for one in lines if one["event"] == "socket_sent_away"])
        receiver.stop()
        assert receiver.connection_count == 0


def test_what_is_under_way_when_the_app_stops_is_acked_and_stored(
    office: Office, gate: Gate
) -> None:
    wait_for_connections(office, 2)
    with ThreadPoolExecutor(9) as pool:
        answers = [pool.submit(give, office) for _ in range(8)]
        gate.wait_for(commands=8)
        stopping = pool.submit(office.app.stop)
        gate.open()
        assert [answer.result().error for answer in answers] == [None] * 8
        stopping.result()
    assert office.stored().kudos == 8


def test_whatever_comes_while_the_app_stops_is_acked_only_if_it_is_stored(
    sandbox: Sandbox, database: Database
) -> None:
    with running(sandbox, database.url, kudoscope_daily_limit=0) as office:
        wait_until_people_are_known(office)
        with ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(give, office) for _ in range(30)]
            sandbox.wait_for(lambda: office.stored().kudos >= 5)
            office.app.stop()
            while not all(answer.done() for answer in answers):
                # Slack waits for another connection: here it is, and hangs up without an ack.
                with others(sandbox, 1) as [other], contextlib.suppress(TimeoutError):
                    while other.recv(timeout=0.2):
                        pass
            acked = [answer.result() for answer in answers]
        given = [answer for answer in acked if answer.ok]
        assert 5 <= len(given) == office.stored().kudos < 30
