"""waitress, stricter than it is by itself, and with a stop that lets requests under way end."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from slackapp.door.guard import MAX_BODY
from slackapp.refusal import Refusal

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = structlog.get_logger(__name__)

_THREADS = 16
#: For health, readiness and metrics.
_FIRST_THREADS = 2
#: Seconds from one line about waiting requests to the next.
_QUEUE_LINE_EVERY = 30.0
#: Connections at a time; whoever opens more waits for one of them to close.
_CONNECTIONS = 500
#: Bytes of a request's line and headers together.
_MAX_HEADERS = 64 * 1024
#: From so many on, those that keep us waiting are closed sooner: others wait for their places.
_CROWD = 400
#: Seconds for which a client may go on sending what was refused already.
_LINGER = 5.0
#: Seconds that requests under way get to end when the server stops.
_DRAIN = 10.0

_REASONS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "headers_too_large",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """For how many seconds a client may keep us waiting, before its connection is closed.

    For the first byte of its first request, for a request's line and headers from their first byte
    on, for the whole request, and between two requests.
    """

    first_byte: float
    head: float
    whole: float
    between: float


_PATIENCE = Patience(first_byte=10.0, head=10.0, whole=15.0, between=120.0)
_IN_A_CROWD = Patience(first_byte=1.0, head=1.0, whole=3.0, between=5.0)


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses what waitress lets pass, or stumbles over."""

    def __init__(self, adjustments: Any) -> None:
        super().__init__(adjustments)
        self.begun_at = time.monotonic()

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.completed:
            # Else waitress asks for the body of a request that it has refused.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented as error:
            raise ParsingError(*error.args) from None
        except ValueError:
            # An address that is none, or a length of thousands of digits.
            raise ParsingError("Malformed request") from None
        # Two ways to say where the body ends are how a second request is smuggled past a proxy;
        # waitress takes its own header away where it has understood it.
        two_ways = self.chunked and "CONTENT_LENGTH" in self.headers
        if two_ways or "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("Ambiguous length")


#: What a thread may have left to send for as long as it works on an answer.
_LARGE_ANSWER = 1 << 20


class _Refusing(ErrorTask):  # type: ignore[misc]
    """Answers a request that was refused while it was read."""

    def execute(self) -> None:
        status = HTTPStatus(self.request.error.code)
        self.channel.server.on_refusal(Refusal(status, _REASONS.get(status, "malformed")))
        self.channel.is_refusing = True
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """One connection; it ends when a client keeps us waiting for too long."""

    parser_class = _Parser
    error_task_class = _Refusing
    close_when_flushed: bool
    is_refusing = False
    lingers_until: float | None = None
    #: Since when we wait for a request to begin; None before the first look.
    quiet_since: float | None = None
    has_served = False

    def readable(self) -> bool:
        now = time.monotonic()
        if self.lingers_until is not None:
            self.will_close = now > self.lingers_until
            return not self.will_close
        if self._keeps_waiting(now, self.server.patience):
            self.will_close = True
        is_readable: bool = super().readable()
        return is_readable

    def writable(self) -> bool:
        # A thread that answers sends by itself, and has the lock of what is to be sent. The loop
        # would be told at once that the connection can be written to, thousands of times a second,
        # and keep the interpreter from that very thread, the longer the more connections there are.
        is_sent_by_thread = self.requests and self.total_outbufs_len < _LARGE_ANSWER
        if is_sent_by_thread and not (self.will_close or self.close_when_flushed):
            return False
        return bool(super().writable())

    def service(self) -> None:
        # In a thread of a worker. What is answered between two looks was served, too.
        self.has_served, self.quiet_since = True, time.monotonic()
        super().service()

    def _keeps_waiting(self, now: float, patience: Patience) -> bool:
        if self.requests or self.total_outbufs_len:
            self.has_served, self.quiet_since = True, now
        if self.quiet_since is None:
            self.quiet_since = now
        request = self.request
        if request is None:
            # Empty lines are no beginning.
            quiet = patience.between if self.has_served else patience.first_byte
            return now - self.quiet_since > quiet
        limit = patience.whole if request.headers_finished else patience.head
        is_too_long: bool = now - request.begun_at > limit
        return is_too_long

    def handle_read(self) -> None:
        if self.lingers_until is None:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def handle_write(self) -> None:
        is_last = self.is_refusing and self.close_when_flushed
        if is_last:
            self._flush_exception(self._flush_some)
        if not is_last or self.total_outbufs_len or self.will_close:
            super().handle_write()
            return
        self.close_when_flushed = False
        if self.socket is None:  # the client is gone, as was found out by sending
            return
        # A client that is still sending would lose our answer if we closed now.
        self.lingers_until = time.monotonic() + _LINGER
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)


class _Dispatcher:
    """Gives the paths that are asked first threads of their own, so that they never queue up."""

    def __init__(self, usual: ThreadedTaskDispatcher, first_paths: frozenset[str]) -> None:
        self._usual = usual
        self._first = ThreadedTaskDispatcher()
        self._first.set_thread_count(_FIRST_THREADS)
        self._first_paths = first_paths
        # It would else say with each of them, hundreds of times a second, that requests wait.
        usual.queue_logger = self._first.queue_logger = _QueueLog()

    def add_task(self, channel: _Channel) -> None:
        """Have a thread answer the next request of that connection."""
        requests = channel.requests
        path = getattr(requests[0], "path", "") if requests else ""
        (self._first if path in self._first_paths else self._usual).add_task(channel)

    def shutdown(self, timeout: float) -> None:
        """End the threads that nothing keeps busy any more."""
        self._usual.shutdown(timeout=timeout)
        self._first.shutdown(timeout=timeout)


class _QueueLog:
    """Says now and then how many requests wait for a thread, in place of waitress."""

    def __init__(self) -> None:
        self._next_line_at = 0.0

    def warning(self, _sentence: str, depth: int) -> None:
        """Log the length of the queue, unless that was done a moment ago."""
        now = time.monotonic()
        if now >= self._next_line_at:
            self._next_line_at = now + _QUEUE_LINE_EVERY
            log.warning("requests_wait", waiting=depth)


class HttpServer:
    """Serves a WSGI application; `on_refusal` hears of what never reached it.

    Clients get `patience`, and what is left of it in a crowd.
    `first_paths` are answered at once even where all other requests are stuck.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        host: str,
        port: int,
        on_refusal: Callable[[Refusal], None] = lambda _: None,
        patience: Patience = _PATIENCE,
        in_a_crowd: Patience = _IN_A_CROWD,
        first_paths: frozenset[str] = frozenset(),
    ) -> None:
        self._patience, self._in_a_crowd = patience, in_a_crowd
        self._sockets: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                map=self._sockets,
                host=host,
                port=port,
                threads=_THREADS,
                connection_limit=_CONNECTIONS,
                max_request_header_size=_MAX_HEADERS,
                # waitress refuses a body of this size already.
                max_request_body_size=MAX_BODY + 1,
                ident="kudoscope",
                clear_untrusted_proxy_headers=True,
            )
        except OSError:
            wasyncore.close_all(self._sockets)
            raise
        self._dispatcher = _Dispatcher(self._server.task_dispatcher, first_paths)
        for listener in self._listeners():
            listener.task_dispatcher = self._dispatcher
            listener.channel_class = _Channel
            listener.on_refusal = on_refusal
            listener.patience = patience
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="http")

    @property
    def port(self) -> int:
        """The port that it listens on; of use where the setting was 0."""
        return next(int(one.effective_port) for one in self._listeners())

    def start(self) -> None:
        """Serve, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Take no new connections, let requests under way end, then close."""
        self._stopping.set()
        if self._thread.is_alive():
            for listener in self._listeners():
                # The loop may have seen by itself that it is to end, and have closed this already.
                with contextlib.suppress(OSError):
                    listener.pull_trigger()
            self._thread.join()
        else:
            self._close()

    def _listeners(self) -> list[Any]:
        # Copied first: connections come and go in the loop's thread meanwhile.
        sockets = list(self._sockets.values())
        return [one for one in sockets if isinstance(one, BaseWSGIServer)]

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self._poll(0.2)
        listeners = self._listeners()
        for listener in listeners:
            listener.accepting = False
            listener.del_channel(self._sockets)
            listener.socket.close()
        deadline = time.monotonic() + _DRAIN
        while time.monotonic() < deadline and self._is_busy(listeners):
            self._poll(0.05)
        self._close()

    def _poll(self, timeout: float) -> None:
        is_crowded = len(self._sockets) >= _CROWD
        for listener in self._listeners():
            listener.patience = self._in_a_crowd if is_crowded else self._patience
        # poll and not select, which fails where a process has more than a thousand files open.
        wasyncore.loop(timeout=timeout, use_poll=True, count=1, map=self._sockets)

    def _close(self) -> None:
        self._dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _is_busy(self, listeners: list[Any]) -> bool:
        return any(
            channel.requests or channel.total_outbufs_len
            for listener in listeners
            for channel in listener.active_channels.values()
        )
