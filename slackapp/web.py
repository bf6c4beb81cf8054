"""The WSGI application and its server: Slack's requests behind the guard, health, readiness."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import App, BoltRequest
from waitress import create_server, wasyncore
from waitress.server import BaseWSGIServer

from slackapp.guard import MAX_BODY, Guard, Refusal

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = structlog.get_logger(__name__)

_THREADS = 16
#: Seconds that requests under way get to end when the server stops.
_DRAIN = 10.0

Response = tuple[HTTPStatus, str, bytes]


class WebApp:
    """Routes a handful of paths; `guard` is None where Slack does not send HTTP requests."""

    def __init__(
        self, *, bolt: App, guard: Guard | None, list_unready: Callable[[], list[str]]
    ) -> None:
        self._bolt = bolt
        self._guard = guard
        self._list_unready = list_unready

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, content_type, body = self._respond(environ)
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _respond(self, environ: WSGIEnvironment) -> Response:
        match environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""):
            case "GET" | "HEAD", "/healthz":
                return _text(HTTPStatus.OK, "ok")
            case "GET" | "HEAD", "/readyz":
                unready = self._list_unready()
                if unready:
                    return _text(HTTPStatus.SERVICE_UNAVAILABLE, "\n".join(unready))
                return _text(HTTPStatus.OK, "ready")
            case "POST", "/slack/events" if self._guard is not None:
                return self._receive(self._guard, environ)
            case _, "/healthz" | "/readyz" | "/slack/events":
                return _text(HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed")
            case _:
                return _text(HTTPStatus.NOT_FOUND, "not found")

    def _receive(self, guard: Guard, environ: WSGIEnvironment) -> Response:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        try:
            parsed = guard.check(environ["wsgi.input"].read(MAX_BODY + 1), headers)
        except Refusal as refusal:
            log.warning("request_refused", reason=refusal.reason, status=refusal.status.value)
            return _text(refusal.status, refusal.status.phrase.lower())
        # The guard has verified and parsed it, so Bolt takes it as it takes one from a socket.
        response = self._bolt.dispatch(BoltRequest(body=parsed, mode="socket_mode"))
        content_type = response.first_headers().get("content-type", "text/plain")
        return HTTPStatus(response.status), content_type, (response.body or "").encode()


def _text(status: HTTPStatus, text: str) -> Response:
    return status, "text/plain; charset=utf-8", text.encode()


class HttpServer:
    """waitress, with a stop that lets requests under way end."""

    def __init__(self, app: WebApp, *, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                map=self._sockets,
                host=host,
                port=port,
                threads=_THREADS,
                max_request_body_size=MAX_BODY,
                ident="kudoscope",
                clear_untrusted_proxy_headers=True,
            )
        except OSError:
            wasyncore.close_all(self._sockets)
            raise
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
            self._thread.join()
        else:
            self._close()

    def _listeners(self) -> list[Any]:
        return [one for one in self._sockets.values() if isinstance(one, BaseWSGIServer)]

    def _loop(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=0.2, count=1, map=self._sockets)
        listeners = self._listeners()
        for listener in listeners:
            listener.accepting = False
            listener.del_channel(self._sockets)
            listener.socket.close()
        deadline = time.monotonic() + _DRAIN
        while time.monotonic() < deadline and self._is_busy(listeners):
            wasyncore.loop(timeout=0.05, count=1, map=self._sockets)
        self._close()

    def _close(self) -> None:
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _is_busy(self, listeners: list[Any]) -> bool:
        return any(
            channel.requests or channel.total_outbufs_len
            for listener in listeners
            for channel in listener.active_channels.values()
        )
