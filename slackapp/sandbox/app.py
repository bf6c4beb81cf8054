"""Puts the sandbox's parts together into one ASGI application."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from slackapp.sandbox.file_methods import receive_upload, send_download
from slackapp.sandbox.guard import Guard
from slackapp.sandbox.human_api import HumanApi
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.web_api import WebApi

PAGE_FOLDER = Path(__file__).parent / "page"


def build_app(parts: Parts) -> Starlette:
    """The application that a server serves."""
    web_api = WebApi(parts.world, parts.sockets, parts.closing)
    human_api = HumanApi(parts)

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
