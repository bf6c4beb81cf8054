"""/sandbox/api: what people do, as JSON, for the page and for tests in other processes."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from slackapp.sandbox.control import Control
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import Humans, may_see
from slackapp.sandbox.moments import find_moment, list_moments
from slackapp.sandbox.page_events import PageEvents
from slackapp.sandbox.shapes import file_json, view_json
from slackapp.sandbox.state import SLACKBOT_ID, Channel, Message, Person
from slackapp.sandbox.views import View
from slackapp.sandbox.world import World

Body = dict[str, Any]
Endpoint = Callable[[Request, Body], Awaitable[Any]]
CHOSEN = ("block_id", "action_id", "value", "selected_user", "selected_option")


class HumanApi:
    """The endpoints; each returns what is to be sent as JSON."""

    def __init__(
        self, world: World, humans: Humans, control: Control, page_events: PageEvents
    ) -> None:
        self._world = world
        self._store = world.store
        self._humans = humans
        self._control = control
        self._page_events = page_events
        self._jumping = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Every route, below /sandbox/api."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/boot", self.boot),
            ("GET", "/conversations", self.conversations),
            ("POST", "/conversations/open", self.open_im),
            ("GET", "/conversations/{id}/messages", self.read),
            ("POST", "/conversations/{id}/messages", self.say),
            ("POST", "/conversations/{id}/invite_app", self.invite_app),
            ("GET", "/conversations/{id}/files/{file}", self.download),
            ("POST", "/commands", self.command),
            ("POST", "/actions", self.press),
            ("POST", "/files", self.upload),
            ("GET", "/views", self.views),
            ("POST", "/views/home", self.open_home),
            ("POST", "/views/{id}/actions", self.press_in_view),
            ("POST", "/views/{id}/submit", self.submit),
            ("POST", "/views/{id}/close", self.close_view),
            ("POST", "/clock", self.jump),
            ("GET", "/calls", self.calls),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.clear_faults),
            ("POST", "/people", self.put_person),
            ("POST", "/channels", self.add_channel),
            ("POST", "/archive", self.archive),
            ("POST", "/revoke", self.revoke),
        ]
        routes = [
            Route(f"/sandbox/api{path}", _as_json(endpoint), methods=[verb])
            for verb, path, endpoint in table
        ]
        return [*routes, Route("/sandbox/api/events", self.events)]

    # Looking

    async def boot(self, request: Request, body: Body) -> Any:
        """Everything that a page needs once."""
        store = self._store
        return {
            "workspace": {
                "id": store.team_id,
                "name": store.team_name,
                "domain": store.team_domain,
            },
            "people": [_person(person) for person in store.people()],
            "commands": [asdict(command) for command in self._humans.commands],
        }

    async def conversations(self, request: Request, body: Body) -> Any:
        """The conversations that a person can see, what time it is, and where one may jump to."""
        person = self._humans.get_actor(request.query_params.get("as", ""))
        seen = [channel for channel in self._store.channels() if may_see(person, channel)]
        return {
            "conversations": [self._conversation(channel, person.id) for channel in seen],
            "now": self._store.clock(),
            "moments": list_moments() if self._world.let_time_pass else [],
        }

    def _conversation(self, channel: Channel, user: str) -> Body:
        others = [member for member in channel.member_ids if member != user]
        other = others[0] if channel.kind == "im" else None
        person = self._store.find_person(other) if other else None
        return {
            "id": channel.id,
            "name": person.real_name if person else channel.name,
            "kind": channel.kind,
            "topic": channel.topic,
            "member_ids": list(channel.member_ids),
            "is_member": user in channel.member_ids,
            "app_is_member": self._store.bot_user_id in channel.member_ids,
            "with": other,
            "unread": self._store.unread(channel.id, user),
            "archived": channel.archived,
        }

    async def read(self, request: Request, body: Body) -> Any:
        """A conversation as a person sees it, which marks it as read."""
        user = self._humans.get_actor(request.query_params.get("as", "")).id
        try:
            channel = self._humans.get_channel(user, request.path_params["id"])
        except SlackError as error:
            return JSONResponse({"error": error.error}, 403)
        messages = [
            self._message(message)
            for message in self._store.messages(channel.id)
            if message.visible_to(user)
        ]
        self._store.mark_read(channel.id, user)
        return {"messages": messages}

    def _message(self, message: Message) -> Body:
        author = self._store.find_person(message.user)
        return {
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "blocks": None if message.blocks is None else list(message.blocks),
            "edited": message.edited,
            "ephemeral": message.ephemeral_to is not None,
            "bot": author is not None and author.is_bot,
            "error": message.error,
            "files": [file_json(file) for file in self._store.files_of(message)],
        }

    async def download(self, request: Request, body: Body) -> Any:
        """A file's bytes, for whoever sees a message of the conversation that shares it."""
        user = self._humans.get_actor(request.query_params.get("as", "")).id
        channel = self._humans.get_channel(user, request.path_params["id"])
        wanted = request.path_params["file"]
        is_there = any(
            wanted in message.file_ids
            for message in self._store.messages(channel.id)
            if message.visible_to(user)
        )
        file = self._store.find_file(wanted)
        if not is_there or file is None:
            raise SlackError("file_not_found")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    async def events(self, request: Request) -> Response:
        """The stream that tells a page what to read again."""
        try:
            person = self._humans.get_actor(request.query_params.get("as", ""))
        except SlackError as error:
            return JSONResponse({"error": error.error}, 400)
        return StreamingResponse(
            self._page_events.stream(person),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    # Acting

    async def say(self, request: Request, body: Body) -> Any:
        """Write a message."""
        message = self._humans.say(
            _need(body, "as"), request.path_params["id"], _need(body, "text")
        )
        return {"ok": True, "ts": message.ts}

    async def open_im(self, request: Request, body: Body) -> Any:
        """Open direct messages."""
        return {"ok": True, "id": self._humans.open_im(_need(body, "as"), _need(body, "user")).id}

    async def invite_app(self, request: Request, body: Body) -> Any:
        """Bring the app into a channel."""
        self._humans.invite_app(_need(body, "as"), request.path_params["id"])
        return {"ok": True}

    async def command(self, request: Request, body: Body) -> Any:
        """Type a command."""
        answer = await self._humans.command(
            _need(body, "as"), _need(body, "channel"), _need(body, "text")
        )
        if answer.ok:
            return {"ok": True, "ts": answer.ts}
        return {"ok": False, "error": answer.error}

    async def press(self, request: Request, body: Body) -> Any:
        """Press a button or choose from a menu."""
        chosen = {key: str(body[key]) for key in CHOSEN if body.get(key) is not None}
        _need(body, "action_id")
        answer = await self._humans.press(
            _need(body, "as"), _need(body, "channel"), _need(body, "ts"), **chosen
        )
        return {"ok": True} if answer.ok else {"ok": False, "error": answer.error}

    async def upload(self, request: Request, body: Body) -> Any:
        """Pick a file for a form; its bytes come in base64."""
        content = base64.b64decode(str(body.get("content") or ""), validate=True)
        return {
            "ok": True,
            "id": self._humans.upload(_need(body, "as"), _need(body, "name"), content).id,
        }

    # Views

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
        return {"ok": True, "event_id": self._humans.open_home(_need(body, "as"))}

    async def press_in_view(self, request: Request, body: Body) -> Any:
        """Press a button or choose from a menu of a view."""
        chosen = {key: str(body[key]) for key in CHOSEN if body.get(key) is not None}
        _need(body, "action_id")
        answer = await self._humans.press_in_view(
            _need(body, "as"), request.path_params["id"], body.get("values"), **chosen
        )
        return {"ok": answer.ok, "error": answer.error}

    async def submit(self, request: Request, body: Body) -> Any:
        """Submit a modal."""
        answer = await self._humans.submit(
            _need(body, "as"), request.path_params["id"], body.get("values") or {}
        )
        return {"ok": answer.ok, "error": answer.error}

    async def close_view(self, request: Request, body: Body) -> Any:
        """Close a modal."""
        answer = await self._humans.close_view(_need(body, "as"), request.path_params["id"])
        return {"ok": answer.ok, "error": answer.error}

    # Control

    async def jump(self, request: Request, body: Body) -> Any:
        """Let time pass until a moment that is named by its key, in the person's zone."""
        person = self._humans.get_actor(_need(body, "as"))
        let_time_pass = self._world.let_time_pass
        if let_time_pass is None or self._jumping.locked():
            raise SlackError("time_cannot_be_moved_now")
        now = datetime.fromtimestamp(self._store.clock(), UTC)
        try:
            moment = find_moment(_need(body, "to"), now=now, zone_name=person.tz or "UTC")
        except KeyError:
            raise SlackError("invalid_arguments", needed="to") from None
        async with self._jumping:
            await run_in_threadpool(let_time_pass, moment)
        return {"ok": True, "now": self._store.clock()}

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
        self._control.fault(_need(body, "method"), _need(body, "kind"), **details)
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
            _need(body, "name")
            person = self._control.add_person(**body)
        return {"ok": True, "id": person.id}

    async def add_channel(self, request: Request, body: Body) -> Any:
        """Add a channel."""
        _need(body, "name")
        return {"ok": True, "id": self._control.add_channel(**body).id}

    async def archive(self, request: Request, body: Body) -> Any:
        """Archive a channel."""
        self._control.archive(_need(body, "channel"))
        return {"ok": True}

    async def revoke(self, request: Request, body: Body) -> Any:
        """Take the app's token away."""
        self._control.revoke(str(body.get("error", "token_revoked")))
        return {"ok": True}


def _person(person: Person) -> Body:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "display_name": person.display_name,
        "title": person.title,
        "tz": person.tz or "UTC",
        "is_bot": person.is_bot or person.id == SLACKBOT_ID,
        "is_app": person.is_app,
        "deleted": person.deleted,
        "stranger": person.is_stranger,
        "admin": person.is_admin,
        "color": person.color,
    }


def _need(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError("invalid_arguments", needed=name)
    return value


def _as_json(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise SlackError("invalid_json")
            result = await endpoint(request, body)
        except SlackError as error:
            return JSONResponse({"ok": False, "error": error.error, **error.extra}, 400)
        except (ValueError, TypeError) as error:
            # An unknown field, or a body that is no JSON: the caller's mistake, told as it is.
            return JSONResponse({"ok": False, "error": str(error)}, 400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer
