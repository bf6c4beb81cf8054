"""The parts of one running sandbox, wired to each other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from slackapp.sandbox.control import Control
from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.events import Events
from slackapp.sandbox.humans import Humans
from slackapp.sandbox.in_views import InViews
from slackapp.sandbox.options import Options
from slackapp.sandbox.page_events import PageEvents
from slackapp.sandbox.reactions import Reactions
from slackapp.sandbox.response_urls import ResponseUrls
from slackapp.sandbox.shortcuts import Shortcuts
from slackapp.sandbox.socket_mode import SocketHub
from slackapp.sandbox.traffic_events import TrafficEvents
from slackapp.sandbox.trouble import TroubleKey
from slackapp.sandbox.workflows import Workflows
from slackapp.sandbox.world import World


@dataclass
class Parts:
    """The parts; `open` and `close` are called on the server's event loop."""

    world: World
    ack_timeout: float
    event_retry_delays: tuple[float, ...]
    #: The app's connections: those of the first workspace serve all.
    shared_sockets: SocketHub | None = None
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.sockets = self.shared_sockets or SocketHub(self.world)
        self.delivery = Delivery(
            self.world,
            self.sockets,
            ack_timeout=self.ack_timeout,
            event_retry_delays=self.event_retry_delays,
        )
        self.events = Events(self.world, self.delivery)
        self.world.tell_app = self.events.send
        self.control = Control(self.world, self.events.send_in_turn)
        self.response_urls = ResponseUrls(self.world)
        self.humans = Humans(self.world, self.delivery, self.response_urls)
        self.in_views = InViews(self.world, self.delivery, self.humans, self.response_urls)
        self.shortcuts = Shortcuts(self.world, self.delivery, self.humans, self.response_urls)
        self.reactions = Reactions(self.world, self.humans)
        self.workflows = Workflows(self.world, self.humans)
        self.options = Options(self.world, self.delivery, self.humans)
        self.page_events = PageEvents(self.world)
        self.traffic_events = TrafficEvents(self.world.traffic)

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the parts which loop the server runs on."""
        self.events.loop = self.page_events.loop = self.traffic_events.loop = loop

    async def switch(self, key: TroubleKey, *, on: bool) -> None:
        """Switch a trouble on or off, with all that goes with it."""
        world = self.world
        world.trouble.set(key, on=on)
        if key == "away" and on:
            await self.sockets.disconnect(None)
        elif key == "rate_limit" and not on:
            world.rate_limits.release()
        elif key == "revoked":
            await run_in_threadpool(self._set_revoked, on)
        self.traffic_events.tell()

    def _set_revoked(self, on: bool) -> None:
        world = self.world
        token = world.store.find_token(world.bot_token)
        if token is None:
            return
        if on:
            world.store.revoke(token.value, "token_revoked")
        elif token.error == "token_revoked":
            world.store.restore(token.value)
            if world.start_anew is not None:
                world.start_anew()

    def close(self) -> None:
        """End whatever would keep the server from stopping."""
        self.closing.set()
        self.events.close()
        self.page_events.close()
        self.traffic_events.close()
