"""What handlers and jobs are given to work with, in tests that need no running app."""

from __future__ import annotations

from collections.abc import Callable

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.clients import SlackClients
from slackapp.reader import Reader
from slackapp.tools import Tools

#: Nobody listens there.
NO_SLACK = "http://127.0.0.1:9/api/"


def tell_nobody(_kind: str, _result: str) -> None:
    """Count nothing."""


def build_reader(
    sessions: SessionFactory,
    clock: Clock,
    api_url: str,
    observe: Callable[[str, str], None] = tell_nobody,
) -> Reader:
    """What reads from that Slack."""
    return Reader(sessions, SlackClients(api_url), clock, observe)


def build_tools(
    sessions: SessionFactory,
    clock: Clock,
    *,
    api_url: str = NO_SLACK,
    observe: Callable[[str, str], None] = tell_nobody,
    wake: Callable[[], None] = lambda: None,
) -> Tools:
    """The tools of a job."""
    reader = build_reader(sessions, clock, api_url, observe)
    return Tools(sessions, reader.slack, reader, clock, wake)
