"""Sends the Events API's events that the app has subscribed to."""

from __future__ import annotations

import asyncio
from typing import Any

from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.payloads import event_payload
from slackapp.sandbox.world import World

DEFAULT_SUBSCRIPTIONS = frozenset({"team_join", "user_change", "app_home_opened"})


class Events:
    """Delivers events in the background; `loop` is the server's, known once it runs."""

    def __init__(self, world: World, delivery: Delivery, subscriptions: frozenset[str]) -> None:
        self._world = world
        self._delivery = delivery
        self._subscriptions = subscriptions
        self._tasks: set[asyncio.Task[Any]] = set()
        self.loop: asyncio.AbstractEventLoop | None = None

    def send(self, event: dict[str, Any]) -> str | None:
        """Send an event and return its id, or None where the app did not subscribe to its type."""
        loop = self.loop
        if loop is None or event["type"] not in self._subscriptions:
            return None
        payload = event_payload(self._world, event)
        loop.call_soon_threadsafe(self._start, payload)
        return str(payload["event_id"])

    def _start(self, payload: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._delivery.deliver_event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Give up on what is still to be delivered."""
        self.loop = None
        for task in self._tasks:
            task.cancel()
