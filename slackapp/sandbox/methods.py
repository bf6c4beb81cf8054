"""What the Web API methods have in common: the registry, arguments, scopes, pages, channels."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.state import Channel, Store
from slackapp.sandbox.tokens import Token
from slackapp.sandbox.world import World

READ_SCOPES = {
    "public": "channels:read",
    "private": "groups:read",
    "im": "im:read",
    "group": "mpim:read",
}


@dataclass(frozen=True)
class Call:
    """One call of a method by a known token."""

    world: World
    token: Token
    args: dict[str, Any]

    @property
    def store(self) -> Store:
        """The workspace."""
        return self.world.store

    def text(self, name: str) -> str:
        """An argument as text; empty when it is not there."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """An argument as a truth value, from JSON or from a form."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def structure(self, name: str, error: str) -> Any:
        """An argument that is JSON inside a form, or already a structure; None when absent."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error) from None

    def check_team(self) -> None:
        """Raise missing_argument where a token is good for many teams, and the call names none."""
        if self.store.is_org_install and self.text("team_id") != self.store.team_id:
            raise SlackError("missing_argument", needed="team_id")

    def check_scope(self, scope: str) -> None:
        """Raise missing_scope unless the token has `scope`."""
        if scope not in self.token.scopes:
            provided = ",".join(sorted(self.token.scopes))
            raise SlackError("missing_scope", needed=scope, provided=provided)


Handler = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """A method, the scope it always needs, and the kinds of token it takes."""

    handler: Handler
    scope: str | None
    tokens: tuple[str, ...]


METHODS: dict[str, Method] = {}


def method(
    name: str, *, scope: str | None = None, tokens: tuple[str, ...] = ("bot", "workflow")
) -> Callable[[Handler], Handler]:
    """Register a function as the Web API method `name`."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(handler, scope, tokens)
        return handler

    return register


def visible_channel(call: Call, channel_id: str) -> Channel:
    """A channel that the app may know of; others do not exist for it."""
    channel = call.store.find_channel(channel_id)
    hidden = channel is None or (
        channel.kind != "public" and call.store.bot_user_id not in channel.member_ids
    )
    if channel is None or hidden:
        raise SlackError("channel_not_found")
    return channel


def page_of(call: Call, items: Sequence[Any], most: int = 1000) -> tuple[list[Any], dict[str, Any]]:
    """The items that `cursor` and `limit` ask for, and the response_metadata to send along."""
    try:
        limit = int(call.text("limit") or most)
    except ValueError:
        raise SlackError("invalid_limit") from None
    if not 0 < limit <= most:
        raise SlackError("invalid_limit")
    start = 0
    if cursor := call.text("cursor"):
        try:
            start = int(base64.b64decode(cursor, validate=True).removeprefix(b"offset:"))
        except ValueError:
            raise SlackError("invalid_cursor") from None
    end = start + limit
    following = base64.b64encode(b"offset:%d" % end).decode() if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": following}}
