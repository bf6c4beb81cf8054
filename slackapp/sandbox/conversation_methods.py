"""Web API methods about conversations and who is in them."""

from __future__ import annotations

from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.methods import READ_SCOPES, Call, method, page_of, visible_channel
from slackapp.sandbox.shapes import channel_json, message_json

KIND_OF_TYPE = {
    "public_channel": "public",
    "private_channel": "private",
    "mpim": "group",
    "im": "im",
}


@method("conversations.info")
def conversations_info(call: Call) -> dict[str, Any]:
    """One conversation."""
    channel = visible_channel(call, call.text("channel"))
    call.check_scope(READ_SCOPES[channel.kind])
    return {"channel": channel_json(call.store, channel)}


@method("conversations.list")
def conversations_list(call: Call) -> dict[str, Any]:
    """The conversations of the types asked for that the app may know of."""
    types = (call.text("types") or "public_channel").split(",")
    if not all(name in KIND_OF_TYPE for name in types):
        raise SlackError("invalid_types")
    kinds = {KIND_OF_TYPE[name] for name in types}
    for kind in sorted(kinds):
        call.check_scope(READ_SCOPES[kind])
    wanted = [
        channel
        for channel in call.store.channels()
        if channel.kind in kinds
        and not (channel.archived and call.flag("exclude_archived"))
        and (channel.kind == "public" or call.store.bot_user_id in channel.member_ids)
    ]
    channels, rest = page_of(call, wanted)
    return {"channels": [channel_json(call.store, channel) for channel in channels]} | rest


@method("conversations.members")
def conversations_members(call: Call) -> dict[str, Any]:
    """The ids of a conversation's members."""
    channel = visible_channel(call, call.text("channel"))
    call.check_scope(READ_SCOPES[channel.kind])
    members, rest = page_of(call, channel.member_ids)
    return {"members": members} | rest


@method("conversations.open", scope="im:write")
def conversations_open(call: Call) -> dict[str, Any]:
    """The direct conversation between the app and one person."""
    users = [user for user in call.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        call.check_scope("mpim:write")
    person = call.store.find_person(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.is_stranger:
        raise SlackError("user_not_visible")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    channel = call.store.open_im(person.id, call.store.bot_user_id)
    if call.flag("return_im"):
        return {"channel": channel_json(call.store, channel)}
    return {"channel": {"id": channel.id}}


@method("conversations.history")
def conversations_history(call: Call) -> dict[str, Any]:
    """A conversation's messages, newest first."""
    channel = visible_channel(call, call.text("channel"))
    call.check_scope(READ_SCOPES[channel.kind].replace(":read", ":history"))
    if call.store.bot_user_id not in channel.member_ids:
        raise SlackError("not_in_channel")
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999"
    inclusive = call.flag("inclusive")
    found = [
        message_json(call.store, message, metadata=call.flag("include_all_metadata"))
        for message in reversed(call.store.messages(channel.id))
        if message.visible_to(None)
        and (
            float(oldest) < float(message.ts) < float(latest)
            or (inclusive and message.ts in (oldest, latest))
        )
    ]
    messages, rest = page_of(call, found)
    more = bool(rest["response_metadata"]["next_cursor"])
    return {"messages": messages, "has_more": more} | rest
