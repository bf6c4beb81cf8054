"""Shortcuts that people choose: global ones at the composer, and those of a message."""

from __future__ import annotations

from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import Answer, Humans
from slackapp.sandbox.installed import ShortcutKind
from slackapp.sandbox.payloads import message_action_payload, shortcut_payload
from slackapp.sandbox.response_urls import ResponseUrls
from slackapp.sandbox.state import Person
from slackapp.sandbox.world import World


class Shortcuts:
    """Runs the shortcuts that the app's manifest declares."""

    def __init__(
        self, world: World, delivery: Delivery, humans: Humans, response_urls: ResponseUrls
    ) -> None:
        self._world = world
        self._delivery = delivery
        self._humans = humans
        self._response_urls = response_urls

    async def run(self, user: str, callback_id: str, channel_id: str | None = None) -> Answer:
        """Choose a global shortcut, while looking at a channel or at none."""
        person = self._check(user, "global", callback_id)
        payload = shortcut_payload(self._world, person, callback_id, channel_id)
        ack = await self._delivery.deliver("interactive", payload)
        return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)

    async def run_on_message(self, user: str, channel_id: str, ts: str, callback_id: str) -> Answer:
        """Choose a shortcut of a message, in a thread or not; ephemeral ones have none."""
        person = self._check(user, "message", callback_id)
        channel, message = self._humans.get_message(user, channel_id, ts)
        if message.ephemeral_to is not None:
            raise SlackError("message_not_found")
        url = self._response_urls.issue(channel.id, user)
        payload = message_action_payload(self._world, person, channel, message, callback_id, url)
        ack = await self._delivery.deliver("interactive", payload)
        return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)

    def _check(self, user: str, kind: ShortcutKind, callback_id: str) -> Person:
        """The person, where the workspace offers them this shortcut."""
        person = self._humans.get_actor(user)
        shortcut = self._world.app.find_shortcut(kind, callback_id)
        if shortcut is None or person.is_stranger or "commands" not in self._world.granted_scopes:
            raise SlackError("shortcut_not_found")
        return person
