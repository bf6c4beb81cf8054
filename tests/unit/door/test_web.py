"""The HTTP server: what the guard lets in reaches Bolt, and a stop loses nothing."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from factories import NOW
from slackapp.door.guard import MAX_BODY, Guard
from slackapp.door.http_server import HttpServer
from slackapp.door.intake import Intake
from slackapp.door.web import MONITORED, WebApp
from slackapp.metrics import Metrics

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
STAMP = str(int(NOW.timestamp()))

guard = Guard(SECRET, lambda: NOW)


def signed(body: str, *, secret: str = SECRET) -> dict[str, str]:
    """The headers with which Slack would send the body."""
    signature = SignatureVerifier(secret).generate_signature(timestamp=STAMP, body=body)
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": STAMP,
        "x-slack-signature": str(signature),
    }


def build_bolt(on_command: Callable[[str], None] = lambda _text: None) -> App:
    """A Bolt app that repeats the text of /kudos."""
    bolt = App(
        authorize=lambda: AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_user_id="U0BOT", bot_token="xoxb-test"
        ),
        process_before_response=True,
        request_verification_enabled=False,
    )

    @bolt.command("/kudos")
    def handle(ack: Ack, body: dict[str, Any]) -> None:
        on_command(body["text"])
        ack(f"You said: {body['text']}")

    return bolt


@contextmanager
def serving(
    *,
    guarded: bool = True,
    unready: list[str] | None = None,
    on_command: Callable[[str], None] = lambda _text: None,
    prefix: str = "",
    metrics_token: str = "",
) -> Iterator[HttpServer]:
    metrics = Metrics()
    intake = Intake(build_bolt(on_command), metrics)
    app = WebApp(
        intake=intake,
        guard=guard if guarded else None,
        metrics=metrics,
        list_unready=lambda: unready or [],
        prefix=prefix,
        metrics_token=metrics_token,
    )
    server = HttpServer(
        app, host="127.0.0.1", port=0, on_refusal=intake.refuse, first_paths=MONITORED
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def connected(server: HttpServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    try:
        yield connection
    finally:
        connection.close()


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str]:
    connection.request(method, path, body and body.encode(), headers or {})
    response = connection.getresponse()
    return response.status, response.read().decode()


def command(**fields: str) -> str:
    """The body of a command."""
    usual = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2.3"}
    return urlencode(usual | fields)


def say(connection: http.client.HTTPConnection, text: str) -> tuple[int, str]:
    body = command(command="/kudos", text=text)
    return ask(connection, "POST", "/slack/events", body, signed(body))


def test_a_command_over_http_is_answered_by_bolt() -> None:
    with serving() as server, connected(server) as connection:
        status, answer = say(connection, "né")
        assert (status, answer) == (200, "You said: né")
        body = command(command="/other")
        assert ask(connection, "POST", "/slack/events", body, signed(body))[0] == 404


def test_strangers_get_a_short_answer_over_http() -> None:
    with serving() as server, connected(server) as connection:
        forged = signed("a=b", secret="guessed")
        assert ask(connection, "POST", "/slack/events", "a=b", forged) == (401, "unauthorized")
        assert ask(connection, "POST", "/slack/events", "{", {}) == (415, "unsupported media type")


def test_a_body_that_is_too_large_is_refused_over_http() -> None:
    with serving() as server, connected(server) as connection:
        connection.putrequest("POST", "/slack/events")
        connection.putheader("Content-Length", str(MAX_BODY + 1))
        connection.endheaders()
        assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/healthz", 200, "ok"),
        ("GET", "/readyz", 200, "ready"),
        ("POST", "/healthz", 405, "method not allowed"),
        ("GET", "/slack/events", 405, "method not allowed"),
        ("GET", "/", 404, "not found"),
        ("POST", "/slack/events/", 404, "not found"),
    ],
)
def test_a_path_answers_to_its_own_methods(method: str, path: str, status: int, words: str) -> None:
    with serving() as server, connected(server) as connection:
        assert ask(connection, method, path) == (status, words)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/team/healthz", 200), ("/healthz", 200), ("/teamhealthz", 404), ("/team/team/healthz", 404)],
)
def test_a_prefix_that_the_proxy_leaves_is_taken_away_once(path: str, status: int) -> None:
    with serving(prefix="/team") as server, connected(server) as connection:
        assert ask(connection, "GET", path)[0] == status
        body = command(command="/kudos", text="hello")
        answer = ask(connection, "POST", "/team/slack/events", body, signed(body))
        assert answer == (200, "You said: hello")


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        *(("Bearer s3cret", 200), ("Bearer s3cre", 401), ("Bearer sécret", 401)),
        *(("s3cret", 401), ("", 401)),
    ],
)
def test_metrics_are_told_to_whoever_shows_the_token(shown: str, status: int) -> None:
    with serving(metrics_token="s3cret") as server, connected(server) as connection:
        headers = {"authorization": shown} if shown else {}
        assert ask(connection, "GET", "/metrics", headers=headers)[0] == status
        assert ask(connection, "GET", "/healthz")[0] == 200


def test_a_probe_may_ask_for_the_head_alone() -> None:
    with serving() as server, connected(server) as connection:
        assert ask(connection, "HEAD", "/healthz") == (200, "")
        assert ask(connection, "HEAD", "/readyz") == (200, "")
        assert ask(connection, "GET", "/healthz") == (200, "ok")


def test_an_app_that_is_not_ready_says_why() -> None:
    with (
        serving(unready=["tick late: people_sync", "database unreachable"]) as server,
        connected(server) as connection,
    ):
        reasons = "tick late: people_sync\ndatabase unreachable"
        assert ask(connection, "GET", "/readyz") == (503, reasons)
        assert ask(connection, "GET", "/healthz") == (200, "ok")


def test_http_takes_no_requests_of_slacks_where_a_socket_receives_them() -> None:
    with serving(guarded=False) as server, connected(server) as connection:
        assert say(connection, "hello")[0] == 405


def test_a_stop_lets_the_request_under_way_end_and_takes_no_other() -> None:
    entered, may_end = threading.Event(), threading.Event()

    def wait(_text: str) -> None:
        entered.set()
        may_end.wait()

    answers: list[tuple[int, str]] = []
    with serving(on_command=wait) as server, connected(server) as connection:
        port = server.port
        asking = threading.Thread(target=lambda: answers.append(say(connection, "slow")))
        asking.start()
        entered.wait()
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        while _accepts(port):
            pass
        may_end.set()
        asking.join()
        stopping.join()
    assert answers == [(200, "You said: slow")]


def _accepts(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.connect()
    except ConnectionError:
        return False
    connection.close()
    return True


def test_monitors_are_answered_while_all_threads_for_requests_are_stuck(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stuck, may_end = threading.Semaphore(0), threading.Event()

    def wait(_text: str) -> None:
        stuck.release()
        may_end.wait()

    with structlog.testing.capture_logs() as logs, serving(on_command=wait) as server:
        try:
            with ExitStack() as stack:
                body = command(command="/kudos", text="wait")
                for _ in range(40):
                    connection = stack.enter_context(connected(server))
                    connection.request("POST", "/slack/events", body.encode(), signed(body))
                for _ in range(16):
                    stuck.acquire()
                with connected(server) as monitor:
                    monitor.timeout = 60
                    assert ask(monitor, "GET", "/healthz") == (200, "ok")
                    assert ask(monitor, "GET", "/readyz") == (200, "ready")
                    assert ask(monitor, "GET", "/metrics")[0] == 200
        finally:
            may_end.set()
    # Not one line for each of the twenty-four that waited for a thread.
    assert [one["event"] for one in logs if one["event"] == "requests_wait"] == ["requests_wait"]
    assert "queue depth" not in caplog.text
