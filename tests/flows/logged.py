"""What a process writes, its log in full among it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from slackapp.logs import configure_logs


class Output:
    """What the process wrote so far."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self._text = ""

    def __str__(self) -> str:
        self._text += "".join(self._capture.readouterr())
        return self._text


@contextmanager
def logging_in_full(capture: pytest.CaptureFixture[str]) -> Iterator[Output]:
    """Standard output and error, with the logs of `kudoscope run`, and our own in full."""
    root, ours, hook = logging.getLogger(), logging.getLogger("slackapp"), threading.excepthook
    levels = root.level, ours.level
    configure_logs(logging.DEBUG)
    [handler] = root.handlers
    # Cached, the modules' loggers would keep these settings in the tests that follow.
    structlog.configure(**structlog.get_config() | {"cache_logger_on_first_use": False})
    yield Output(capture)
    structlog.reset_defaults()
    threading.excepthook = hook
    root.removeHandler(handler)
    root.level, ours.level = levels
