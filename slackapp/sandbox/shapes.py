"""People, channels, messages and views as Slack's JSON spells them."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slackapp.sandbox.state import Channel, File, Message, Person, Store
from slackapp.sandbox.views import View
from slackapp.sandbox.world import World

#: What events call the kinds of channels.
CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "group": "mpim"}


def user_json(store: Store, person: Person) -> dict[str, Any]:
    """A user object of users.list and users.info."""
    offset, label = _zone_of(store, person)
    user: dict[str, Any] = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "color": person.color,
        "tz": person.tz,
        "tz_label": label,
        "tz_offset": offset,
        "profile": {
            "title": person.title,
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "display_name": person.display_name,
            "display_name_normalized": person.display_name,
            "team": person.team_id,
        },
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted or person.is_ultra_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_email_confirmed": True,
        "updated": person.updated,
        "who_can_share_contact_card": "EVERYONE",
    }
    if person.is_stranger:
        user["is_stranger"] = True
    if person.is_app:
        user["profile"] |= {"api_app_id": store.app_id, "bot_id": store.bot_id}
    return {**user, **person.oddities}


def _zone_of(store: Store, person: Person) -> tuple[int, str | None]:
    """The present offset in seconds, and what people call it."""
    try:
        here = datetime.fromtimestamp(store.clock(), ZoneInfo(person.tz or "no name"))
    except (ZoneInfoNotFoundError, OSError):
        return person.tz_offset, None
    offset = here.utcoffset()
    return int(offset.total_seconds()) if offset else 0, here.tzname()


def channel_json(store: Store, channel: Channel) -> dict[str, Any]:
    """A conversation object as the app sees it."""
    common: dict[str, Any] = {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": store.team_id,
    }
    if channel.kind == "im":
        other = next(user for user in channel.member_ids if user != store.bot_user_id)
        return common | {"user": other, "is_open": True}
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_mpim": channel.kind == "group",
        "is_private": channel.kind != "public",
        "is_general": channel.is_general,
        "is_member": store.bot_user_id in channel.member_ids,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "creator": channel.member_ids[0] if channel.member_ids else store.bot_user_id,
        "num_members": len(channel.member_ids),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        **dict.fromkeys(channel.sharing, True),
    }


def message_json(store: Store, message: Message, *, metadata: bool = False) -> dict[str, Any]:
    """A message object; its metadata only where the caller asked for it."""
    shape: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": store.team_id,
    }
    if message.user == store.bot_user_id:
        shape |= {"bot_id": store.bot_id, "app_id": store.app_id}
    else:
        shape["client_msg_id"] = str(uuid5(NAMESPACE_OID, message.channel + message.ts))
    if message.blocks is not None:
        shape["blocks"] = list(message.blocks)
    if message.thread_ts is not None:
        shape["thread_ts"] = message.thread_ts
    if message.edited:
        shape["edited"] = {"user": message.user, "ts": message.ts}
    if message.reactions:
        shape["reactions"] = [
            {"name": one.name, "users": list(one.users), "count": len(one.users)}
            for one in message.reactions
        ]
    if message.file_ids:
        shape["subtype"] = "file_share"
        shape["files"] = [file_json(file) for file in store.files_of(message)]
    if metadata and message.metadata is not None:
        shape["metadata"] = message.metadata
    return shape


def permalink(store: Store, message: Message) -> str:
    """The address of a message; one in a thread names the thread."""
    place = f"https://{store.team_domain}.slack.com/archives/{message.channel}"
    link = f"{place}/p{message.ts.replace('.', '')}"
    if message.thread_ts in (None, message.ts):
        return link
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}"


def file_json(file: File) -> dict[str, Any]:
    """A file object."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": file.size,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
    }


def upload_json(world: World, file: File) -> dict[str, Any]:
    """A file that somebody uploaded in a form, with the address where the app may have it."""
    place = f"{world.url}/files-pri/{file.upload_key}"
    return file_json(file) | {
        "user": file.owner_id,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": f"{place}/{quote(file.name)}",
        "url_private_download": f"{place}/download/{quote(file.name)}",
    }


def view_json(world: World, view: View) -> dict[str, Any]:
    """A view object, with what its inputs hold."""
    store, content = world.store, view.content
    return {
        "id": view.id,
        "team_id": store.team_id,
        "type": content["type"],
        "blocks": view.blocks,
        "private_metadata": content.get("private_metadata") or "",
        "callback_id": content.get("callback_id") or "",
        "state": {"values": view.state},
        "hash": view.hash,
        # A Home has no title to show, and Slack says this one.
        "title": content.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": bool(content.get("clear_on_close")),
        "notify_on_close": bool(content.get("notify_on_close")),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": store.app_id,
        "external_id": content.get("external_id") or "",
        "app_installed_team_id": store.team_id,
        "bot_id": store.bot_id,
    }
