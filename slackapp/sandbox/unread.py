"""What is new to somebody in a conversation, and what of it calls for them, as in Slack."""

from __future__ import annotations

import json
import re

from slackapp.sandbox.state import Channel, Message
from slackapp.sandbox.world import World

_BROADCAST = re.compile(r"<!(here|channel|everyone)[|>]")


def count_unread(world: World, channel: Channel, user: str) -> dict[str, int]:
    """All that is new, which makes a name bold, and of that the mentions, which are counted."""
    news = world.store.list_unread(channel.id, user)
    if channel.kind in ("im", "group"):
        return {"unread": len(news), "mentions": len(news)}
    groups = [one.id for one in world.groups.list() if user in one.member_ids]
    return {"unread": len(news), "mentions": sum(_calls(one, user, groups) for one in news)}


def _calls(message: Message, user: str, groups: list[str]) -> bool:
    """Whether a message mentions a person, a group of theirs, or all who are here."""
    if message.ephemeral_to is not None:
        return False
    said = message.text if message.blocks is None else json.dumps(message.blocks)
    ids = "|".join(re.escape(one) for one in (user, *groups))
    return bool(re.search(rf'(<@|<!subteam\^|_id": ")({ids})[|>"]', said)) or bool(
        _BROADCAST.search(said)
    )
