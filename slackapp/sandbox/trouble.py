"""Trouble that stays until it is switched off, for visitors who want to see what comes of it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Literal

from slackapp.sandbox.faults import Fault

TroubleKey = Literal["rate_limit", "out_of_order", "no_answer", "lost_answer", "revoked", "away"]

#: One at a time: whatever the line does, it does alone.
OUTAGES: tuple[TroubleKey, ...] = ("out_of_order", "no_answer", "lost_answer")
KEYS: tuple[TroubleKey, ...] = ("rate_limit", *OUTAGES, "revoked", "away")

#: Seconds that Slack asks the app to wait.
RETRY_AFTER = 5
#: What is limited: whatever the app writes into conversations.
_WRITES = ("chat.", "files.completeUpload")
#: By which the app asks for an address of its WebSocket.
CONNECT = "apps.connections.open"


class Trouble:
    """Which trouble is on; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._on: set[TroubleKey] = set()
        self._answers: Counter[tuple[str, str | None]] = Counter()

    def set(self, key: TroubleKey, *, on: bool) -> None:
        """Switch one on or off; of outages there is one at most."""
        with self._lock:
            if on and key in OUTAGES:
                self._on -= set(OUTAGES)
            self._on = self._on | {key} if on else self._on - {key}
            self._answers.clear()

    def is_on(self, key: TroubleKey) -> bool:
        """Whether that one is on."""
        return key in self._on

    def find_fault(self, method: str, channel: str | None) -> Fault | None:
        """What a call of that method in that channel meets now."""
        with self._lock:
            on = self._on
            if "away" in on and method == CONNECT:
                return Fault(method, "drop_before")
            if "out_of_order" in on:
                return Fault(method, "server_error")
            if "no_answer" in on:
                return Fault(method, "drop_before")
            if not method.startswith(_WRITES):
                return None
            if "rate_limit" in on:
                return Fault(method, "ratelimited", retry_after=RETRY_AFTER)
            if "lost_answer" in on and method.startswith("chat."):
                # Each message loses one answer: a lane sends its messages one by one.
                self._answers[method, channel] += 1
                if self._answers[method, channel] % 2:
                    return Fault(method, "drop_after")
            return None
