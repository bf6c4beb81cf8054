"""POST /response/<secret>: five answers within half an hour to one command or button."""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from slackapp.sandbox.content import Content, check_content
from slackapp.sandbox.deleting import delete_message
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.faults import DROPS
from slackapp.sandbox.state import Message
from slackapp.sandbox.world import World

USES = 5
#: The name by which faults know an answer, which is no method of the Web API.
METHOD = "response_url"
LIFETIME = 30 * 60


@dataclass
class ResponseUrl:
    """Where an answer goes; `original` is the message whose button was pressed."""

    channel: str
    user: str
    original: str | None
    expires_at: float
    uses_left: int = USES


class ResponseUrls:
    """Issues response_urls and carries out what is posted to them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, channel: str, user: str, original: str | None = None) -> str:
        """A new address for answers to `user` in `channel`."""
        secret = secrets.token_urlsafe(18)
        expires_at = self._world.store.clock() + LIFETIME
        with self._lock:
            self._urls[secret] = ResponseUrl(channel, user, original, expires_at)
        return f"{self._world.url}/response/{secret}"

    async def handle(self, request: Request) -> Response:
        """Carry out one answer."""
        try:
            payload = json.loads(await request.body())
        except ValueError:
            payload = None
        now, shown = self._world.store.clock(), payload if isinstance(payload, dict) else {}
        end = self._world.traffic.begin("to_slack", "answer", METHOD, shown, at=now)
        fault = self._world.take_fault(METHOD, None)
        if fault is not None:
            end(status=0 if fault.kind in DROPS else 500)
            if fault.kind in DROPS:
                request.state.transport.abort()
            return PlainTextResponse("Internal Server Error", 500)
        try:
            if not isinstance(payload, dict):
                end(status=400, error="invalid_payload")
                return PlainTextResponse("invalid_payload", 400)
            self._respond(self._use(request.path_params["secret"]), payload)
        except SlackError as error:
            status = 404 if error.error in ("used_url", "expired_url") else 400
            end({"ok": False, "error": error.error}, status=status, error=error.error)
            return JSONResponse({"ok": False, "error": error.error}, status)
        end("ok")
        return PlainTextResponse("ok")

    def _use(self, secret: str) -> ResponseUrl:
        with self._lock:
            url = self._urls.get(secret)
            if url is None or url.expires_at < self._world.store.clock():
                raise SlackError("expired_url")
            if url.uses_left == 0:
                raise SlackError("used_url")
            url.uses_left -= 1
            return url

    def _respond(self, url: ResponseUrl, payload: dict[str, Any]) -> None:
        store = self._world.store
        original = url.original and store.find_message(url.channel, url.original)
        if original and payload.get("delete_original"):
            delete_message(self._world, original)
            return
        content = read_content(self._world, payload)
        if original and payload.get("replace_original"):
            blocks = None if content.blocks is None else tuple(content.blocks)
            edited = original.edited or not blocks
            store.change_message(
                replace(original, text=content.text, blocks=blocks, edited=edited, changed=True)
            )
            return
        post_answer(self._world, url.channel, url.user, payload, content)


def read_content(world: World, payload: dict[str, Any]) -> Content:
    """The text and blocks of an answer; raises SlackError where Slack refuses them."""
    text = payload.get("text") or ""
    content = check_content(str(text), payload.get("blocks"), newer_blocks=world.newer_blocks)
    if not content.text and not content.blocks:
        raise SlackError("no_text")
    return content


def post_answer(
    world: World, channel: str, user: str, payload: dict[str, Any], content: Content
) -> Message:
    """Post an answer of the app: to `user` alone unless it asks for `in_channel`."""
    in_channel = payload.get("response_type") == "in_channel"
    return world.store.post(
        channel,
        world.store.bot_user_id,
        content.text,
        content.blocks,
        # Slack puts nothing into a thread by itself, and nothing that one person alone sees.
        thread_ts=payload.get("thread_ts") if in_channel else None,
        ephemeral_to=None if in_channel else user,
    )
