"""The benchmarks' own sums, and that their load is what Slack would send."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bench.delivery import count_allowed
from bench.load import Load, Team, run_at_rate, run_load, sign_mix
from bench.machine import Machine
from bench.page import Ran, write_page
from bench.processes import cpu_seconds, memory_mb
from bench.report import Goal, Shown
from bench.scale import count_waits
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


def test_a_mix_is_kudos_and_reactions_of_every_workspace() -> None:
    payloads: list[dict[str, object]] = []
    teams = [replace(TEAM, slack_team_id=f"T{number}") for number in range(3)]
    with serving(guarded_by(TEAM.signing_secret, payloads)) as port:
        mix = sign_mix(teams, kudos_every=5)
        load = run_at_rate(port, mix, per_second=300, seconds=0.1)

    assert (load.acked, load.refused, len(payloads)) == (30, 0, 30)
    assert sum("command" in payload for payload in payloads) == 6
    assert {payload["team_id"] for payload in payloads} == {"T0", "T1", "T2"}


def test_whoever_waits_for_a_lock_is_counted_by_the_statement() -> None:
    log = """
10:00:00 UTC [7] LOG:  process 7 still waiting for ShareLock on transaction 9 after 100 ms
10:00:00 UTC [7] DETAIL:  Process holding the lock: 8. Wait queue: 7.
10:00:00 UTC [7] STATEMENT:  INSERT INTO outbox_lane (workspace_id) VALUES ($1)
10:00:01 UTC [8] STATEMENT:  UPDATE kudos SET message = ''
10:00:02 UTC [8] LOG:  process 8 still waiting for ShareLock on transaction 5 after 101 ms
10:00:02 UTC [8] STATEMENT:  SELECT person.id FROM person FOR NO KEY UPDATE
"""
    assert count_waits(log) == {"INSERT outbox_lane": 1, "SELECT person": 1}


def test_the_page_says_which_goals_are_met_and_that_the_machine_was_busy() -> None:
    machine = Machine(2, 8.0, "3.13.1", "3.46.1", "16.4", used_by_others=0.5)
    goals = [Goal("kudos", "0.1", "at least 0.2", False), Goal("deadlocks", "0", "none", True)]
    shown = Shown("Processes", ["", "per s"], [["1", "10"]], ["Deadlocks: 0."])
    ran = Ran("scale", goals, [shown], "", 60.0)

    page = write_page(machine, [ran], today=date(2026, 11, 30), is_quick=False)

    assert "| kudos | 0.1 | at least 0.2 | **not met** |" in page
    assert "| deadlocks | 0 | none | met |" in page
    assert "others used 50% of its cores" in page
    assert "| 1 | 10 |\n\nDeadlocks: 0." in page
