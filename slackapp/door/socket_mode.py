"""Socket Mode: Slack's own client, two connections, and a stop that lets handlers ack."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from typing import Any, cast

import structlog
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from slackapp.delivery.clients import SlackClients
from slackapp.door.intake import Intake
from slackapp.door.socket_waits import ROUTINE, SocketWaits
from slackapp.refusal import Refusal

log = structlog.get_logger(__name__)

#: Slack closes a connection now and then; while one is renewed the other receives.
_CONNECTIONS = 2
#: Seconds between pings; a connection without a pong for four of them is replaced.
_PING_INTERVAL = 5.0
#: Seconds between tries to connect.
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
#: Seconds that handlers under way get to ack before their connection is renewed: Slack waits no
#: longer for them.
_ACK_TIME = 3.0
#: Seconds that handlers under way get to end when the receiver stops.
_DRAIN = 5.0


#: What an operator can do about a farewell.
_ADVICE = {
    "too_many_websockets": "Slack keeps ten connections of an app, and each process has two: run "
    "no more than five with this SLACK_APP_TOKEN.",
    "link_disabled": "Socket Mode was switched off in Slack's page of the app: switch it on, or "
    "receive over HTTP.",
}

#: Bytes read at once of what nobody wants any more.
_CHUNK = 65_536


class _EndingSocket:
    """A socket that raises at its end, where Slack's client would read nothing for ever."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self._is_over = False

    def recv(self, size: int) -> bytes:
        data = self._inner.recv(size)
        if not data and self._is_over:
            # The client looks then whether it is to go on.
            raise TimeoutError
        if not data:
            raise ConnectionResetError(errno.ECONNRESET, "the connection has ended")
        return data

    def stop_reading(self) -> None:
        """Let whoever reads stop: until then nobody could close it."""
        self._is_over = True
        with contextlib.suppress(OSError):
            # Not as TLS sockets do it, which would have the reader go on in the clear.
            socket.socket.shutdown(self._inner, socket.SHUT_RD)

    def close(self) -> None:
        """Close it when the last ack is on its way, and nothing that came stands unread.

        The kernel would else reset the connection, and Slack's side may lose what it has not read.
        """
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._inner, socket.SHUT_WR)
            while socket.socket.recv(self._inner, _CHUNK, socket.MSG_DONTWAIT):
                pass
        self._inner.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _OverState(ConnectionState):
    """The state of a connection that nobody reads from any more, whatever is written into it."""

    def __init__(self) -> None:
        """Over from the beginning."""

    @property
    def terminated(self) -> bool:
        """Always so."""
        return True

    @terminated.setter
    def terminated(self, _is_over: bool) -> None:
        pass


class _Client(SocketModeClient):
    """Slack's client; it renews a connection only once the handlers have acked over it.

    It does so by itself when a connection has ended or has had no pong for a while.
    """

    def __init__(
        self, app_token: str, slack: SlackClients, ping_interval: float, waits: SocketWaits
    ) -> None:
        self._changed = threading.Condition()
        self._under_way = 0
        self._waits = waits
        self._not_before = 0.0
        self._leaving = threading.Event()
        super().__init__(
            app_token=app_token,
            web_client=slack.for_posting(app_token),
            logger=logging.getLogger("slack_sdk.socket_mode"),
            ping_interval=ping_interval,
        )

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Count a handler as under way."""
        with self._changed:
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def wait_for_handlers(self, timeout: float) -> None:
        """Wait until no handler is under way, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, timeout)

    def connect(self) -> None:
        """Connect, and take the place of the connection that there was."""
        super().connect()
        session = self.current_session
        if session is not None and session.sock is not None:
            session.sock = cast(ssl.SSLSocket, _EndingSocket(session.sock))
        if self._leaving.is_set():
            self._stop_reading()
            self.disconnect()

    def enqueue_message(self, message: str) -> None:
        """Take what Slack sent; a farewell that is none of its routine ends the connection here.

        The library would connect again at once, be sent away again, and so on without a pause.
        """
        reason = _read_farewell(message)
        if reason is None or reason in ROUTINE:
            super().enqueue_message(message)
            return
        now = time.monotonic()
        wait, is_news = self._waits.note_refusal(now)
        self._not_before = now + wait
        if is_news:
            log.warning("socket_sent_away", reason=reason, advice=_ADVICE.get(reason))
        self.disconnect()

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Renew the connection; `force` says that Slack is about to end it."""
        # Whichever thread of the library comes here first does it when the time has come.
        if self._leaving.wait(max(self._not_before - time.monotonic(), 0.0)):
            return
        if force:
            # An ack over any other connection than the request's own may be lost.
            self.wait_for_handlers(_ACK_TIME)
        if not self.closed:
            super().connect_to_new_endpoint(force)

    def close(self) -> None:
        """Close the connection, and one that was just about to take its place."""
        self._leaving.set()
        # The library would wait for the next frame, and up to a second for the next message.
        self.closed = True
        self.message_queue.put(None)
        self._stop_reading()
        super().close()
        self.disconnect()

    def _stop_reading(self) -> None:
        # The library's thread says that a state is not over just before it reads, and may do so
        # after us: it would read for ever, and be waited for. It reads with the state that it finds
        # after that.
        state, self.current_session_state = self.current_session_state, _OverState()
        state.terminated = True
        sock: object = self.current_session and self.current_session.sock
        if isinstance(sock, _EndingSocket):
            sock.stop_reading()


def _read_farewell(message: str) -> str | None:
    """Why Slack ends the connection, where that is what it says."""
    if '"disconnect"' not in message:
        return None
    try:
        told = json.loads(message)
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("type") != "disconnect":
        return None
    reason = str(told.get("reason"))
    return reason if reason.isidentifier() and len(reason) < 64 else "unknown"


class SocketReceiver:
    """Receives Slack's requests over WebSockets and hands them on; may be started again."""

    def __init__(
        self,
        *,
        intake: Intake,
        slack: SlackClients,
        app_token: str,
        ping_interval: float = _PING_INTERVAL,
    ) -> None:
        self._intake = intake
        self._build_client = partial(_Client, app_token, slack, ping_interval, SocketWaits())
        self._stopping = threading.Event()
        self._clients: list[_Client] = []
        self._thread: threading.Thread | None = None

    @property
    def connection_count(self) -> int:
        """How many connections are up."""
        return sum(client.is_connected() for client in self._clients)

    def start(self) -> None:
        """Connect, in a thread that does not give up; each client then keeps itself connected."""
        self._stopping.clear()
        # One that was closed cannot be used again.
        self._clients = [self._build_client() for _ in range(_CONNECTIONS)]
        for client in self._clients:
            client.socket_mode_request_listeners.append(self._receive)
        self._thread = threading.Thread(target=self._connect, name="socket-mode")
        self._thread.start()

    def stop(self) -> None:
        """Take nothing new, let handlers under way ack, then close the connections."""
        self._stopping.set()
        deadline = time.monotonic() + _DRAIN
        for client in self._clients:
            client.wait_for_handlers(deadline - time.monotonic())
        if self._thread is not None:
            self._thread.join()
        for client in self._clients:
            client.close()

    def _connect(self) -> None:
        for client in self._clients:
            wait = _FIRST_WAIT
            while not self._stopping.is_set():
                try:
                    client.connect()
                    break
                except (SlackClientError, HTTPException, OSError) as error:
                    log.warning("socket_not_connected", error=type(error).__name__)
                    self._stopping.wait(wait)
                    wait = min(wait * 2, _LONGEST_WAIT)

    def _receive(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        assert isinstance(client, _Client)
        with client.handling():
            if self._stopping.is_set():
                return  # without an ack, Slack tells the person or sends it again
            try:
                self._answer(client, request)
            except Exception:
                # The edge of a thread of the client's, which would log the exception's own words.
                log.exception("socket_request_failed")

    def _answer(self, client: _Client, request: SocketModeRequest) -> None:
        try:
            response = self._intake.receive(request.payload)
        except Refusal as refusal:
            self._intake.refuse(refusal)
            return  # without an ack, Slack tells the person that it failed
        try:
            send_response(client, request, response, time.time())
        except (SlackClientError, OSError) as error:
            # What was stored stays; Slack sends an event again, and a repeat changes nothing.
            log.warning("socket_ack_lost", error=type(error).__name__)
