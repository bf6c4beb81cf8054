"""Delivery as threads and processes do it: answers, stops, errors, and several at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import select

from databases import Database
from db import OutboxLane, OutboxMessage, set_key_ring
from jobs.office import LEASE, Office, open_office
from slackapp.clock import utc_now
from slackapp.jobs.outbox.deliver_outbox import OutboxDelivery
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from toolbox import build_reader

SECOND = timedelta(seconds=1)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office


# Answers to a click


def answer(office: Office, url: str) -> None:
    message = OutgoingMessage(
        "response:U1", "response", "click:response", {"text": "Chosen", "response_url": url}
    )
    with office.database.sessions.begin() as session:
        enqueue(
            session,
            workspace_id=office.team.workspace_id,
            messages=[message],
            now=office.time.now,
        )


def test_an_answer_to_a_foreign_address_is_not_given(office: Office) -> None:
    answer(office, "https://hooks.example.org/actions/1")
    office.deliver()
    assert office.states() == ["cancelled"]
    assert office.seen == [("response", "refused")]


def test_an_answer_that_slack_no_longer_takes_is_let_go(office: Office) -> None:
    answer(office, f"{office.sandbox.url}/response/used")
    office.deliver()
    assert office.states() == ["cancelled"]


def test_an_answer_of_a_process_that_died_is_not_repeated(office: Office) -> None:
    answer(office, f"{office.sandbox.url}/response/anything")
    office.claim_and_die()
    office.deliver(LEASE)
    with office.database.sessions.read() as session:
        assert session.scalars(select(OutboxMessage.error)).all() == ["unknown_outcome"]
    assert office.states() == ["cancelled"]


class Hook(BaseHTTPRequestHandler):
    """An address for answers that wants to be asked again in a second, once."""

    answers: ClassVar[list[int]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.answers.pop(0))
        self.send_header("Retry-After", "1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_answer_that_came_too_soon_is_given_later(office: Office) -> None:
    Hook.answers = [429, 200]
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        answer(office, f"{url}/response")
        delivery = OutboxDelivery(
            sessions=office.database.sessions,
            reader=build_reader(office.database.sessions, office.time, f"{url}/api/"),
            clock=office.time,
        )
        calls = []
        for wait in (timedelta(0), SECOND / 2, SECOND / 2):
            office.time.pass_by(wait)
            calls.append(delivery.deliver_due())
        delivery.stop()
        server.shutdown()
        thread.join()
    assert calls == [1, 0, 1]
    assert office.states() == ["sent"]


# Threads and processes


def test_two_processes_send_every_message_once_and_in_order(database: Database) -> None:
    with open_office(database) as office:
        channels = [office.sandbox.add_channel(f"team-{number}") for number in range(5)]
        words = [str(number) for number in range(6)]
        for channel in channels:
            office.promise(*words, channel=channel)
        others = [office.build_delivery(office.time) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            for _ in range(60):
                list(pool.map(lambda one: one.deliver_due(), others))
                office.time.pass_by(SECOND)
        for one in others:
            one.stop()
        assert [office.posted(channel) for channel in channels] == [words] * 5
        assert set(office.states()) == {"sent"}


def test_processes_that_post_and_update_never_wait_for_each_other(office: Office) -> None:
    others = [office.build_delivery(office.time) for _ in range(3)]
    with ThreadPoolExecutor(len(others)) as pool:
        for number in range(12):
            kinds = ["post", "update"] if number % 2 else ["update", "post"]
            for lane in range(12):
                office.promise("hello", channel=f"C{number}GONE{lane}", kind=kinds[lane % 2])
            list(pool.map(lambda one: one.deliver_due(), others))
            office.time.pass_by(timedelta(minutes=2))
    for one in others:
        one.stop()
    while office.deliver(timedelta(minutes=2)):
        pass
    assert set(office.states()) == {"failed", "cancelled"}


def test_the_threads_deliver_what_is_committed_when_they_are_woken(office: Office) -> None:
    delivery = office.build_delivery(utc_now)
    delivery.start()
    office.promise("one", "two")
    office.promise("elsewhere", channel=office.sandbox.channel("general"))
    delivery.wake()
    office.sandbox.wait_for(lambda: office.states() == ["sent"] * 3)
    delivery.stop()
    assert office.posted() == ["one", "two"]


def test_a_stop_lets_the_call_under_way_end_and_leaves_the_rest(office: Office) -> None:
    delivery = office.build_delivery(utc_now)
    office.sandbox.fault("chat.postMessage", "timeout_before", seconds=1)
    office.promise("one", "two")
    delivery.start()
    office.sandbox.wait_for(lambda: office.sandbox.calls("chat.postMessage"))
    delivery.stop()
    with office.database.sessions.read() as session:
        messages = session.execute(
            select(OutboxMessage.attempts, OutboxMessage.error).order_by(OutboxMessage.id)
        ).all()
        (leased_until,) = session.scalars(select(OutboxLane.leased_until))
    assert messages == [(1, "ProtocolError"), (0, None)]
    assert leased_until <= utc_now()


def test_a_delivery_that_was_never_started_may_be_stopped(office: Office) -> None:
    office.build_delivery(utc_now).stop()


def test_the_threads_outlive_an_error_of_their_own(office: Office, key_ring: list[str]) -> None:
    office.promise("one")
    delivery = office.build_delivery(utc_now)
    set_key_ring([Fernet.generate_key().decode()])
    with structlog.testing.capture_logs() as logs:
        delivery.start()
        office.sandbox.wait_for(lambda: logs)
        set_key_ring(key_ring)
        office.sandbox.wait_for(lambda: office.posted() == ["one"])
        delivery.stop()
    assert logs[0]["event"] == "delivery_failed"


def test_an_error_over_one_message_does_not_hold_up_the_others(office: Office) -> None:
    office.promise("it has no address", channel="response:U1", kind="response")
    office.promise("one")
    delivery = office.build_delivery(utc_now)
    with structlog.testing.capture_logs() as logs:
        delivery.start()
        office.sandbox.wait_for(lambda: office.states() == ["cancelled", "sent"])
        delivery.stop()
    assert ("delivery_failed", 1) in {(one["event"], one.get("message_id")) for one in logs}


def test_logs_name_ids_and_never_words_or_tokens(office: Office) -> None:
    office.give(office.ben, message="a sentence of secrets")
    office.sandbox.fault("chat.postMessage", "is_archived", channel=office.support)
    with structlog.testing.capture_logs() as logs:
        office.deliver()
        office.deliver(SECOND)
    # The recipient and the giver are told.
    assert [(one["log_level"], one["state"]) for one in logs] == [
        ("warning", "failed"),
        ("info", "sent"),
        ("info", "sent"),
    ]
    assert logs[0]["error"] == "is_archived"
    assert not any(words in str(logs) for words in ("secrets", office.sandbox.bot_token))
