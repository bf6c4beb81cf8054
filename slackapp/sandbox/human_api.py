"""/sandbox/api: what people do, as JSON, for the page and for tests in other processes."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from slackapp.sandbox.actions import read_chosen
from slackapp.sandbox.control_api import ControlApi, list_optional_scopes
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import is_read_only, may_see
from slackapp.sandbox.inspector_api import InspectorApi
from slackapp.sandbox.json_routes import Body, Table, build_routes, need, tell, tell_options
from slackapp.sandbox.moments import list_moments
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.shapes import file_json
from slackapp.sandbox.state import SLACKBOT_ID, Channel, Message, Person
from slackapp.sandbox.tour import Deed
from slackapp.sandbox.unread import count_unread
from slackapp.sandbox.view_api import ViewApi


class HumanApi:
    """The endpoints; each returns what is to be sent as JSON."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._world = parts.world
        self._store = parts.world.store
        self._humans = parts.humans
        self._page_events = parts.page_events

    def routes(self) -> list[Route]:
        """Every route, those of views and of control among them."""
        table: Table = [
            ("GET", "/boot", self.boot),
            ("GET", "/conversations", self.conversations),
            ("POST", "/conversations/open", self.open_im),
            ("GET", "/conversations/{id}/messages", self.read),
            ("POST", "/conversations/{id}/messages", self.say),
            ("POST", "/conversations/{id}/invite_app", self.invite_app),
            ("GET", "/conversations/{id}/files/{file}", self.download),
            ("POST", "/commands", self.command),
            ("POST", "/shortcuts", self.shortcut),
            ("POST", "/reactions", self.react),
            ("GET", "/workflows", self.executions),
            ("POST", "/workflows", self.run_workflow),
            ("POST", "/messages/delete", self.delete),
            ("POST", "/actions", self.press),
            ("POST", "/options", self.ask),
        ]
        rest = [
            *ViewApi(self._parts).table(),
            *ControlApi(self._parts).table(),
            *InspectorApi(self._parts).table(),
        ]
        return [*build_routes([*table, *rest]), Route("/sandbox/api/events", self.events)]

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
            "functions": [asdict(function) for function in self._world.app.functions],
            "groups": [asdict(one) for one in self._world.groups.list() if not one.is_disabled],
            "shortcuts": [asdict(shortcut) for shortcut in self._world.app.shortcuts],
            "commands": [asdict(command) for command in self._world.app.commands],
            "tour": self._world.tour.tell(),
        }

    async def conversations(self, request: Request, body: Body) -> Any:
        """The conversations that a person can see, what time it is, and where one may jump to."""
        person = self._humans.get_actor(request.query_params.get("as", ""))
        seen = [channel for channel in self._store.channels() if may_see(person, channel)]
        return {
            "conversations": [self._conversation(channel, person.id) for channel in seen],
            "now": self._store.clock(),
            "moments": self._moments(person),
            "scopes": list_optional_scopes(self._world),
            "progress": self._world.tour.tell_progress(),
        }

    def _moments(self, person: Person) -> list[dict[str, str]]:
        if self._world.let_time_pass is None:
            return []
        now = datetime.fromtimestamp(self._store.clock(), UTC)
        return list_moments(now=now, zone_name=person.tz or "UTC")

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
            **count_unread(self._world, channel, user),
            "archived": channel.archived,
            "read_only": is_read_only(self._world, channel),
            "shared": bool(channel.sharing),
        }

    async def read(self, request: Request, body: Body) -> Any:
        """A conversation as a person sees it, which marks it as read."""
        user = self._humans.get_actor(request.query_params.get("as", "")).id
        try:
            channel = self._humans.get_channel(user, request.path_params["id"])
        except SlackError as error:
            return JSONResponse({"error": error.error}, 403)
        thread = request.query_params.get("thread")
        seen = [one for one in self._store.messages(channel.id) if one.ephemeral_to in (None, user)]
        answers = [one for one in seen if is_reply(one) and not one.deleted]
        replies = Counter(one.thread_ts for one in answers if one.ephemeral_to is None)
        shown = [
            self._message(one) | {"replies": replies[one.ts]}
            for one in seen
            if (thread in (one.ts, one.thread_ts) if thread else not is_reply(one))
            # Where others have answered, the place of what was deleted stays.
            and (not one.deleted or replies[one.ts])
        ]
        self._store.mark_read(channel.id, user)
        self._world.tour.notice(Deed("looked", user, channel=channel.id))
        return {"messages": shown}

    def _message(self, message: Message) -> Body:
        if message.deleted:
            return {"ts": message.ts, "user": message.user, "text": "", "deleted": True}
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
            "reactions": [asdict(reaction) for reaction in message.reactions],
            "thread": message.thread_ts,
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
        user, text = need(body, "as"), need(body, "text")
        message = self._humans.say(user, request.path_params["id"], text, body.get("thread_ts"))
        return {"ok": True, "ts": message.ts}

    async def open_im(self, request: Request, body: Body) -> Any:
        """Open direct messages."""
        return {"ok": True, "id": self._humans.open_im(need(body, "as"), need(body, "user")).id}

    async def invite_app(self, request: Request, body: Body) -> Any:
        """Bring the app into a channel."""
        self._humans.invite_app(need(body, "as"), request.path_params["id"])
        return {"ok": True}

    async def command(self, request: Request, body: Body) -> Any:
        """Type a command."""
        answer = await self._humans.command(
            need(body, "as"), need(body, "channel"), need(body, "text"), body.get("thread_ts")
        )
        if answer.ok:
            return {"ok": True, "ts": answer.ts}
        return {"ok": False, "error": answer.error}

    async def press(self, request: Request, body: Body) -> Any:
        """Press a button or choose from a menu."""
        answer = await self._humans.press(
            need(body, "as"), need(body, "channel"), need(body, "ts"), **read_chosen(body)
        )
        return tell(answer)

    async def react(self, request: Request, body: Body) -> Any:
        """Add a reaction, or take one's own away."""
        reactions = self._parts.reactions
        change = reactions.remove if body.get("remove") else reactions.add
        change(need(body, "as"), need(body, "channel"), need(body, "ts"), need(body, "name"))
        return {"ok": True}

    async def run_workflow(self, request: Request, body: Body) -> Any:
        """Run a workflow with a step of the app's."""
        user, inputs = need(body, "as"), body.get("inputs") or {}
        execution = self._parts.workflows.run(user, need(body, "callback_id"), inputs)
        return {"ok": True, "id": execution.id}

    async def executions(self, request: Request, body: Body) -> Any:
        """How the workflows stand that a person has started."""
        user = self._humans.get_actor(request.query_params.get("as", "")).id
        own = [one for one in self._world.executions.list() if one.user == user]
        shown = [
            {
                "id": one.id,
                "title": one.function.title,
                "status": one.status,
                "outputs": one.outputs,
                "error": one.error,
            }
            for one in own
        ]
        return {"workflows": shown}

    async def delete(self, request: Request, body: Body) -> Any:
        """Delete a message of one's own."""
        self._humans.delete(need(body, "as"), need(body, "channel"), need(body, "ts"))
        return {"ok": True}

    async def ask(self, request: Request, body: Body) -> Any:
        """Type into an external select of a message."""
        answer = await self._parts.options.ask_in_message(
            need(body, "as"),
            need(body, "channel"),
            need(body, "ts"),
            need(body, "action_id"),
            str(body.get("query") or ""),
            body.get("block_id"),
        )
        return tell_options(answer)

    async def shortcut(self, request: Request, body: Body) -> Any:
        """Choose a shortcut: of a message where one is named, else a global one."""
        shortcuts, user = self._parts.shortcuts, need(body, "as")
        callback_id = need(body, "callback_id")
        if "ts" not in body:
            return tell(await shortcuts.run(user, callback_id, body.get("channel")))
        return tell(
            await shortcuts.run_on_message(
                user, need(body, "channel"), need(body, "ts"), callback_id
            )
        )


def is_reply(message: Message) -> bool:
    """Whether a message stands in a thread, and not in the channel."""
    return message.thread_ts not in (None, message.ts)


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
