"""Reactions of people to messages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import Humans
from slackapp.sandbox.methods import Call, method, visible_channel
from slackapp.sandbox.shapes import message_json, permalink
from slackapp.sandbox.state import Channel, Message, Reaction
from slackapp.sandbox.world import World

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


class Reactions:
    """Adds and removes reactions, and tells the app of them where it is a member."""

    def __init__(self, world: World, humans: Humans) -> None:
        self._world = world
        self._humans = humans

    def add(self, user: str, channel_id: str, ts: str, name: str) -> None:
        """React to a message, once with each name."""
        channel, message = self._find(user, channel_id, ts, name)
        users = _users_of(message, name)
        if user in users:
            raise SlackError("already_reacted")
        self._put(message, name, (*users, user))
        self._tell("reaction_added", user, channel, message, name)

    def remove(self, user: str, channel_id: str, ts: str, name: str) -> None:
        """Take one's own reaction away."""
        channel, message = self._find(user, channel_id, ts, name)
        users = _users_of(message, name)
        if user not in users:
            raise SlackError("no_reaction")
        self._put(message, name, tuple(one for one in users if one != user))
        self._tell("reaction_removed", user, channel, message, name)

    def _find(self, user: str, channel_id: str, ts: str, name: str) -> tuple[Channel, Message]:
        channel, message = self._humans.get_message(user, channel_id, ts)
        if message.ephemeral_to is not None:
            raise SlackError("message_not_found")
        if not _NAME.fullmatch(name):
            raise SlackError("invalid_name")
        return channel, message

    def _put(self, message: Message, name: str, users: tuple[str, ...]) -> None:
        """Put these people's reaction in its place, or at the end when it is the first."""
        now = {reaction.name: reaction for reaction in message.reactions}
        now[name] = Reaction(name, users)
        reactions = tuple(reaction for reaction in now.values() if reaction.users)
        self._world.store.change_message(replace(message, reactions=reactions))

    def _tell(self, kind: str, user: str, channel: Channel, message: Message, name: str) -> None:
        event: dict[str, Any] = {
            "type": kind,
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._world.store.new_ts(),
        }
        self._world.tell_app(event, channel)


def _users_of(message: Message, name: str) -> tuple[str, ...]:
    return next((one.users for one in message.reactions if one.name == name), ())


@method("reactions.get", scope="reactions:read")
def reactions_get(call: Call) -> dict[str, Any]:
    """Who has reacted to a message, and with what."""
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = visible_channel(call, call.text("channel"))
    message = call.store.find_message(channel.id, call.text("timestamp"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    shape = message_json(call.store, message) | {"permalink": permalink(call.store, message)}
    return {"type": "message", "channel": channel.id, "message": shape}
