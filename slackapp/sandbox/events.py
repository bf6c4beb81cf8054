"""Sends the Events API's events that the app has subscribed to."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.payloads import event_payload
from slackapp.sandbox.state import Channel
from slackapp.sandbox.world import World

#: How subscriptions and scopes call the messages of each kind of channel.
MESSAGE_KINDS = {
    "public": ("message.channels", "channels:history"),
    "private": ("message.groups", "groups:history"),
    "im": ("message.im", "im:history"),
    "group": ("message.mpim", "mpim:history"),
}
#: The scope without which Slack sends no event of that type.
SCOPES = {
    "team_join": "users:read",
    "user_change": "users:read",
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_created": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
}


class Events:
    """Delivers events in the background; `loop` is the server's, known once it runs."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery
        self._tasks: set[asyncio.Task[Any]] = set()
        self.loop: asyncio.AbstractEventLoop | None = None

    def send(self, event: dict[str, Any], channel: Channel | None = None) -> str | None:
        """Send an event and return its id, or None where the app is to hear nothing of it.

        It hears of what it has subscribed to and has the scope for, and, of what happens in a
        channel, where it is a member.
        """
        loop = self.loop
        if loop is None or not self._is_wanted(event["type"], channel):
            return None
        payload = event_payload(self._world, event)
        loop.call_soon_threadsafe(self._start, payload)
        return str(payload["event_id"])

    def send_in_turn(self, *events: dict[str, Any]) -> None:
        """Send events of no channel, each once the one before was acknowledged or given up."""
        payloads = [
            event_payload(self._world, one) for one in events if self._is_wanted(one["type"], None)
        ]
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._run, self._deliver_in_turn(payloads))

    async def _deliver_in_turn(self, payloads: list[dict[str, Any]]) -> None:
        for payload in payloads:
            await self._delivery.deliver_event(payload)

    def _is_wanted(self, kind: str, channel: Channel | None) -> bool:
        subscription, scope = kind, SCOPES.get(kind)
        if channel is not None:
            if self._world.store.bot_user_id not in channel.member_ids:
                return False
            if kind == "message":
                subscription, scope = MESSAGE_KINDS[channel.kind]
        is_granted = scope is None or scope in self._world.granted_scopes
        return is_granted and subscription in self._world.app.subscriptions

    def _start(self, payload: dict[str, Any]) -> None:
        self._run(self._delivery.deliver_event(payload))

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Give up on what is still to be delivered."""
        self.loop = None
        for task in self._tasks:
            task.cancel()
