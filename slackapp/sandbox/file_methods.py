"""Files in Slack's three steps: ask where to upload, send the bytes there, share them."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from slackapp.sandbox.content import check_content
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.faults import DROPS
from slackapp.sandbox.methods import Call, method, visible_channel
from slackapp.sandbox.state import File
from slackapp.sandbox.world import World

#: Slack's own pattern: a person's id is no channel here, unlike in chat.postMessage.
_CHANNEL = re.compile(r"[CGDZ][A-Z0-9]{8,}")
#: The name by which faults know the upload itself, which is no method of the Web API.
UPLOAD = "files.upload_bytes"


@method("files.getUploadURLExternal", scope="files:write")
def get_upload_url(call: Call) -> dict[str, Any]:
    """Where to send the bytes of a file of that name and length."""
    name, length = call.text("filename"), call.text("length")
    if not name or not (length.isdecimal() and int(length)):
        raise SlackError("invalid_arguments")
    file = File(
        id=call.store.new_id("F"),
        name=name,
        title=name,
        size=int(length),
        upload_key=secrets.token_hex(16),
    )
    call.store.put_file(file)
    return {"upload_url": f"{call.world.url}/upload/v1/{file.upload_key}", "file_id": file.id}


async def receive_upload(request: Request, world: World) -> Response:
    """Take a file's bytes; the random address is the permission."""
    content = await request.body()
    fault = world.faults.take(UPLOAD, None)
    if fault is not None:
        if fault.kind in DROPS:
            request.state.transport.abort()
        return PlainTextResponse("Internal Server Error", 500)
    file = world.store.find_upload(request.path_params["key"])
    if file is None:
        return PlainTextResponse("not found", 404)
    if len(content) != file.size:
        return PlainTextResponse("the length is not the one that was told", 400)
    world.store.put_file(replace(file, content=content))
    return PlainTextResponse(f"OK - {len(content)}")


@method("files.completeUploadExternal", scope="files:write")
def complete_upload(call: Call) -> dict[str, Any]:
    """Share uploaded files in a channel that the app is in; each can be shared once."""
    wanted = call.structure("files", "invalid_arguments")
    channel_id = call.text("channel_id")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments")
    if not _CHANNEL.fullmatch(channel_id):
        raise SlackError("invalid_arguments", needed="channel_id")
    channel = visible_channel(call, channel_id)
    if channel.archived:
        raise SlackError("is_archived")
    if call.store.bot_user_id not in channel.member_ids:
        raise SlackError("not_in_channel")
    files = [_find_uploaded(call, one) for one in wanted]
    comment = call.text("initial_comment")
    content = check_content(comment, None, newer_blocks=True)
    for file in files:
        call.store.put_file(file)
    call.store.post(
        channel.id,
        call.store.bot_user_id,
        content.text,
        thread_ts=call.text("thread_ts") or None,
        file_ids=[file.id for file in files],
    )
    # Slack shares them a moment later, so that its answer cannot name the message.
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _find_uploaded(call: Call, wanted: Any) -> File:
    if not isinstance(wanted, dict):
        raise SlackError("invalid_arguments")
    file = call.store.find_file(str(wanted.get("id")))
    if file is None or file.content is None or file.is_shared:
        raise SlackError("file_not_found")
    return replace(file, title=str(wanted.get("title") or file.name), is_shared=True)
