"""Socket Mode: WebSockets of the app, the envelopes sent over them and their acknowledgements."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from slackapp.sandbox.world import World

#: Of an app, as Slack has it.
MAX_CONNECTIONS = 10


class NoConnection(Exception):
    """No WebSocket of the app is open, or it went away with the envelope."""


@dataclass(eq=False)
class Connection:
    """One WebSocket and the envelopes that wait for their acknowledgement."""

    websocket: WebSocket
    pending: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    #: Told to reconnect: it may still acknowledge, but gets nothing new.
    leaving: bool = False


class SocketHub:
    """All of the app's WebSockets; lives on the server's event loop."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._arrival = asyncio.Event()
        self._was_connected = False

    @property
    def count(self) -> int:
        """How many WebSockets take envelopes now."""
        return len(self._ready())

    def issue_url(self) -> str:
        """A WebSocket address that works once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        base = self._world.url.replace("http://", "ws://", 1)
        return f"{base}/socket?ticket={ticket}&app_id={self._world.store.app_id}"

    async def endpoint(self, websocket: WebSocket) -> None:
        """Serve one WebSocket until it closes."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets or self._world.trouble.is_on("away"):
            await websocket.close()
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        connection = Connection(websocket)
        if len(self._ready()) >= MAX_CONNECTIONS:
            await _send_away(connection, "too_many_websockets")
            return
        self._connections.append(connection)
        try:
            await websocket.send_text(json.dumps(self._hello()))
            self._note("hello")
            self._was_connected = True
            self._arrival.set()
            while True:
                self._acknowledge(connection, await websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._connections.remove(connection)
            self._note("goodbye")
            for future in connection.pending.values():
                if not future.done():
                    future.set_exception(NoConnection())

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._world.store.app_id},
        }

    def _note(self, name: str) -> None:
        """Let the inspector show how many lines there are now."""
        now = self._world.store.clock()
        told = {"connections": len(self._connections)}
        self._world.traffic.note("to_app", "line", name, told, at=now)

    def _acknowledge(self, connection: Connection, text: str) -> None:
        with contextlib.suppress(ValueError):
            answer = json.loads(text)
            future = connection.pending.get(str(answer.get("envelope_id")))
            if future is not None and not future.done():
                future.set_result(answer.get("payload"))

    def _ready(self) -> list[Connection]:
        return [connection for connection in self._connections if not connection.leaving]

    async def send(self, kind: str, payload: dict[str, Any], **envelope: Any) -> Any:
        """Send an envelope and return the payload of its acknowledgement.

        Raises NoConnection, and waits for as long as it takes: the caller sets the time limit.
        """
        while not self._ready():
            if not self._was_connected or self._world.trouble.is_on("away"):
                raise NoConnection
            # An app that was told to reconnect is away for a moment only.
            self._arrival.clear()
            await self._arrival.wait()
        connection = self._ready()[0]
        # To the end of the line: the next envelope takes another one.
        self._connections.remove(connection)
        self._connections.append(connection)
        envelope_id = secrets.token_hex(16)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.pending[envelope_id] = answer
        message = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        } | envelope
        try:
            await connection.websocket.send_text(json.dumps(message))
            return await answer
        except (WebSocketDisconnect, RuntimeError):
            raise NoConnection from None
        finally:
            connection.pending.pop(envelope_id, None)

    async def disconnect(self, reason: str | None) -> None:
        """Send the app away, as Slack does every few hours; without a reason just hang up."""
        for connection in self._ready():
            connection.leaving = True
            await _send_away(connection, reason)


async def _send_away(connection: Connection, reason: str | None) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        if reason is not None:
            farewell = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            await connection.websocket.send_text(json.dumps(farewell))
        if reason != "warning":
            await connection.websocket.close()
