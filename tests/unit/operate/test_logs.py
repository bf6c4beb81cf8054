"""Logs: one line an event, with ids as fields, on standard error."""

from __future__ import annotations

import errno
import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from slackapp.logs import configure_logs
from slackapp.traces import tracing

WORDS = "what somebody wrote"


class Terminal(io.StringIO):
    """Standard error of somebody who watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, ours, hook = logging.getLogger(), logging.getLogger("slackapp"), threading.excepthook
    levels, handlers = (root.level, ours.level), root.handlers[:]
    yield
    threading.excepthook = hook
    structlog.reset_defaults()
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    # pytest takes back its own handlers by itself.
    root.handlers[:] = [one for one in handlers if one in root.handlers]


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard error of a service, as the logs find it."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs()
    return stream


def test_an_event_is_one_line_with_its_fields(stderr: io.StringIO) -> None:
    structlog.get_logger("slackapp.test").info("delivery", message_id=7, text="two\nlines")
    (line,) = stderr.getvalue().splitlines()
    stamp = r"timestamp=\d{4}-\d\d-\d\dT[\d:.]+Z"
    assert re.match(rf"{stamp} level=info event=delivery ", line)
    assert "message_id=7" in line
    assert "logger=slackapp.test" in line


def test_what_libraries_warn_of_is_shown_but_not_their_chatter(stderr: io.StringIO) -> None:
    logging.getLogger("slack_bolt").info("chatter")
    logging.getLogger("slack_bolt").warning("an unhandled request")
    logging.getLogger("slackapp.door.web").debug("chatter")
    (line,) = stderr.getvalue().splitlines()
    assert 'event="an unhandled request"' in line
    assert "level=warning" in line


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Unhandled request ({'text': 'secret'})", 'event="Unhandled request …"'),
        ("on_error invoked (message: secret)", 'event="on …"'),
        ("Failed to run a listener: secret", 'event="Failed to run a listener …"'),
        ("Exception while serving /secret", 'event="Exception while serving …"'),
        ("Received\nsecret", 'event="Received …"'),
    ],
)
def test_what_a_library_says_ends_where_its_values_begin(
    stderr: io.StringIO, said: str, shown: str
) -> None:
    logging.getLogger("slack_sdk").error(said)
    (line,) = stderr.getvalue().splitlines()
    assert shown in line
    assert "secret" not in line


def break_down(words: str) -> None:
    try:
        raise FileNotFoundError(errno.ENOENT, words)
    except OSError as error:
        raise ValueError(words) from error


@pytest.mark.parametrize("name", ["slackapp.test", "slack_bolt"])
def test_an_exception_brings_its_traceback_but_not_its_words(
    stderr: io.StringIO, name: str
) -> None:
    try:
        break_down(WORDS)
    except ValueError:
        structlog.get_logger(name).exception("tick_failed", tick="people_sync")
        logging.getLogger(name).exception("that went wrong")
    shown = stderr.getvalue()
    assert "event=tick_failed" in shown
    assert 'event="that went wrong"' in shown
    assert shown.count("in break_down") == 4
    assert shown.count("FileNotFoundError (ENOENT)") == 2
    assert "ValueError" in shown
    assert WORDS not in shown


def test_a_thread_that_dies_says_so_in_the_log(stderr: io.StringIO) -> None:
    thread = threading.Thread(target=break_down, args=[WORDS], name="http")
    thread.start()
    thread.join()
    assert "event=thread_died thread=http" in stderr.getvalue()
    assert "in break_down" in stderr.getvalue()
    assert WORDS not in stderr.getvalue()


def test_a_field_with_more_than_one_word_is_hidden(stderr: io.StringIO) -> None:
    log = structlog.get_logger("slackapp.test")
    log.info("delivery", error="channel_not_found", slack_channel_id="C1", attempts=2)
    log.info("delivery", error=WORDS)
    first, second = stderr.getvalue().splitlines()
    assert "error=channel_not_found slack_channel_id=C1 attempts=2" in first
    assert "error=(hidden)" in second


def test_configuring_twice_shows_everything_once(
    stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stderr)
    configure_logs()
    structlog.get_logger("slackapp.test").warning("again")
    assert stderr.getvalue().count("again") == 1


def test_programs_get_an_object_a_line_with_the_request_that_it_is_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs("info", "json")
    log = structlog.get_logger("slackapp.test")
    with tracing("a1b2"):
        log.info("delivery", message_id=7)
        log.debug("request")
    try:
        break_down(WORDS)
    except ValueError:
        log.exception("tick_failed")
    first, second = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (first["event"], first["message_id"], first["level"]) == ("delivery", 7, "info")
    assert first["request_id"] == "a1b2"
    assert "request_id" not in second
    assert "in break_down" in second["exception"]
    assert WORDS not in stream.getvalue()


@pytest.mark.parametrize(("level", "shown"), [("debug", 3), ("warning", 1), ("error", 0)])
def test_what_is_logged_is_a_setting(
    monkeypatch: pytest.MonkeyPatch, level: str, shown: int
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs(level)
    log = structlog.get_logger("slackapp.test")
    for say in (log.debug, log.info, log.warning):
        say("said")
    assert len(stream.getvalue().splitlines()) == shown


def test_somebody_at_a_terminal_gets_lines_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    configure_logs()
    structlog.get_logger("slackapp.test").info("delivery", message_id=7)
    assert "delivery" in terminal.getvalue()
    assert "event=" not in terminal.getvalue()
