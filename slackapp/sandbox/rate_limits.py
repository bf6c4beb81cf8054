"""Slack's rate limits as data, and the counting that decides who gets a 429."""

from __future__ import annotations

import math
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

TIER_2, TIER_3, TIER_4 = 20, 50, 100
MINUTE = 60.0
#: Holds apply to a method in the whole workspace, or in one channel.
Key = tuple[str, str | None]


@dataclass(frozen=True)
class Limits:
    """How much an app may call; a method without an entry is not limited."""

    per_minute: Mapping[str, int] = field(
        default_factory=lambda: {
            "users.list": TIER_2,
            "conversations.list": TIER_2,
            "conversations.info": TIER_3,
            "conversations.open": TIER_3,
            "conversations.history": TIER_3,
            "chat.getPermalink": TIER_4,
            "chat.update": TIER_3,
            "chat.delete": TIER_3,
            "reactions.get": TIER_3,
            "functions.completeSuccess": TIER_3,
            "functions.completeError": TIER_3,
            "usergroups.list": TIER_2,
            "usergroups.users.list": TIER_2,
            "team.info": TIER_3,
            "auth.teams.list": TIER_2,
            "migration.exchange": TIER_2,
            "conversations.members": TIER_4,
            "users.info": TIER_4,
            "chat.postEphemeral": TIER_4,
            "files.getUploadURLExternal": TIER_4,
            "files.completeUploadExternal": TIER_4,
            "views.open": TIER_4,
            "views.push": TIER_4,
            "views.update": TIER_4,
            "views.publish": TIER_4,
        }
    )
    posts_per_second_and_channel: float = 1.0
    post_burst: int = 2
    posts_per_second: int = 20


#: For what is told of the past, where months go by in a second.
NO_LIMITS = Limits(per_minute={}, post_burst=1_000_000, posts_per_second=1_000_000)


class RateLimits:
    """Counts calls; `now` is the workspace's time in seconds, handed in by the caller."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        #: Calls made while a Retry-After was still running: a well-behaved app makes none.
        self.violations = 0
        self._lock = threading.Lock()
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._buckets: dict[str, tuple[float, float]] = {}
        self._holds: dict[Key, float] = {}

    def held(self, method: str, channel: str | None, now: float) -> int | None:
        """The whole seconds still to wait after an earlier 429; a call that meets any is noted."""
        with self._lock:
            keys: tuple[Key, ...] = ((method, None), (method, channel))
            held_until = max(self._holds.get(key, 0.0) for key in keys)
            if held_until <= now:
                return None
            self.violations += 1
            return _whole_seconds(held_until - now)

    def check(self, method: str, channel: str | None, now: float) -> int | None:
        """Count a call: None when it may pass, else the whole seconds to wait."""
        with self._lock:
            if method == "chat.postMessage":
                return self._check_post(channel or "", now)
            if method not in self.limits.per_minute:
                return None
            return self._check_window(method, self.limits.per_minute[method], MINUTE, now)

    def hold(self, method: str, channel: str | None, seconds: int, now: float) -> None:
        """Refuse a method from now on for `seconds`, as an injected 429 does."""
        with self._lock:
            self._holds[method, channel] = now + seconds

    def release(self) -> None:
        """Let nobody have to wait any more."""
        with self._lock:
            self._holds.clear()

    def _check_post(self, channel: str, now: float) -> int | None:
        limits = self.limits
        tokens, then = self._buckets.get(channel, (float(limits.post_burst), now))
        tokens += (now - then) * limits.posts_per_second_and_channel
        tokens = min(tokens, float(limits.post_burst))
        if tokens < 1:
            wait = _whole_seconds((1 - tokens) / limits.posts_per_second_and_channel)
            self._holds["chat.postMessage", channel] = now + wait
            return wait
        wait_for_all = self._check_window("chat.postMessage", limits.posts_per_second, 1.0, now)
        if wait_for_all is None:
            self._buckets[channel] = (tokens - 1, now)
        return wait_for_all

    def _check_window(self, method: str, most: int, window: float, now: float) -> int | None:
        calls = self._calls[method]
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) < most:
            calls.append(now)
            return None
        wait = _whole_seconds(calls[0] + window - now)
        self._holds[method, None] = now + wait
        return wait


def _whole_seconds(seconds: float) -> int:
    return max(1, math.ceil(seconds))
