"""What every part of the sandbox's server shares: the store and the ways to make it misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slackapp.sandbox.faults import Faults
from slackapp.sandbox.rate_limits import RateLimits
from slackapp.sandbox.state import Store
from slackapp.sandbox.views import Views


@dataclass(frozen=True)
class RecordedCall:
    """One Web API call; `status` is 0 where the caller got no answer."""

    method: str
    args: dict[str, Any]
    time: float
    response: dict[str, Any]
    status: int


@dataclass
class World:
    """One sandbox: its workspace, limits, faults, switches and records."""

    store: Store
    rate_limits: RateLimits
    faults: Faults
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    views: Views = field(init=False)
    #: Off: the workspace answers invalid_blocks to blocks that Slack added lately.
    newer_blocks: bool = True
    #: Lets everybody live until that moment; None where the clock is nobody's to move.
    let_time_pass: Callable[[datetime], None] | None = None
    #: `http://127.0.0.1:PORT`, known once the server has its socket.
    url: str = ""
    _calls: list[RecordedCall] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.views = Views(self.store.new_id)

    def record(self, call: RecordedCall) -> None:
        """Keep a call for the tests to read."""
        with self._lock:
            self._calls.append(call)

    def calls(self, method: str | None = None) -> list[RecordedCall]:
        """The calls so far, of one method or of all."""
        with self._lock:
            return [call for call in self._calls if method in (None, call.method)]
