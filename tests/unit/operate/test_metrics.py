"""Metrics: what is counted, what is asked at each reading, and that apps share nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from slack_bolt import Ack, App, BoltContext
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.orm import Session

from factories import NOW, make_lane, make_message, make_workspace
from slackapp.door.intake import Intake
from slackapp.handlers.base import error_reply
from slackapp.jobs.scheduler import Scheduler, Tick
from slackapp.metrics import Metrics, OutboxReading, Sources
from slackapp.refusal import Refusal
from slackapp.services.outbox.gauges import OutboxGauges, read_outbox_gauges


def read(metrics: Metrics) -> dict[tuple[str, frozenset[str]], float]:
    """Every sample, by its name and its label values."""
    families = text_string_to_metric_families(metrics.render().decode())
    samples = [sample for family in families for sample in family.samples]
    return {(one.name, frozenset(one.labels.values())): one.value for one in samples}


def value(metrics: Metrics, name: str, *labels: str) -> float | None:
    """One sample's value, when there is such a sample."""
    return read(metrics).get((f"kudoscope_{name}", frozenset(labels)))


def watched(
    outbox: OutboxReading | None, lags: Mapping[str, float] | None = None, connections: int = 0
) -> Metrics:
    metrics = Metrics()
    metrics.watch(Sources(lambda: outbox, lambda: lags or {}, lambda: connections))
    return metrics


def test_answers_are_counted_by_kind_and_outcome_and_timed() -> None:
    metrics = Metrics()
    metrics.observe_ack("command", "ok", 0.004)
    metrics.observe_ack("command", "ok", 3.5)
    metrics.observe_ack("event", "failed", 0.1)
    assert value(metrics, "acks_total", "command", "ok") == 2
    assert value(metrics, "acks_total", "event", "failed") == 1
    assert value(metrics, "ack_seconds_count", "command") == 2
    assert value(metrics, "ack_seconds_sum", "command") == 3.504


def test_answers_that_came_too_late_for_slack_can_be_told() -> None:
    metrics = Metrics()
    for seconds in (0.004, 2.9, 3.1):
        metrics.observe_ack("command", "ok", seconds)
    assert value(metrics, "ack_seconds_bucket", "command", "3.0") == 2
    assert value(metrics, "ack_seconds_bucket", "command", "+Inf") == 3


def test_refusals_are_counted_by_reason() -> None:
    metrics = Metrics()
    metrics.observe_refusal("bad_signature")
    assert value(metrics, "requests_refused_total", "bad_signature") == 1


def test_deliveries_are_counted_by_kind_and_result_and_429_by_itself() -> None:
    metrics = Metrics()
    assert value(metrics, "deliveries_rate_limited_total") == 0
    metrics.observe_delivery("post", "sent")
    metrics.observe_delivery("update", "rate_limited")
    assert value(metrics, "deliveries_total", "post", "sent") == 1
    assert value(metrics, "deliveries_total", "update", "rate_limited") == 1
    assert value(metrics, "deliveries_rate_limited_total") == 1
    metrics.observe_delivery("read", "rate_limited")
    assert value(metrics, "deliveries_rate_limited_total") == 2


def test_two_apps_in_one_process_count_for_themselves() -> None:
    first, second = Metrics(), Metrics()
    first.observe_ack("command", "ok", 0.1)
    assert value(first, "acks_total", "command", "ok") == 1
    assert value(second, "acks_total", "command", "ok") is None


def test_the_version_is_told() -> None:
    assert any(name == "kudoscope_build_info" for name, _ in read(Metrics()))


def test_the_outbox_ticks_and_connections_are_asked_at_each_reading() -> None:
    metrics = watched(OutboxReading(3, 1, 90.5), {"people_sync": 7.0}, connections=2)
    assert value(metrics, "outbox_messages", "pending") == 3
    assert value(metrics, "outbox_messages", "failed") == 1
    assert value(metrics, "outbox_oldest_pending_seconds") == 90.5
    assert value(metrics, "database_up") == 1
    assert value(metrics, "tick_lag_seconds", "people_sync") == 7
    assert value(metrics, "socket_connections") == 2


def test_a_database_that_does_not_answer_is_told_and_spoils_nothing_else() -> None:
    metrics = watched(None, {"people_sync": 7.0})
    assert value(metrics, "database_up") == 0
    assert value(metrics, "outbox_messages", "pending") is None
    assert value(metrics, "tick_lag_seconds", "people_sync") == 7


def test_every_metric_is_explained_to_operators() -> None:
    metrics = watched(OutboxReading(0, 0, 0.0))
    kinds = re.findall(r"^# TYPE (\S+)", metrics.render().decode(), re.M)
    named = {kind for kind in kinds if not kind.endswith("_created")}
    docs = Path(__file__).resolve().parents[3] / "docs"
    page = (docs / "reference.md").read_text(encoding="utf-8")
    assert [name for name in sorted(named) if f"\n| `{name}` |" not in page] == []


# What the gauges are read from


def test_an_empty_outbox_has_nothing_waiting(session: Session) -> None:
    assert read_outbox_gauges(session) == OutboxGauges(0, 0, None)


def test_what_waits_and_what_failed_is_counted_over_all_lanes(session: Session) -> None:
    for _ in range(2):
        lane = make_lane(session, workspace=make_workspace(session))
        for age, state in enumerate(("pending", "sent", "failed", "cancelled", "pending")):
            make_message(
                session, lane=lane, state=state, created_at=NOW - timedelta(minutes=age * age)
            )
    assert read_outbox_gauges(session) == OutboxGauges(4, 2, NOW - timedelta(minutes=16))


def test_a_ticks_lag_is_the_time_since_it_last_succeeded() -> None:
    moments: list[datetime] = [NOW]
    scheduler = Scheduler([Tick("job", timedelta(days=1), lambda: None)], lambda: moments[-1])
    assert scheduler.list_lags() == {}
    scheduler.start()
    scheduler.stop()
    moments.append(NOW + timedelta(seconds=5))
    assert scheduler.list_lags() == {"job": timedelta(seconds=5)}


# What the intake counts

COMMAND = {
    "command": "/kudos",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2.3",
}


def build_intake(metrics: Metrics) -> Intake:
    """An intake whose command does what its text says."""
    bolt = App(
        authorize=lambda: AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_user_id="U0BOT", bot_token="xoxb-test"
        ),
        process_before_response=True,
        request_verification_enabled=False,
    )

    @bolt.command("/kudos")
    def handle(ack: Ack, body: dict[str, str], context: BoltContext) -> None:
        match body["text"]:
            case "break":
                raise ZeroDivisionError
            case "refuse":
                raise Refusal(HTTPStatus.FORBIDDEN, "unknown_workspace")
        ack()

    error_reply.register(bolt, "http://127.0.0.1:9/api/")
    return Intake(bolt, metrics)


@pytest.mark.parametrize(
    ("changes", "kind", "outcome"),
    [
        ({"text": ""}, "command", "ok"),
        ({"text": "break"}, "command", "failed"),
        ({"command": "/other"}, "command", "refused"),
    ],
)
def test_what_bolt_answers_is_counted_by_how_it_ended(
    changes: dict[str, str], kind: str, outcome: str
) -> None:
    metrics = Metrics()
    build_intake(metrics).receive(COMMAND | changes)
    assert value(metrics, "acks_total", kind, outcome) == 1
    assert value(metrics, "ack_seconds_count", kind) == 1


def test_a_refusal_from_within_is_counted_once_by_kind_and_once_by_reason() -> None:
    metrics = Metrics()
    intake = build_intake(metrics)
    with pytest.raises(Refusal) as refusal:
        intake.receive(COMMAND | {"text": "refuse"})
    assert value(metrics, "acks_total", "command", "refused") == 1
    assert refusal.value.reason == "unknown_workspace"
