"""What handlers and jobs are given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.clients import SlackClients


@dataclass(frozen=True, slots=True)
class Context:
    """The database, Slack, the time, and the bell that wakes the delivery after a commit."""

    sessions: SessionFactory
    slack: SlackClients
    clock: Clock
    wake_delivery: Callable[[], None]
