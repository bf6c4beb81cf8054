"""Spans and errors for an operator's own monitoring, where they ask for it."""

from __future__ import annotations

import subprocess
import sys

import pytest
import structlog
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from typer.testing import CliRunner

from databases import Database
from slackapp.cli import app
from slackapp.cli.output import MISCONFIGURED
from slackapp.sandbox.server import Sandbox
from slackapp.telemetry import telling_outside
from slackapp.traces import REQUEST, annotate, span, tracing
from tests.flows.collectors import Collectors, collecting
from tests.flows.logged import logging_in_full
from tests.flows.office import running, wait_until_people_are_known


@pytest.fixture
def backend() -> str:
    """One kind of database is enough."""
    return "sqlite"


def test_all_that_one_request_led_to_is_one_trace(sandbox: Sandbox, database: Database) -> None:
    ana, ben, room = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with (
        collecting() as collectors,
        telling_outside(collectors.settings),
        running(sandbox, database.url, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        office.kudos(ana, room, f"<@{ben}> empathy thanks for the call")
        office.settle()
    spans = collectors.spans()
    [kudos] = [one for one in spans if one.name == "command /kudos"]
    trace = {one.name: one for one in spans if one.trace_id == kudos.trace_id}
    first, delivery = trace[REQUEST], trace["delivery"]
    assert kudos.parent_span_id == delivery.parent_span_id == first.span_id
    assert first.parent_span_id == b""
    assert fields_of(first) | {"kind": "command", "outcome": "ok"} == fields_of(first)
    assert fields_of(delivery)["request_id"] == fields_of(first)["request_id"]
    assert fields_of(delivery)["result"] == "sent"
    [tick] = [one for one in spans if one.name == "tick held_kudos"]
    assert tick.trace_id != kudos.trace_id


def fields_of(span: Span) -> dict[str, str]:
    return {
        one.key.removeprefix("kudoscope."): one.value.string_value
        for one in span.attributes
        if one.key.startswith("kudoscope.")
    }


def test_of_an_error_its_kind_and_place_are_told_and_none_of_its_words(
    capfd: pytest.CaptureFixture[str],
) -> None:
    log = structlog.get_logger("slackapp.test")
    # Made here, as the lines of the source that broke may be told.
    bird = "".join(["her", "on"])
    with collecting() as collectors, logging_in_full(capfd):
        with (
            telling_outside(collectors.settings),
            tracing("0123456789ab"),
            pytest.raises(FileNotFoundError),
            span(REQUEST, kind="command"),
        ):
            try:
                raise FileNotFoundError(2, f"a {bird}")
            except FileNotFoundError as error:
                log.exception("request_failed", kind="command", said=f"a {bird}", who=bird)
                log.error("delivery_failed", exc_info=error)
                log.error("no_traceback", reason=bird)
                log.warning("no_error", exc_info=error)
                raise
        told = b"".join(body for _, body in collectors.received)
        [request] = collectors.spans()
        first, second = collectors.errors()
    assert bird.encode() not in told
    assert request.status.code == Status.STATUS_CODE_ERROR
    assert first["tags"] == {
        "event": "request_failed", "kind": "command", "request_id": "0123456789ab"
    }  # fmt: skip
    assert second["tags"]["event"] == "delivery_failed"
    [error] = first["exception"]["values"]
    assert (error["type"], error["value"]) == ("FileNotFoundError", "ENOENT")
    assert error["stacktrace"]["frames"][-1]["function"].startswith("test_of_an_error")
    assert "vars" not in error["stacktrace"]["frames"][-1]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "must be an address such as http"),
        ("SENTRY_DSN", "https://sentry.example.com", "no address of a project in Sentry"),
    ],
)
def test_an_address_that_is_none_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, words: str
) -> None:
    monkeypatch.setenv(setting, value)
    assert words in fault_of_run()


@pytest.mark.parametrize(
    ("setting", "value", "library", "extra"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9", "opentelemetry", "otel"),
        ("SENTRY_DSN", "http://public@127.0.0.1:9/1", "sentry_sdk", "sentry"),
    ],
)
def test_an_extra_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, library: str, extra: str
) -> None:
    monkeypatch.setenv(setting, value)
    for name in [one for one in sys.modules if one.startswith("slackapp.telemetry.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    fault = fault_of_run()
    assert f"{setting} is set, and {library} is not installed" in fault
    assert f"pip install 'kudoscope[{extra}]'" in fault


def fault_of_run() -> str:
    result = CliRunner().invoke(app, ["run"], catch_exceptions=False)
    assert result.exit_code == MISCONFIGURED
    return result.stderr


def test_a_place_that_is_not_there_holds_nobody_up() -> None:
    nowhere = Collectors()
    nowhere.url = "http://127.0.0.1:9"
    with telling_outside(nowhere.settings), span(REQUEST):
        annotate(kind="command")


def test_where_nobody_asks_for_it_nothing_of_it_is_loaded() -> None:
    looking = (
        "import sys; from slackapp.telemetry import telling_outside; "
        "from slackapp.config import Settings\n"
        "with telling_outside(Settings()): print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", looking], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "slackapp.telemetry" in loaded
    assert not [one for one in loaded if one.startswith(("opentelemetry", "sentry_sdk"))]
