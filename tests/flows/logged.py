"""What a process writes, its log in full among it."""

from __future__ import annotations

import logging
import sys
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


def configure_afresh(level: int | str, form: str = "auto") -> None:
    """Configure the logs for one test, whatever commands ran in this process before.

    A module's logger is bound once, with the settings of its first line: those of before are
    forgotten, and these are not kept for the tests that follow.
    """
    configure_logs(level, form)
    structlog.configure(**structlog.get_config() | {"cache_logger_on_first_use": False})
    for name, module in list(sys.modules.items()):
        logger = getattr(module, "log", None)
        if name.startswith("slackapp.") and logger is not None:
            vars(logger).pop("bind", None)


@contextmanager
def logging_in_full(capture: pytest.CaptureFixture[str]) -> Iterator[Output]:
    """Standard output and error, with the logs of `kudoscope run`, and our own in full."""
    root, ours, hook = logging.getLogger(), logging.getLogger("slackapp"), threading.excepthook
    levels = root.level, ours.level
    configure_afresh(logging.DEBUG)
    [handler] = root.handlers
    yield Output(capture)
    structlog.reset_defaults()
    threading.excepthook = hook
    root.removeHandler(handler)
    root.level, ours.level = levels
