"""The sandbox Slack in a process of its own, with as many workspaces as a benchmark needs.

`python -m bench.slack WORKSPACES CHANNELS PEOPLE` prints one line of JSON, its address and the
workspaces, and serves until it is told to stop. One front stands before all the sandboxes and goes
by the bearer token; `GET /bench?seconds=N` tells what they took and refused.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.load import Team
from slackapp.sandbox.app import build_app
from slackapp.sandbox.http_server import HOST, LocalServer, listen
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.slack import Slack
from slackapp.sandbox.world import World

_POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One sandbox, as the app gets to know it."""

    team: Team
    bot_token: str
    app_token: str


class Front:
    """Every sandbox's application behind one address, each for whoever bears its token."""

    def __init__(self, worlds: list[World]) -> None:
        self._worlds = worlds
        parts = [Parts(world, 3.0, ()) for world in worlds]
        self._parts = parts
        self._apps: dict[str, ASGIApp] = {}
        for world, own in zip(worlds, parts, strict=True):
            app = build_app(Slack(own))
            self._apps |= {world.bot_token: app, world.app_token: app}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one without a token goes to the first sandbox."""
        if scope["type"] == "http" and scope["path"] == "/bench":
            seconds = float(Request(scope).query_params["seconds"])
            await JSONResponse(self._report(seconds))(scope, receive, send)
            return
        token = Headers(scope=scope).get("authorization", "").removeprefix("Bearer ")
        first = next(iter(self._apps.values()))
        await self._apps.get(token, first)(scope, receive, send)

    def open(self) -> None:
        """Tell the sandboxes which loop they run on."""
        for own in self._parts:
            own.open(asyncio.get_running_loop())

    def close(self) -> None:
        """End whatever would keep the server from stopping."""
        for own in self._parts:
            own.close()

    def _report(self, seconds: float) -> dict[str, float]:
        """What came in the first so many seconds from the first post on."""
        calls = [call for world in self._worlds for call in world.calls()]
        posted = [one.time for one in calls if one.method == _POST and one.response.get("ok")]
        end = min(posted, default=0.0) + seconds
        return {
            "posts": sum(1 for at in posted if at < end),
            "too_many": sum(1 for one in calls if one.status == 429),
            "violations": sum(world.rate_limits.violations for world in self._worlds),
        }


def main(workspaces: int, channels: int, people: int) -> None:
    """Make the workspaces and serve them."""
    sandboxes = [Sandbox(subscriptions=frozenset()) for _ in range(workspaces)]
    listener = listen(0)
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    for sandbox in sandboxes:
        sandbox.world.url = url
    front = Front([sandbox.world for sandbox in sandboxes])
    server = LocalServer(front, front.open, front.close)
    made = [_fill(sandbox, number, channels, people) for number, sandbox in enumerate(sandboxes)]
    print(json.dumps({"url": url, "workspaces": [asdict(one) for one in made]}), flush=True)
    server.run([listener])


def _fill(sandbox: Sandbox, number: int, channels: int, people: int) -> Workspace:
    givers = [sandbox.add_person(f"person{one}") for one in range(people)]
    places = [sandbox.add_channel(f"bench-{one}", members=givers) for one in range(channels)]
    # All sandboxes have the same seed; the app's own token belongs to the first.
    slack_team_id = sandbox.team_id if number == 0 else f"T0BENCH{number:02}"
    team = Team(sandbox.signing_secret, slack_team_id, givers, places)
    return Workspace(team, sandbox.bot_token, sandbox.app_token)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
