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
from slackapp.sandbox.slack import Slack
from slackapp.sandbox.web_api import WebApi

#: Where what is of one workspace alone begins, for all but the first.
FOLDER = "/workspaces/"
PAGE_FOLDER = Path(__file__).parent / "page"


def build_app(slack: Slack) -> Starlette:
    """The application that a server serves; further workspaces are added by `add_routes`."""
    [parts] = slack.workspaces
    web_api = WebApi(slack, parts.sockets, parts.closing)
    human_api = HumanApi(parts)
    return Starlette(
        routes=[
            Route("/", _index),
            Mount("/page", StaticFiles(directory=PAGE_FOLDER, check_dir=False)),
            Route("/api/{method}", web_api.handle, methods=["POST", "GET"]),
            Route("/oauth/v2/authorize", slack.ask),
            Route("/oauth/v2/decide", slack.decide),
            *_build_routes(parts),
            WebSocketRoute("/socket", parts.sockets.endpoint),
            *human_api.routes(),
        ],
        middleware=[Middleware(Guard)],
    )


def add_routes(app: Starlette, parts: Parts) -> None:
    """Serve what is of one further workspace alone, at its own address."""
    prefix = f"{FOLDER}{parts.world.store.team_id}"
    app.router.routes.append(Mount(prefix, routes=_build_routes(parts)))


def _build_routes(parts: Parts) -> list[Route]:
    async def upload(request: Request) -> Response:
        return await receive_upload(request, parts.world)

    async def download(request: Request) -> Response:
        return await send_download(request, parts.world)

    return [
        Route("/upload/v1/{key}", upload, methods=["POST"]),
        Route("/files-pri/{key}/download/{name:path}", download),
        Route("/response/{secret}", parts.response_urls.handle, methods=["POST"]),
    ]


async def _index(request: Request) -> Response:
    page = PAGE_FOLDER / "index.html"
    if not page.is_file():
        return PlainTextResponse("This installation has no page.", 404)
    return FileResponse(page, headers={"Cache-Control": "no-cache"})
