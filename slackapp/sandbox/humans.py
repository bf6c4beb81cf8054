"""What people do in the workspace: look, write, type commands, press buttons."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from slackapp.sandbox.content import Content
from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.events import Events
from slackapp.sandbox.payloads import (
    block_actions_payload,
    build_action,
    command_payload,
    view_actions_payload,
    view_closed_payload,
    view_submission_payload,
)
from slackapp.sandbox.response_urls import ResponseUrls, post_answer, read_content
from slackapp.sandbox.seed import Command
from slackapp.sandbox.shapes import upload_json, view_json
from slackapp.sandbox.state import SLACKBOT_ID, Channel, File, Message, Person
from slackapp.sandbox.view_methods import check_view
from slackapp.sandbox.views import State, View, fill, initial_state
from slackapp.sandbox.world import World


@dataclass(frozen=True)
class Answer:
    """What came back to a person: the message of the acknowledgement, or the error they see."""

    ok: bool
    error: str | None = None
    text: str = ""
    blocks: tuple[dict[str, Any], ...] | None = None
    ts: str | None = None
    raw: Any = None


class Humans:
    """Acts for people, within what they may see and do."""

    def __init__(
        self,
        world: World,
        delivery: Delivery,
        events: Events,
        response_urls: ResponseUrls,
        commands: tuple[Command, ...],
    ) -> None:
        self._world = world
        self._store = world.store
        self._delivery = delivery
        self._events = events
        self._response_urls = response_urls
        self.commands = commands

    def get_actor(self, user: str) -> Person:
        """The person, when somebody can act as them."""
        person = self._store.find_person(user)
        if person is None or person.is_bot or person.id == SLACKBOT_ID:
            raise SlackError("user_not_found")
        if person.deleted:
            raise SlackError("account_inactive")
        return person

    def get_channel(self, user: str, channel_id: str) -> Channel:
        """The channel, when the person may look into it."""
        channel = self._store.find_channel(channel_id)
        person = self._store.find_person(user)
        if channel is None or person is None or not may_see(person, channel):
            raise SlackError("channel_not_found")
        return channel

    def _get_room(self, user: str, channel_id: str) -> tuple[Person, Channel]:
        """Person and channel, when the person may act there."""
        person, channel = self.get_actor(user), self.get_channel(user, channel_id)
        if user not in channel.member_ids:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return person, channel

    def say(self, user: str, channel_id: str, text: str) -> Message:
        """Write a message."""
        person, channel = self._get_room(user, channel_id)
        if not text.strip():
            raise SlackError("no_text")
        return self._store.post(channel.id, person.id, text)

    def open_im(self, user: str, other: str) -> Channel:
        """Open the direct messages with somebody."""
        self.get_actor(user)
        person = self._store.find_person(other)
        if person is None or other == user:
            raise SlackError("user_not_found")
        return self._store.open_im(user, other)

    def invite_app(self, user: str, channel_id: str) -> None:
        """Bring the app into a channel."""
        _, channel = self._get_room(user, channel_id)
        if channel.kind not in ("public", "private"):
            raise SlackError("method_not_supported_for_channel_type")
        self._store.join(channel, self._store.bot_user_id)

    async def command(self, user: str, channel_id: str, line: str) -> Answer:
        """Type a command; what goes wrong with the app is shown to the person by Slackbot."""
        person, channel = self._get_room(user, channel_id)
        command, text = [*line.split(maxsplit=1), "", ""][:2]
        if command == "/invite" and self._names_app(text):
            self.invite_app(user, channel_id)
            return Answer(ok=True)
        if person.is_stranger or command not in {known.command for known in self.commands}:
            return self._tell_error(
                channel, user, f"{command} is not a valid command.", "unknown_command"
            )
        url = self._response_urls.issue(channel.id, user)
        payload = command_payload(self._world, person, channel, command, text.rstrip(), url)
        ack = await self._delivery.deliver("slash_commands", payload)
        error = ack.error
        if error is None:
            try:
                return self._show_ack(channel, user, line, ack.payload)
            except SlackError:
                error = "invalid_command_response"
        sentence = f'{command} failed with the error "{error}"'
        return replace(self._tell_error(channel, user, sentence, error), raw=ack.payload)

    def _names_app(self, text: str) -> bool:
        bot = self._store.bot_user_id
        names = ("@kudoscope", f"<@{bot}>", f"<@{bot}|kudoscope>")
        return text.strip() in names

    def _tell_error(self, channel: Channel, user: str, sentence: str, error: str) -> Answer:
        message = self._store.post(channel.id, SLACKBOT_ID, sentence, ephemeral_to=user, error=True)
        return Answer(ok=False, error=error, text=sentence, ts=message.ts)

    def _show_ack(self, channel: Channel, user: str, line: str, payload: Any) -> Answer:
        if not isinstance(payload, dict) or not payload:
            return Answer(ok=True, raw=payload)
        content: Content = read_content(self._world, payload)
        if payload.get("response_type") == "in_channel":
            # What everyone sees answered, everyone sees typed.
            self._store.post(channel.id, user, line)
        message = post_answer(self._world, channel.id, user, payload, content)
        return Answer(True, None, message.text, message.blocks, message.ts, payload)

    async def press(self, user: str, channel_id: str, ts: str, **chosen: Any) -> Answer:
        """Press a button or choose from a menu of a message; `chosen` as in `build_action`."""
        person, channel = self._get_room(user, channel_id)
        message = self._store.find_message(channel.id, ts)
        if message is None or not message.visible_to(user):
            raise SlackError("message_not_found")
        action = build_action(self._world, message.blocks or (), **chosen)
        url = self._response_urls.issue(channel.id, user, message.ts)
        payload = block_actions_payload(self._world, person, channel, message, action, url)
        ack = await self._delivery.deliver("interactive", payload)
        return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)

    # Views

    def open_home(self, user: str) -> str | None:
        """Look at the app's Home, which the app is told; the event's id."""
        person = self.get_actor(user)
        im = self._store.open_im(user, self._store.bot_user_id)
        home = self._world.views.home(user)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": im.id,
            "tab": "home",
            "event_ts": self._store.new_ts(),
        }
        if home is not None:
            event["view"] = view_json(self._world, home)
        return self._events.send(event)

    async def press_in_view(
        self, user: str, view_id: str, values: dict[str, Any] | None = None, **chosen: Any
    ) -> Answer:
        """Press a button or choose from a menu of a view, with what its inputs hold."""
        person = self.get_actor(user)
        view = self._world.views.find(user, view_id)
        action = build_action(self._world, view.blocks, **chosen)
        state = initial_state(view) | (self._fill(user, view, values) if values else {})
        payload = view_actions_payload(self._world, person, view, action, state)
        ack = await self._delivery.deliver("interactive", payload)
        return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)

    async def submit(self, user: str, view_id: str, values: dict[str, Any]) -> Answer:
        """Submit a modal; the app's errors are shown at their fields, and it stays open."""
        person = self.get_actor(user)
        views = self._world.views
        view = views.find(user, view_id)
        payload = view_submission_payload(self._world, person, view, self._fill(user, view, values))
        ack = await self._delivery.deliver("interactive", payload)
        if ack.error is not None:
            return Answer(ok=False, error=ack.error, raw=ack.payload)
        answer = ack.payload if isinstance(ack.payload, dict) else {}
        match answer.get("response_action"):
            case "errors":
                views.show_errors(view, dict(answer["errors"]))
                return Answer(ok=False, error="errors", raw=answer)
            case "update":
                views.update(check_view(answer.get("view"), "modal"), view_id=view.id)
            case "push":
                views.push(user, check_view(answer.get("view"), "modal"))
            case "clear":
                views.close(user, all_of_them=True)
            case None:
                views.close(user)
            case _:
                return Answer(ok=False, error="invalid_response_action", raw=answer)
        return Answer(ok=True, raw=answer)

    def upload(self, user: str, name: str, content: bytes) -> File:
        """Pick a file for a form; Slack keeps it for whoever picked it, and the app may read it."""
        file = File(
            id=self._store.new_id("F"),
            name=name,
            title=name,
            size=len(content),
            upload_key=secrets.token_hex(16),
            content=content,
            owner_id=self.get_actor(user).id,
        )
        self._store.put_file(file)
        return file

    def _fill(self, user: str, view: View, values: dict[str, Any]) -> State:
        """The state of a form that somebody filled in; files are given by their ids."""
        pickers = {block["block_id"] for block, one in view.inputs() if one["type"] == "file_input"}
        picked = {
            block_id: [self._find_own_file(user, one) for one in values[block_id] or ()]
            for block_id in pickers & values.keys()
        }
        return fill(view, values | picked)

    def _find_own_file(self, user: str, file_id: str) -> dict[str, Any]:
        file = self._store.find_file(file_id)
        if file is None or file.owner_id != user:
            raise SlackError("file_not_found")
        return upload_json(self._world, file)

    async def close_view(self, user: str, view_id: str) -> Answer:
        """Close a modal without submitting it."""
        person = self.get_actor(user)
        view = self._world.views.find(user, view_id)
        self._world.views.close(user)
        if view.content.get("notify_on_close"):
            payload = view_closed_payload(self._world, person, view, is_cleared=False)
            ack = await self._delivery.deliver("interactive", payload)
            return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)
        return Answer(ok=True)


def may_see(person: Person, channel: Channel) -> bool:
    """Whether a person may look into a channel; guests and others see only where they are."""
    is_outside = person.is_stranger or person.is_restricted or person.is_ultra_restricted
    is_open = channel.kind == "public" and not is_outside
    return is_open or person.id in channel.member_ids
