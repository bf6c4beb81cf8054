"""/sandbox/api: what people do in modals and on the Home, as JSON."""

from __future__ import annotations

import base64
from typing import Any

from starlette.requests import Request

from slackapp.sandbox.actions import read_chosen
from slackapp.sandbox.json_routes import Body, Table, need, tell, tell_options
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.shapes import view_json
from slackapp.sandbox.views import View


class ViewApi:
    """The endpoints; each returns what is to be sent as JSON."""

    def __init__(self, parts: Parts) -> None:
        self._world = parts.world
        self._humans = parts.humans
        self._in_views = parts.in_views
        self._options = parts.options

    def table(self) -> Table:
        """Every verb, path and endpoint."""
        return [
            ("POST", "/files", self.upload),
            ("GET", "/views", self.views),
            ("POST", "/views/home", self.open_home),
            ("POST", "/views/{id}/actions", self.press),
            ("POST", "/views/{id}/options", self.ask),
            ("POST", "/views/{id}/submit", self.submit),
            ("POST", "/views/{id}/close", self.close),
        ]

    async def upload(self, request: Request, body: Body) -> Any:
        """Pick a file for a form; its bytes come in base64."""
        content = base64.b64decode(str(body.get("content") or ""), validate=True)
        return {
            "ok": True,
            "id": self._in_views.upload(need(body, "as"), need(body, "name"), content).id,
        }

    async def views(self, request: Request, body: Body) -> Any:
        """The open modal and the Home of a person, None where there is none."""
        user = self._humans.get_actor(request.query_params.get("as", "")).id
        views = self._world.views
        return {"modal": self._view(views.modal(user)), "home": self._view(views.home(user))}

    def _view(self, view: View | None) -> Body | None:
        if view is None:
            return None
        return view_json(self._world, view) | {"errors": view.errors}

    async def open_home(self, request: Request, body: Body) -> Any:
        """Look at the app's Home."""
        return {"ok": True, "event_id": self._in_views.open_home(need(body, "as"))}

    async def press(self, request: Request, body: Body) -> Any:
        """Use an element of a view."""
        answer = await self._in_views.press(
            need(body, "as"), request.path_params["id"], body.get("values"), **read_chosen(body)
        )
        return tell(answer)

    async def ask(self, request: Request, body: Body) -> Any:
        """Type into an external select."""
        answer = await self._options.ask_in_view(
            need(body, "as"),
            request.path_params["id"],
            need(body, "action_id"),
            str(body.get("query") or ""),
            body.get("block_id"),
        )
        return tell_options(answer)

    async def submit(self, request: Request, body: Body) -> Any:
        """Submit a modal."""
        return tell(
            await self._in_views.submit(
                need(body, "as"), request.path_params["id"], body.get("values") or {}
            )
        )

    async def close(self, request: Request, body: Body) -> Any:
        """Close a modal."""
        return tell(await self._in_views.close(need(body, "as"), request.path_params["id"]))
