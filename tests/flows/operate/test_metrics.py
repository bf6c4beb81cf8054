"""/metrics after a day's work: what Prometheus reads of a running app."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update

from db import Workspace
from slackapp.jobs import monthly_digest, slack_probe
from tests.flows.office import Office

#: Everything that a label may say; le, version and tick have values of their own.
LABEL_VALUES = {
    "kind": {"command", "action", "event", "view", "check", "post", "update", "response", "read"},
    "outcome": {"ok", "refused", "failed", "promised", "missed"},
    "result": {"sent", "rate_limited", "passing", "refused", "needless", "unknown"},
    "state": {"pending", "failed", "in_use", "limit", "working", "paused"},
    "pool": {"all"},
    "tick": {
        *(
            "people_sync",
            "held_kudos",
            "reflection_prompts",
            "monthly_digest",
            "retention",
            "departures",
        ),
        *("statistics", "token_probe", "groups_sync", "me_too_notes", "erasing", "shared_answers"),
        "slack_probe",
    },
    "reason": {"content_type", "no_timestamp", "bad_signature", "malformed", "shape"},
}


class Readings:
    """One reading of /metrics."""

    def __init__(self, office: Office) -> None:
        with urllib.request.urlopen(f"{office.address}/metrics") as answer:
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            self.text = answer.read().decode()
        families = text_string_to_metric_families(self.text)
        self.samples = [sample for family in families for sample in family.samples]

    def value(self, name: str, *labels: str) -> float:
        """The value of one sample; 0 where nothing was counted yet."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == f"kudoscope_{name}"
            and sorted(sample.labels.values()) == sorted(labels)
        )


@pytest.fixture
def backend() -> str:
    """One database is enough: both read the outbox in the tests of the service."""
    return "sqlite"


@pytest.fixture
def give(office: Office) -> Callable[[], None]:
    """Ana thanks Ben in #support."""
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    support = office.sandbox.channel("support")

    def give() -> None:
        assert office.kudos(ana, support, f"<@{ben}> empathy thanks").ok

    return give


def test_what_was_answered_and_delivered_is_counted(
    office: Office, transport: str, give: Callable[[], None]
) -> None:
    give()
    office.person("newcomer")
    office.settle()
    office.sandbox.wait_for(lambda: Readings(office).value("deliveries_total", "post", "sent"))
    now = Readings(office)
    assert now.value("acks_total", "command", "ok") == 1
    assert now.value("acks_total", "event", "ok") == 1
    assert now.value("ack_seconds_count", "command") == 1
    assert now.value("ack_seconds_bucket", "command", "3.0") == 1
    assert now.value("outbox_messages", "pending") == 0
    assert now.value("outbox_oldest_pending_seconds") == 0
    assert now.value("database_up") == 1
    assert now.value("socket_connections") == (2 if transport == "socket" else 0)
    assert 0 <= now.value("tick_lag_seconds", "people_sync") < 60
    assert now.value("slack_up") == now.value("schema_current") == 1
    assert now.value("workspaces", "working") == 1
    assert now.value("workspaces", "paused") == 0
    assert now.value("database_bytes") > 100_000
    assert now.value("disk_free_bytes") > 0
    assert now.value("database_connections", "all", "limit") > 0
    assert "process_resident_memory_bytes" in now.text


def test_a_slack_that_does_not_answer_is_told(office: Office) -> None:
    office.sandbox.fault("api.test", "server_error")
    office.sandbox.fault("auth.test", "server_error")
    slack_probe.run(office.app.tools, office.app.metrics.observe_slack)
    assert Readings(office).value("slack_up") == 0
    slack_probe.run(office.app.tools, office.app.metrics.observe_slack)
    assert Readings(office).value("slack_up") == 1


def test_a_tap_counts_as_an_action(office: Office, give: Callable[[], None]) -> None:
    ana, support = office.sandbox.user("ana"), office.sandbox.channel("support")
    give()
    office.tap(ana, support, office.answers(ana, support)[-1], "Take it back")
    assert Readings(office).value("acks_total", "action", "ok") == 1


def test_what_slack_holds_up_shows_in_the_outbox(office: Office, give: Callable[[], None]) -> None:
    office.sandbox.fault("chat.postMessage", "ratelimited", retry_after=3600)
    give()
    office.sandbox.wait_for(lambda: Readings(office).value("deliveries_rate_limited_total"))
    office.clock.advance(minutes=10)
    now = Readings(office)
    assert now.value("deliveries_total", "post", "rate_limited") == 1
    assert now.value("outbox_messages", "pending") == 1
    assert 600 <= now.value("outbox_oldest_pending_seconds") < 700


@pytest.mark.parametrize("transport", ["http"])
def test_reads_that_came_too_soon_are_counted_wherever_they_are_made(office: Office) -> None:
    grace = office.sandbox.user("grace")
    room, unknown_room = office.room(grace), office.room(grace)

    def count() -> float:
        return Readings(office).value("deliveries_total", "read", "rate_limited")

    def read_people() -> None:
        with office.sessions.begin() as session:
            session.execute(update(Workspace).values(people_synced_at=None))
        office.app.people_sync.run()

    def make_digest() -> None:
        office.kudos(grace, room, "digest now")
        monthly_digest.run(office.app.tools)

    reads: list[tuple[str, Callable[[], object]]] = [
        ("users.list", read_people),
        ("conversations.members", make_digest),
        ("users.info", lambda: office.kudos(grace, room, "<@U0UNKNOWN> empathy")),
        ("conversations.info", lambda: office.kudos(grace, unknown_room, "<@U0UNKNOWN> empathy")),
    ]
    for number, (method, read) in enumerate(reads, start=1):
        office.sandbox.fault(method, "ratelimited", retry_after=1)
        read()
        office.sandbox.wait_for(lambda count_now=number: count() == count_now, message=method)
    assert Readings(office).value("deliveries_rate_limited_total") == len(reads)


def test_what_slack_refuses_shows_as_failed(office: Office, give: Callable[[], None]) -> None:
    office.sandbox.fault("chat.postMessage", "msg_too_long")
    give()
    office.settle()
    assert Readings(office).value("outbox_messages", "failed") == 1


def test_a_handler_that_breaks_counts_as_failed_although_it_apologises(
    office: Office, give: Callable[[], None]
) -> None:
    with office.sessions.begin() as session:
        session.execute(text("ALTER TABLE kudos_tag RENAME TO elsewhere"))
    # Without settings of ours, structlog takes seconds to draw a traceback.
    with structlog.testing.capture_logs():
        give()
    assert Readings(office).value("acks_total", "command", "failed") == 1


@pytest.mark.parametrize("transport", ["http"])
def test_refused_requests_are_counted_by_reason_alone(office: Office) -> None:
    office.post_signed(b"a=b", X_Slack_Signature="v0=0")
    office.post_signed(b"command=%2Fkudos&user_id=U0SECRET")
    now = Readings(office)
    assert now.value("requests_refused_total", "bad_signature") == 1
    assert now.value("requests_refused_total", "shape") == 1


def test_labels_say_nothing_of_people_channels_or_words(
    office: Office, give: Callable[[], None]
) -> None:
    give()
    office.settle()
    now = Readings(office)
    for sample in now.samples:
        for label, value in sample.labels.items():
            assert label in ("le", "version") or value in LABEL_VALUES[label], sample
    for name in ("ana", "support"):
        assert name not in now.text.casefold()
