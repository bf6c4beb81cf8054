"""The WSGI application: Slack's requests behind the guard, health, readiness, metrics."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from db.patience import at_most
from slackapp.door.guard import MAX_BODY, Guard
from slackapp.door.install import INSTALL_PATH, REDIRECT_PATH, InstallPages
from slackapp.door.install_page import Page
from slackapp.door.intake import Intake
from slackapp.metrics import CONTENT_TYPE, Metrics
from slackapp.refusal import Refusal

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: The paths that monitors ask; they are answered whatever else is under way.
MONITORED = frozenset({"/healthz", "/readyz", "/metrics"})

#: Seconds that a monitor's question may wait for the database.
_LOOK_TIME = 1.0
#: Seconds that somebody's browser may wait for it in all.
_PAGE_TIME = 10.0

Response = tuple[HTTPStatus, str, bytes]


class WebApp:
    """Routes a handful of paths; `guard` is None where Slack does not send HTTP requests.

    They may stand behind a `prefix`, where a proxy does not take it away. Metrics are told to
    whoever shows the `metrics_token`, if there is one.
    Without `install_pages`, nobody installs the app from here.
    """

    def __init__(
        self,
        *,
        intake: Intake,
        guard: Guard | None,
        metrics: Metrics,
        list_unready: Callable[[], list[str]],
        list_notes: Callable[[], list[str]] = list,
        prefix: str = "",
        metrics_token: str = "",
        install_pages: InstallPages | None = None,
    ) -> None:
        self._install_pages = install_pages
        self._intake = intake
        self._guard = guard
        self._metrics = metrics
        self._list_unready = list_unready
        self._list_notes = list_notes
        self._prefix = prefix
        self._metrics_key = f"Bearer {metrics_token}".encode() if metrics_token else b""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = self._find_page(environ)
        if page is not None:
            status, body, headers = page.status, page.body, list(page.headers)
        else:
            status, content_type, body = self._respond(environ)
            headers = [("Content-Type", content_type)]
        headers.append(("Content-Length", str(len(body))))
        start_response(f"{status.value} {status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _find_page(self, environ: WSGIEnvironment) -> Page | None:
        """The page of an installation, if that is what a browser asks for."""
        pages = self._install_pages
        if pages is None or environ["REQUEST_METHOD"] != "GET":
            return None
        path = self._read_path(environ)
        if path not in (INSTALL_PATH, REDIRECT_PATH):
            return None
        with at_most(_PAGE_TIME):
            return pages.answer(path, environ)

    def _respond(self, environ: WSGIEnvironment) -> Response:
        match environ["REQUEST_METHOD"], self._read_path(environ):
            case "GET" | "HEAD", "/healthz":
                return _text(HTTPStatus.OK, "ok")
            case "GET" | "HEAD", "/readyz":
                with at_most(_LOOK_TIME):
                    unready = self._list_unready()
                    notes = [] if unready else self._list_notes()
                if unready:
                    return _text(HTTPStatus.SERVICE_UNAVAILABLE, "\n".join(unready))
                return _text(HTTPStatus.OK, "\n".join(["ready", *notes]))
            case "GET" | "HEAD", "/metrics" if not self._may_read_metrics(environ):
                return _text(HTTPStatus.UNAUTHORIZED, "unauthorized")
            case "GET" | "HEAD", "/metrics":
                with at_most(_LOOK_TIME):
                    return HTTPStatus.OK, CONTENT_TYPE, self._metrics.render()
            case "POST", "/slack/events" if self._guard is not None:
                return self._receive(self._guard, environ)
            case "GET", "/slack/events" if self._guard is not None and _is_ssl_check(environ):
                return _text(HTTPStatus.OK, "")
            case _, "/healthz" | "/readyz" | "/metrics" | "/slack/events":
                return _text(HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed")
            case _, path if self._install_pages and path in (INSTALL_PATH, REDIRECT_PATH):
                return _text(HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed")
            case _:
                return _text(HTTPStatus.NOT_FOUND, "not found")

    def _may_read_metrics(self, environ: WSGIEnvironment) -> bool:
        shown = str(environ.get("HTTP_AUTHORIZATION", "")).encode("utf-8", "surrogatepass")
        return not self._metrics_key or hmac.compare_digest(shown, self._metrics_key)

    def _read_path(self, environ: WSGIEnvironment) -> str:
        path = str(environ.get("PATH_INFO", ""))
        if self._prefix and path.startswith(self._prefix + "/"):
            return path.removeprefix(self._prefix)
        return path

    def _receive(self, guard: Guard, environ: WSGIEnvironment) -> Response:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        try:
            payload = guard.check(environ["wsgi.input"].read(MAX_BODY + 1), headers)
            response = self._intake.receive(payload)
        except Refusal as refusal:
            self._intake.refuse(refusal)
            return _text(refusal.status, refusal.status.phrase.lower())
        content_type = response.first_headers().get("content-type", "text/plain")
        return HTTPStatus(response.status), content_type, (response.body or "").encode()


def _is_ssl_check(environ: WSGIEnvironment) -> bool:
    # Slack sees so now and then whether our certificate is good; it says and gets nothing else.
    try:
        query = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=10)
    except ValueError:
        return False
    return query.get("ssl_check") == ["1"]


def _text(status: HTTPStatus, text: str) -> Response:
    return status, "text/plain; charset=utf-8", text.encode()
