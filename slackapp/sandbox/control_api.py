"""/sandbox/api: what tests and visitors do to the workspace from outside, as JSON."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.installed import read_manifest
from slackapp.sandbox.json_routes import Body, Table, need
from slackapp.sandbox.moments import find_moment
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.world import World


class ControlApi:
    """The endpoints; each returns what is to be sent as JSON."""

    def __init__(self, parts: Parts) -> None:
        self._world = parts.world
        self._store = parts.world.store
        self._humans = parts.humans
        self._control = parts.control
        self._jumping = asyncio.Lock()

    def table(self) -> Table:
        """Every verb, path and endpoint."""
        return [
            ("POST", "/clock", self.jump),
            ("POST", "/tour/skip", self.skip),
            ("GET", "/calls", self.calls),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.clear_faults),
            ("POST", "/people", self.put_person),
            ("POST", "/channels", self.add_channel),
            ("POST", "/archive", self.archive),
            ("POST", "/revoke", self.revoke),
            ("POST", "/app", self.install),
            ("GET", "/scopes", self.scopes),
            ("POST", "/scopes", self.set_scope),
        ]

    async def jump(self, request: Request, body: Body) -> Any:
        """Let time pass until a moment that is named by its key, in the person's zone."""
        person = self._humans.get_actor(need(body, "as"))
        let_time_pass = self._world.let_time_pass
        if let_time_pass is None or self._jumping.locked():
            raise SlackError("time_cannot_be_moved_now")
        now = datetime.fromtimestamp(self._store.clock(), UTC)
        try:
            moment = find_moment(need(body, "to"), now=now, zone_name=person.tz or "UTC")
        except KeyError:
            raise SlackError("invalid_arguments", needed="to") from None
        async with self._jumping:
            await run_in_threadpool(let_time_pass, moment)
        return {"ok": True, "now": self._store.clock()}

    async def skip(self, request: Request, body: Body) -> Any:
        """Leave a step of the guided visit out."""
        self._world.tour.skip(need(body, "step"))
        return {"ok": True}

    async def calls(self, request: Request, body: Body) -> Any:
        """The Web API calls so far."""
        calls = self._world.calls(request.query_params.get("method"))
        return {
            "calls": [asdict(call) for call in calls],
            "violations": self._world.rate_limits.violations,
        }

    async def add_fault(self, request: Request, body: Body) -> Any:
        """Arm a fault."""
        details = {key: value for key, value in body.items() if key not in ("method", "kind")}
        self._control.fault(need(body, "method"), need(body, "kind"), **details)
        return {"ok": True}

    async def clear_faults(self, request: Request, body: Body) -> Any:
        """Disarm all faults."""
        self._world.faults.clear()
        return {"ok": True}

    async def put_person(self, request: Request, body: Body) -> Any:
        """Add a person, or change the one whose id is given."""
        known = self._store.find_person(str(body.get("id", "")))
        if known is not None:
            changes = {key: value for key, value in body.items() if key != "id"}
            person = self._control.change_person(known.id, **changes)
        else:
            need(body, "name")
            person = self._control.add_person(**body)
        return {"ok": True, "id": person.id}

    async def add_channel(self, request: Request, body: Body) -> Any:
        """Add a channel."""
        need(body, "name")
        return {"ok": True, "id": self._control.add_channel(**body).id}

    async def archive(self, request: Request, body: Body) -> Any:
        """Archive a channel."""
        self._control.archive(need(body, "channel"))
        return {"ok": True}

    async def revoke(self, request: Request, body: Body) -> Any:
        """Take the app's token away."""
        self._control.revoke(str(body.get("error", "token_revoked")))
        return {"ok": True}

    async def install(self, request: Request, body: Body) -> Any:
        """Install the app anew, by its manifest."""
        self._control.install(read_manifest(body))
        return {"ok": True}

    async def scopes(self, request: Request, body: Body) -> Any:
        """The scopes that the app may be denied, and whether it has them."""
        return {"optional": list_optional_scopes(self._world)}

    async def set_scope(self, request: Request, body: Body) -> Any:
        """Grant or withhold one scope."""
        change = self._control.grant if body.get("granted") else self._control.withhold
        change([need(body, "scope")])
        return {"ok": True}


def list_optional_scopes(world: World) -> list[Body]:
    """The scopes that the app's manifest calls optional, and whether they are granted."""
    granted = world.granted_scopes
    return [
        {"scope": name, "granted": name in granted} for name in sorted(world.app.optional_scopes)
    ]
