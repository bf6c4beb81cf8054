"""/sandbox/api: what Slack and the app say to each other, and trouble to be switched on."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.json_routes import Body, Table, need
from slackapp.sandbox.masks import hide_secrets
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.traffic import Exchange
from slackapp.sandbox.traffic_tests import write_test
from slackapp.sandbox.traffic_words import describe, describe_outcome
from slackapp.sandbox.trouble import KEYS


class InspectorApi:
    """The endpoints; each returns what is to be sent as JSON."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._world = parts.world
        self._traffic = parts.world.traffic

    def table(self) -> Table:
        """Every verb, path and endpoint."""
        return [
            ("GET", "/traffic", self.list),
            ("DELETE", "/traffic", self.clear),
            ("GET", "/traffic/events", self.events),
            ("GET", "/traffic/{number:int}", self.show),
            ("GET", "/trouble", self.trouble),
            ("POST", "/trouble", self.set_trouble),
        ]

    async def list(self, request: Request, body: Body) -> Any:
        """What is new since a revision, in words, and the number of the oldest that is kept."""
        since = int(request.query_params.get("after") or 0)
        exchanges = self._traffic.since(since)
        return {
            "exchanges": [self._tell(one) for one in exchanges],
            "revision": max((one.revision for one in exchanges), default=since),
            "oldest": self._traffic.oldest,
        }

    def _tell(self, exchange: Exchange) -> Body:
        seconds = exchange.seconds
        return {
            "number": exchange.number,
            "direction": exchange.direction,
            "kind": exchange.kind,
            "name": exchange.name,
            "words": self._hide(describe(self._world, exchange)),
            "outcome": describe_outcome(exchange),
            "trouble": exchange.is_trouble,
            "at": exchange.at,
            "ms": None if seconds is None else round(seconds * 1000),
            "revision": exchange.revision,
        }

    def _hide(self, value: Any) -> Any:
        world = self._world
        secrets = (world.signing_secret, world.verification_token, world.app_token, world.bot_token)
        return hide_secrets(value, secrets)

    async def show(self, request: Request, body: Body) -> Any:
        """One exchange as a whole, with secrets masked, and a test that says the same."""
        exchange = self._traffic.find(request.path_params["number"])
        if exchange is None:
            raise SlackError("not_found")
        test = write_test(self._world, exchange, self._traffic.before(exchange.number))
        return {
            **self._tell(exchange),
            "request": self._hide(exchange.request),
            "answer": self._hide(exchange.answer),
            "status": exchange.status,
            "error": exchange.error,
            "retry": exchange.retry,
            "test": self._hide(test),
        }

    async def events(self, request: Request, body: Body) -> Any:
        """The stream that tells a page to look what is new."""
        return StreamingResponse(
            self._parts.traffic_events.stream(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    async def clear(self, request: Request, body: Body) -> Any:
        """Forget what was said."""
        self._traffic.clear()
        return {"ok": True}

    async def trouble(self, request: Request, body: Body) -> Any:
        """Which trouble is on, and what waits for its end: messages of the app, and events."""
        waiting = self._world.count_waiting
        return {
            "on": [key for key in KEYS if self._world.trouble.is_on(key)],
            "waiting": None if waiting is None else await run_in_threadpool(waiting),
            "held": self._parts.delivery.held,
        }

    async def set_trouble(self, request: Request, body: Body) -> Any:
        """Switch a trouble on or off."""
        key = need(body, "key")
        for known in KEYS:
            if known == key:
                await self._parts.switch(known, on=bool(body.get("on")))
                return await self.trouble(request, body)
        raise SlackError("invalid_arguments", needed="key")
