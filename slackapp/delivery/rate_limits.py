"""The pace of calls to Slack: pure decisions about when the next one may go.

Slack allows about one chat.postMessage a second and channel, several hundred a minute in a
workspace, and for other methods a number a minute and workspace by their tier.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

#: The time between two posts in one channel.
POST_INTERVAL = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one call an `interval` in the long run, of which `burst` may come at once."""

    interval: timedelta
    burst: int

    @classmethod
    def per_minute(cls, limit: int, *, burst: int) -> Pace:
        """The pace that reaches `limit` calls in no minute, wherever that minute begins.

        The one call to spare is for those that take longer to arrive than others.
        """
        return cls(timedelta(minutes=1) / (limit - 1 - burst), burst)


#: By method, for a whole workspace. Where somebody waits for the answer, the burst is larger.
PACES = {
    "chat.delete": Pace.per_minute(50, burst=10),
    "chat.getPermalink": Pace.per_minute(100, burst=20),
    "chat.postEphemeral": Pace.per_minute(100, burst=20),
    "chat.postMessage": Pace.per_minute(300, burst=10),
    "chat.update": Pace.per_minute(50, burst=10),
    "conversations.history": Pace.per_minute(50, burst=10),
    "conversations.info": Pace.per_minute(50, burst=25),
    "conversations.members": Pace.per_minute(100, burst=20),
    "conversations.open": Pace.per_minute(50, burst=10),
    "files.completeUploadExternal": Pace.per_minute(100, burst=20),
    "files.getUploadURLExternal": Pace.per_minute(100, burst=20),
    "functions.completeSuccess": Pace.per_minute(50, burst=10),
    "usergroups.list": Pace.per_minute(20, burst=5),
    "users.info": Pace.per_minute(100, burst=50),
    "users.list": Pace.per_minute(20, burst=5),
}

#: The method that a kind of outbox message is sent with; an answer to a response_url has none.
METHODS = {
    "post": "chat.postMessage",
    "update": "chat.update",
    "delete": "chat.delete",
    "whisper": "chat.postEphemeral",
    "file": "files.completeUploadExternal",
    "place": "conversations.info",
    # Whether it succeeded or failed: the methods for both are paced alike.
    "function": "functions.completeSuccess",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """When a call may start, and the pace's `next_at` once it has."""

    start_at: datetime
    next_at: datetime


def find_slot(pace: Pace, *, next_at: datetime, now: datetime) -> Slot:
    """The earliest moment at which another call keeps the pace.

    This is the generic cell rate algorithm: `next_at` is when the next call would be due at an
    even pace, and a call may come up to `burst - 1` intervals ahead of it.
    """
    start_at = max(now, next_at - (pace.burst - 1) * pace.interval)
    return Slot(start_at, max(next_at, start_at) + pace.interval)


def hold_until(pace: Pace, until: datetime) -> datetime:
    """The `next_at` with which no call may start before `until`: Slack said how long to wait."""
    return until + (pace.burst - 1) * pace.interval


class Turns:
    """When those that wait for one pace come back: one behind the other, not all at once.

    A turn is no promise, as other processes have turns of their own; it spares looking in vain.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[int, str], datetime] = {}
        self._lock = threading.Lock()

    def give(self, workspace_id: int, method: str, *, start_at: datetime) -> datetime:
        """When the next in line may ask again, where a call now could start at `start_at`."""
        with self._lock:
            last = self._last.get((workspace_id, method))
            turn = start_at if last is None else max(start_at, last + PACES[method].interval)
            self._last[workspace_id, method] = turn
        return turn


def next_send_at(kind: str, *, sent_at: datetime) -> datetime:
    """When a lane may send again after a message of that kind; posts are paced by channel."""
    return sent_at + POST_INTERVAL if kind in ("post", "file") else sent_at
