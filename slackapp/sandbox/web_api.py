"""POST /api/<method>: who calls, may they, are they too fast, and what went wrong on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import replace
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

# Importing a module of methods registers them.
from slackapp.sandbox import (  # noqa: F401
    chat_methods,
    conversation_methods,
    file_methods,
    group_methods,
    people_methods,
    reactions,
    view_methods,
    workflows,
)
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.faults import AFTER, DROPS, PAGE, TIMEOUTS, Fault
from slackapp.sandbox.grants import NOT_LET_IN
from slackapp.sandbox.json_routes import PlainJson
from slackapp.sandbox.methods import METHODS, Call
from slackapp.sandbox.slack import Slack
from slackapp.sandbox.socket_mode import SocketHub
from slackapp.sandbox.tokens import Token
from slackapp.sandbox.world import RecordedCall, World

_PROXY_PAGE = "<!DOCTYPE html><title>Sign in to the network</title>"


class WebApi:
    """Answers Web API calls in each workspace; `closing` ends those that hang on purpose."""

    def __init__(self, slack: Slack, sockets: SocketHub, closing: asyncio.Event) -> None:
        self._slack = slack
        self._sockets = sockets
        self._closing = closing

    async def handle(self, request: Request) -> Response:
        """One call, from the request to its answer."""
        name = request.path_params["method"]
        args = _read_args(request, await request.body())
        value = _read_token(request, args)
        workspace = _Workspace(
            self._slack.find_world(value, args), self._slack, self._sockets, self._closing
        )
        return await workspace.handle(request, name, args, value)


class _Workspace:
    """Answers the calls in one workspace."""

    def __init__(
        self, world: World, slack: Slack, sockets: SocketHub, closing: asyncio.Event
    ) -> None:
        self._world = world
        self._slack = slack
        self._sockets = sockets
        self._closing = closing
        self._started = 0.0

    async def handle(
        self, request: Request, name: str, args: dict[str, Any], value: str
    ) -> Response:
        """One call with the token of that value."""
        self._started = time.monotonic()
        channel = self._channel_key(args)
        held = self._world.rate_limits.held(name, channel, self._world.store.clock())
        fault = None if held else self._world.take_fault(name, channel)
        if fault is not None and fault.kind not in AFTER:
            return await self._suffer(request, fault, name, args)
        token: Token | None = None
        headers: dict[str, str] = {}
        if name == "oauth.v2.access":
            answer = self._slack.access(request, args)
        else:
            token, answer, headers = self._answer(name, args, value, channel, held)
        if fault is not None:
            return await self._suffer(request, fault, name, args)
        status = 429 if answer.get("error") == "ratelimited" else 200
        self._record(name, args, answer, status)
        headers["x-slack-req-id"] = secrets.token_hex(16)
        headers["date"] = formatdate(self._world.store.clock(), usegmt=True)
        if token is not None:
            headers["x-oauth-scopes"] = ",".join(sorted(token.scopes))
        return PlainJson(answer, status, headers)

    def _channel_key(self, args: dict[str, Any]) -> str | None:
        """The channel that limits and faults go by: posts to a person count for their DM."""
        channel = args.get("channel")
        if not isinstance(channel, str):
            return None
        im = self._world.store.find_im(channel, self._world.store.bot_user_id)
        return channel if im is None else im.id

    def _answer(
        self, name: str, args: dict[str, Any], value: str, channel: str | None, held: int | None
    ) -> tuple[Token | None, dict[str, Any], dict[str, str]]:
        token = self._world.store.find_token(value)
        try:
            if name == "api.test":
                return token, {"ok": True, "args": args}, {}
            method = METHODS.get(name)
            if method is None and name != "apps.connections.open":
                raise SlackError("unknown_method", req_method=name)
            if token is not None and name == "auth.teams.list" and token.error == NOT_LET_IN:
                token = replace(token, error=None)
            token = _check_token(token, value, self._world.store.clock())
            wait = held or self._world.rate_limits.check(name, channel, self._world.store.clock())
            if wait is not None:
                return token, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}
            call = Call(self._world, token, args)
            if method is None:
                return token, {"ok": True, "url": self._open_connection(call)}, {}
            if token.kind not in method.tokens:
                raise SlackError("not_allowed_token_type")
            if method.scope is not None:
                call.check_scope(method.scope)
            return token, {"ok": True} | method.handler(call), {}
        except SlackError as error:
            return token, {"ok": False, "error": error.error, **error.extra}, {}

    def _open_connection(self, call: Call) -> str:
        if call.token.kind != "app":
            raise SlackError("not_allowed_token_type")
        call.check_scope("connections:write")
        return self._sockets.issue_url()

    async def _suffer(
        self, request: Request, fault: Fault, name: str, args: dict[str, Any]
    ) -> Response:
        """What a caller who meets `fault` gets to see."""
        if fault.kind == "ratelimited":
            answer = {"ok": False, "error": "ratelimited"}
            now = self._world.store.clock()
            self._world.rate_limits.hold(name, fault.channel, fault.retry_after, now)
            self._record(name, args, answer, 429)
            return JSONResponse(answer, 429, {"Retry-After": str(fault.retry_after)})
        if fault.kind == "server_error":
            self._record(name, args, {}, 500)
            return PlainTextResponse("Internal Server Error", 500)
        if fault.kind.startswith(PAGE):
            status = int(fault.kind.removeprefix(PAGE))
            self._record(name, args, {}, status)
            return HTMLResponse(_PROXY_PAGE, status)
        if fault.kind in TIMEOUTS or fault.kind in DROPS:
            self._record(name, args, {}, 0)
            if fault.kind in TIMEOUTS:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), fault.seconds)
            request.state.transport.abort()
            # The server learns of the lost connection in the next turn of its loop.
            await asyncio.sleep(0.01)
            return Response()
        self._record(name, args, {"ok": False, "error": fault.kind}, 200)
        return JSONResponse({"ok": False, "error": fault.kind})

    def _record(self, name: str, args: dict[str, Any], answer: dict[str, Any], status: int) -> None:
        call = RecordedCall(name, args, self._world.store.clock(), answer, status)
        self._world.record(call, time.monotonic() - self._started)


def _read_args(request: Request, body: bytes) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        with contextlib.suppress(ValueError):
            parsed = json.loads(body)
            args |= parsed if isinstance(parsed, dict) else {}
    else:
        args |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return args


def _read_token(request: Request, args: dict[str, Any]) -> str:
    in_args = str(args.pop("token", ""))
    return request.headers.get("authorization", "").removeprefix("Bearer").strip() or in_args


def _check_token(token: Token | None, value: str, now: float) -> Token:
    if not value:
        raise SlackError("not_authed")
    if token is None:
        raise SlackError("invalid_auth")
    if token.error is not None:
        raise SlackError(token.error)
    if token.expires_at is not None and token.expires_at <= now:
        raise SlackError("token_expired")
    return token
