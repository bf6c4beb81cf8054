"""Logs: one line an event, with ids as fields, on standard error."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest
import structlog

from slackapp.logs import configure_logs


class Terminal(io.StringIO):
    """Standard error of somebody who watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(), logging.getLogger("slackapp")]
    before = [(one, one.level, one.handlers[:]) for one in loggers]
    yield
    structlog.reset_defaults()
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


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
    logging.getLogger("slackapp.web").debug("chatter")
    (line,) = stderr.getvalue().splitlines()
    assert 'event="an unhandled request"' in line
    assert "level=warning" in line


def test_an_exception_brings_its_traceback(stderr: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger("slackapp.test").exception("tick_failed", tick="people_sync")
    line = stderr.getvalue()
    assert "event=tick_failed" in line
    assert "ValueError: broken" in line


def test_configuring_twice_shows_everything_once(
    stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stderr)
    configure_logs()
    structlog.get_logger("slackapp.test").warning("again")
    assert stderr.getvalue().count("again") == 1


def test_somebody_at_a_terminal_gets_lines_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    configure_logs()
    structlog.get_logger("slackapp.test").info("delivery", message_id=7)
    assert "delivery" in terminal.getvalue()
    assert "event=" not in terminal.getvalue()
