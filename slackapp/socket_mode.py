"""Socket Mode: Slack's own client, two connections, and a stop that lets handlers ack."""

from __future__ import annotations

import logging
import threading
import time
from http.client import HTTPException

import structlog
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from slackapp.delivery.clients import SlackClients
from slackapp.guard import Refusal
from slackapp.intake import Intake

log = structlog.get_logger(__name__)

#: Slack closes a connection now and then; while one is renewed the other receives.
_CONNECTIONS = 2
#: Seconds between pings; a connection without a pong for four of them is replaced.
_PING_INTERVAL = 5.0
#: Seconds between tries to connect.
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
#: Seconds that handlers under way get to end.
_DRAIN = 5.0


class SocketReceiver:
    """Receives Slack's requests over WebSockets and hands them to Bolt."""

    def __init__(
        self,
        *,
        intake: Intake,
        slack: SlackClients,
        app_token: str,
        ping_interval: float = _PING_INTERVAL,
    ) -> None:
        self._intake = intake
        self._stopping = threading.Event()
        self._counter = threading.Condition()
        self._under_way = 0
        self._clients = [
            SocketModeClient(
                app_token=app_token,
                web_client=slack.for_posting(app_token),
                logger=logging.getLogger("slack_sdk.socket_mode"),
                ping_interval=ping_interval,
            )
            for _ in range(_CONNECTIONS)
        ]
        for client in self._clients:
            client.socket_mode_request_listeners.append(self._receive)
        self._thread = threading.Thread(target=self._connect, name="socket-mode")

    @property
    def connection_count(self) -> int:
        """How many connections are up."""
        return sum(client.is_connected() for client in self._clients)

    def start(self) -> None:
        """Connect, in a thread that does not give up; each client then keeps itself connected."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing new, let handlers under way ack, then close the connections."""
        self._stopping.set()
        deadline = time.monotonic() + _DRAIN
        with self._counter:
            while self._under_way and (left := deadline - time.monotonic()) > 0:
                self._counter.wait(left)
        if self._thread.is_alive():
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
        with self._counter:
            if self._stopping.is_set():
                return  # without an ack, Slack tells the person or sends it again
            self._under_way += 1
        try:
            self._answer(client, request)
        except Exception:
            # The edge of a thread of the client's, which would log the exception's own words.
            log.exception("socket_request_failed")
        finally:
            with self._counter:
                self._under_way -= 1
                self._counter.notify_all()

    def _answer(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
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
