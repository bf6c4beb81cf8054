"""Puts the sandbox's parts together into one ASGI application."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from slackapp.sandbox.control import Control
from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.events import Events
from slackapp.sandbox.file_methods import receive_upload, send_download
from slackapp.sandbox.guard import Guard
from slackapp.sandbox.human_api import HumanApi
from slackapp.sandbox.humans import Humans
from slackapp.sandbox.page_events import PageEvents
from slackapp.sandbox.response_urls import ResponseUrls
from slackapp.sandbox.seed import Command
from slackapp.sandbox.socket_mode import SocketHub
from slackapp.sandbox.web_api import WebApi
from slackapp.sandbox.world import World

PAGE_FOLDER = Path(__file__).parent / "page"


@dataclass
class Parts:
    """The parts of one running sandbox, wired to each other."""

    world: World
    ack_timeout: float
    event_retry_delays: tuple[float, ...]
    subscriptions: frozenset[str]
    commands: tuple[Command, ...]
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.sockets = SocketHub(self.world)
        self.delivery = Delivery(
            self.world,
            self.sockets,
            ack_timeout=self.ack_timeout,
            event_retry_delays=self.event_retry_delays,
        )
        self.events = Events(self.world, self.delivery, self.subscriptions)
        self.control = Control(self.world, self.events)
        self.response_urls = ResponseUrls(self.world)
        self.humans = Humans(
            self.world, self.delivery, self.events, self.response_urls, self.commands
        )
        self.page_events = PageEvents(self.world)

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the parts which loop the server runs on."""
        self.events.loop = self.page_events.loop = loop

    def close(self) -> None:
        """End whatever would keep the server from stopping."""
        self.closing.set()
        self.events.close()
        self.page_events.close()


def build_app(parts: Parts) -> Starlette:
    """The application that a server serves."""
    web_api = WebApi(parts.world, parts.sockets, parts.closing)
    human_api = HumanApi(parts.world, parts.humans, parts.control, parts.page_events)

    async def upload(request: Request) -> Response:
        return await receive_upload(request, parts.world)

    async def download(request: Request) -> Response:
        return await send_download(request, parts.world)

    return Starlette(
        routes=[
            Route("/", _index),
            Mount("/page", StaticFiles(directory=PAGE_FOLDER, check_dir=False)),
            Route("/api/{method}", web_api.handle, methods=["POST", "GET"]),
            Route("/upload/v1/{key}", upload, methods=["POST"]),
            Route("/files-pri/{key}/download/{name:path}", download),
            Route("/response/{secret}", parts.response_urls.handle, methods=["POST"]),
            WebSocketRoute("/socket", parts.sockets.endpoint),
            *human_api.routes(),
        ],
        middleware=[Middleware(Guard)],
    )


async def _index(request: Request) -> Response:
    page = PAGE_FOLDER / "index.html"
    if not page.is_file():
        return PlainTextResponse("This installation has no page.", 404)
    return FileResponse(page, headers={"Cache-Control": "no-cache"})
