"""Files in Slack's three steps: ask where to upload, send the bytes there, share them."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from slackapp.sandbox.content import check_content
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.faults import DROPS, TIMEOUTS
from slackapp.sandbox.methods import Call, method, visible_channel
from slackapp.sandbox.state import File
from slackapp.sandbox.world import RecordedCall, World

#: Slack's own pattern: a person's id is no channel here, unlike in chat.postMessage.
_CHANNEL = re.compile(r"[CGDZ][A-Z0-9]{8,}")
#: The names by which faults know the upload and the download, which are no methods of the Web API.
UPLOAD = "files.upload_bytes"
DOWNLOAD = "files.download_bytes"


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
    fault = world.take_fault(UPLOAD, None)
    file = world.store.find_upload(request.path_params["key"])
    told = {"name": file.name if file else "", "bytes": len(content)}
    end = world.traffic.begin("to_slack", "file", UPLOAD, told, at=world.store.clock())
    if fault is not None and fault.kind in DROPS:
        end(status=0)
        request.state.transport.abort()
        return PlainTextResponse("")
    status, answer = 200, f"OK - {len(content)}"
    if fault is not None:
        status, answer = 500, "Internal Server Error"
    elif file is None:
        status, answer = 404, "not found"
    elif len(content) != file.size:
        status, answer = 400, "the length is not the one that was told"
    else:
        world.store.put_file(replace(file, content=content))
    end(answer, status=status)
    return PlainTextResponse(answer, status)


async def send_download(request: Request, world: World) -> Response:
    """A file's bytes, for a token that may read files; any other caller is sent to sign in."""
    fault = world.take_fault(DOWNLOAD, None)
    token = world.store.find_token(
        request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    )
    file = world.store.find_download(request.path_params["key"])
    status = 200
    if fault is not None and fault.kind in TIMEOUTS:
        await asyncio.sleep(fault.seconds)
    if fault is not None and fault.kind in DROPS:
        request.state.transport.abort()
    if fault is not None and fault.kind == "server_error":
        status = 500
    elif token is None or token.error is not None or "files:read" not in token.scopes:
        status = 302
    elif file is None or file.content is None:
        status = 404
    args = {"key": request.path_params["key"]}
    world.record(RecordedCall(DOWNLOAD, args, world.store.clock(), {}, status))
    if status == 302:
        return RedirectResponse(f"{world.url}/?redir=files", 302)
    if status != 200 or file is None:
        return PlainTextResponse("no file for you", status)
    return Response(file.content, media_type="application/octet-stream")


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
