"""Web API methods that post, change and delete messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slackapp.sandbox.content import MAX_TEXT, MAX_UPDATE_TEXT, Content, check_content
from slackapp.sandbox.deleting import delete_message
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.methods import Call, method, visible_channel
from slackapp.sandbox.shapes import message_json, permalink
from slackapp.sandbox.state import Channel, Message


@method("chat.postMessage", scope="chat:write")
def post_message(call: Call) -> dict[str, Any]:
    """Post to a channel, or to a person's direct messages."""
    channel = _writable_channel(call)
    content = _content(call)
    thread_ts = call.text("thread_ts") or None
    if thread_ts is not None and call.store.find_message(channel.id, thread_ts) is None:
        raise SlackError("thread_not_found")
    message = call.store.post(
        channel.id,
        call.store.bot_user_id,
        content.text,
        content.blocks,
        metadata=_metadata(call),
        thread_ts=thread_ts,
        unfurl_links=call.flag("unfurl_links", default=True),
    )
    shape = message_json(call.store, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


@method("chat.postEphemeral", scope="chat:write")
def post_ephemeral(call: Call) -> dict[str, Any]:
    """Show a message to one member of a channel."""
    channel = _writable_channel(call)
    if call.text("user") not in channel.member_ids:
        raise SlackError("user_not_in_channel")
    content = _content(call)
    message = call.store.post(
        channel.id,
        call.store.bot_user_id,
        content.text,
        content.blocks,
        thread_ts=call.text("thread_ts") or None,
        ephemeral_to=call.text("user"),
    )
    return {"message_ts": message.ts}


@method("chat.update", scope="chat:write")
def update(call: Call) -> dict[str, Any]:
    """Change one of the app's own messages; what is not given stays."""
    message = _own_message(call, "cant_update_message")
    content = _content(call, update=True)
    # Where words come without blocks, Slack takes the old blocks away, and says "edited".
    blocks = None if content.blocks is None else tuple(content.blocks) or None
    metadata = _metadata(call) if "metadata" in call.args else message.metadata
    changed = call.store.change_message(
        replace(
            message,
            text=content.text or message.text,
            blocks=blocks,
            metadata=metadata,
            edited=message.edited or not blocks,
            changed=True,
        )
    )
    return {
        "channel": changed.channel,
        "ts": changed.ts,
        "text": changed.text,
        "message": message_json(call.store, changed, metadata=True),
    }


@method("chat.delete", scope="chat:write")
def delete(call: Call) -> dict[str, Any]:
    """Delete one of the app's own messages."""
    message = _own_message(call, "cant_delete_message")
    delete_message(call.world, message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(call: Call) -> dict[str, Any]:
    """The address of a message in a channel that the app may know of."""
    channel = visible_channel(call, call.text("channel"))
    message = call.store.find_message(channel.id, call.text("message_ts"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call.store, message)}


def _writable_channel(call: Call) -> Channel:
    wanted = call.text("channel")
    if wanted[:1] in ("U", "W"):
        person = call.store.find_person(wanted)
        if person is None or person.is_bot or person.is_stranger or person.deleted:
            raise SlackError("channel_not_found")
        wanted = call.store.open_im(person.id, call.store.bot_user_id).id
    channel = visible_channel(call, wanted)
    if channel.kind == "im" and call.world.app.messages_tab == "off":
        raise SlackError("messages_tab_disabled")
    if channel.archived:
        raise SlackError("is_archived")
    is_member = call.store.bot_user_id in channel.member_ids
    if not is_member and "chat:write.public" not in call.token.scopes:
        raise SlackError("not_in_channel")
    return channel


def _own_message(call: Call, refusal: str) -> Message:
    channel = visible_channel(call, call.text("channel"))
    if channel.archived:
        raise SlackError("is_archived")
    message = call.store.find_message(channel.id, call.text("ts"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != call.store.bot_user_id:
        raise SlackError(refusal)
    return message


def _content(call: Call, *, update: bool = False) -> Content:
    content = check_content(
        call.text("text"),
        call.structure("blocks", "invalid_blocks_format"),
        newer_blocks=call.world.newer_blocks,
        longest=MAX_UPDATE_TEXT if update else MAX_TEXT,
    )
    # An update may bring nothing but an empty list of blocks, which takes the old ones away.
    empty = not content.text and not content.blocks
    if empty and not (update and content.blocks is not None):
        raise SlackError("no_text")
    return content


def _metadata(call: Call) -> dict[str, Any] | None:
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}
