"""uvicorn, made to start at once, to be told when it listens, and to let go of what it serves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from types import FrameType
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Nobody but this machine: the sandbox gives everything away to whoever asks.
HOST = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket that takes connections already; port 0 means any."""
    # asyncio sends each piece at once (TCP_NODELAY) only where the socket names its protocol; else
    # an answer's body waits up to 40 ms for the acknowledgement of its headers.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


class _Protocol(H11Protocol):
    """HTTP that lets an endpoint cut its connection, for the faults that do."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self.app_state = {**self.app_state, "transport": transport}


class LocalServer(uvicorn.Server):
    """Calls `opened` on its event loop when it serves, and `closed` before it stops."""

    def __init__(
        self, app: ASGIApp, opened: Callable[[], None], closed: Callable[[], None]
    ) -> None:
        config = uvicorn.Config(
            app,
            http=_Protocol,
            ws="websockets-sansio",
            # slack_sdk's client waits for the next frame when it renews a connection: this keeps
            # that short.
            ws_ping_interval=1.0,
            lifespan="off",
            log_config=None,
            access_log=False,
            # The Web API tells the workspace's time, which a test may have moved.
            date_header=False,
        )
        super().__init__(config)
        self._opened = opened
        self._closed = closed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_stop = asyncio.Event()

    def stop(self) -> None:
        """Have it stop, from another thread or a signal's handler."""
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told_to_stop.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._opened()

    async def main_loop(self) -> None:
        """Wait; uvicorn would look ten times a second whether it is to stop."""
        await self.on_tick(0)
        if not self.should_exit:
            await self._told_to_stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let what is under way end; uvicorn would look for that only ten times a second."""
        self._closed()
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        while (state.connections or state.tasks) and not self.force_exit:
            await asyncio.sleep(0.005)
        for server in self.servers:
            await server.wait_closed()
