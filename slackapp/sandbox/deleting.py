"""Deleting a message, whoever does it, and telling the app that reads along."""

from __future__ import annotations

from dataclasses import replace

from slackapp.sandbox.shapes import CHANNEL_TYPES, message_json
from slackapp.sandbox.state import Message
from slackapp.sandbox.world import World


def delete_message(world: World, message: Message) -> None:
    """Let a message be gone for everybody."""
    store = world.store
    previous = message_json(store, message)
    store.change_message(replace(message, deleted=True))
    channel = store.find_channel(message.channel)
    if channel is None or message.ephemeral_to is not None:
        return
    stamp = store.new_ts()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "ts": stamp,
        "event_ts": stamp,
        "deleted_ts": message.ts,
        "previous_message": previous,
    }
    world.tell_app(event, channel)
