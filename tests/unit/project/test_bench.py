"""The benchmarks' own sums, and that their load is what Slack would send."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bench.delivery import count_allowed
from bench.load import Load, Team, run_load
from bench.processes import cpu_seconds, memory_mb
from slackapp.clock import utc_now
from slackapp.door.guard import Guard
from slackapp.door.http_server import HttpServer
from slackapp.refusal import Refusal

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

TEAM = Team("a-secret-of-the-bench", "T0BENCH", ["U0ANA", "U0BEN"], ["C0SUPPORT"])


@contextmanager
def serving(app: WSGIApplication) -> Iterator[int]:
    server = HttpServer(app, host="127.0.0.1", port=0)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def guarded_by(secret: str, payloads: list[dict[str, object]]) -> WSGIApplication:
    """An application that keeps what it is sent, and answers 401 to what is not signed well."""
    guard, lock = Guard(secret, utc_now), threading.Lock()

    def app(environ, start_response):  # type: ignore[no-untyped-def]
        headers = {
            "content-type": environ["CONTENT_TYPE"],
            "x-slack-request-timestamp": environ["HTTP_X_SLACK_REQUEST_TIMESTAMP"],
            "x-slack-signature": environ["HTTP_X_SLACK_SIGNATURE"],
        }
        try:
            payload = guard.check(environ["wsgi.input"].read(), headers)
        except Refusal:
            start_response("401 Unauthorized", [("Content-Length", "0")])
            return []
        with lock:
            payloads.append(payload)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    return app


def test_the_load_is_signed_commands_with_a_trigger_each() -> None:
    payloads: list[dict[str, object]] = []
    with serving(guarded_by(TEAM.signing_secret, payloads)) as port:
        load = run_load(port, TEAM, clients=2, seconds=0.1)

    assert load.refused == 0
    assert load.acked == len(payloads) >= 2
    assert len({payload["trigger_id"] for payload in payloads}) == len(payloads)
    assert {payload["command"] for payload in payloads} == {"/kudos"}


def test_what_is_refused_counts_as_no_ack() -> None:
    with serving(guarded_by("another secret", [])) as port:
        load = run_load(port, TEAM, clients=1, seconds=0.1)

    assert load.acked == 0
    assert load.refused >= 1


def test_percentiles_are_latencies_that_were_measured() -> None:
    load = Load(acked=4, refused=0, seconds=2.0, latencies=[4.0, 1.0, 3.0, 2.0])

    assert load.per_second == 2.0
    assert (load.percentile(0.5), load.percentile(0.99)) == (3.0, 4.0)


@pytest.mark.parametrize(
    ("seconds", "channels", "allowed"),
    # The three hundredth is due when the minute is over.
    [(60, 10, 299), (60, 1, 60), (0.5, 1, 1)],
)
def test_what_the_limits_allow_is_the_lower_of_channels_and_workspace(
    seconds: float, channels: int, allowed: int
) -> None:
    assert count_allowed(timedelta(seconds=seconds), channels=channels) == allowed


def test_a_process_has_memory_and_processor_time() -> None:
    assert memory_mb(os.getpid()) > 10
    assert cpu_seconds(os.getpid()) > 0
