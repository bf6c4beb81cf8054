"""What people do in the workspace: look, write, type commands, press buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from slackapp.sandbox.actions import build_action
from slackapp.sandbox.content import Content
from slackapp.sandbox.deleting import delete_message
from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.payloads import block_actions_payload, command_payload
from slackapp.sandbox.response_urls import ResponseUrls, post_answer, read_content
from slackapp.sandbox.shapes import CHANNEL_TYPES, message_json
from slackapp.sandbox.state import SLACKBOT_ID, Channel, Message, Person
from slackapp.sandbox.tour import Deed
from slackapp.sandbox.view_state import initial_state
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
        response_urls: ResponseUrls,
    ) -> None:
        self._world = world
        self._store = world.store
        self._delivery = delivery
        self._response_urls = response_urls

    # Who, where

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

    def get_room(self, user: str, channel_id: str) -> tuple[Person, Channel]:
        """Person and channel, when the person may act there."""
        person, channel = self.get_actor(user), self.get_channel(user, channel_id)
        if user not in channel.member_ids:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return person, channel

    def get_message(self, user: str, channel_id: str, ts: str) -> tuple[Channel, Message]:
        """Channel and message, when the person may act there and sees the message."""
        _, channel = self.get_room(user, channel_id)
        message = self._store.find_message(channel.id, ts)
        if message is None or not message.visible_to(user):
            raise SlackError("message_not_found")
        return channel, message

    def say(self, user: str, channel_id: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message."""
        person, channel = self.get_room(user, channel_id)
        self._check_open(channel)
        if not text.strip():
            raise SlackError("no_text")
        root = self._find_root(channel.id, thread_ts) if thread_ts else None
        message = self._store.post(channel.id, person.id, text, thread_ts=root)
        self._tell_message(channel, message)
        return message

    def _check_open(self, channel: Channel) -> None:
        """Raise SlackError where the app takes no words in its own conversation."""
        if is_read_only(self._world, channel):
            raise SlackError("restricted_action_read_only_channel")

    def _find_root(self, channel_id: str, ts: str) -> str:
        """The message at whose end a thread hangs; an answer's thread is the one that it is in."""
        message = self._store.find_message(channel_id, ts)
        if message is None or message.ephemeral_to is not None:
            raise SlackError("thread_not_found")
        return message.thread_ts or message.ts

    def _tell_message(self, channel: Channel, message: Message) -> None:
        shape = message_json(self._store, message)
        event = shape | {"channel": channel.id, "event_ts": message.ts}
        kind = {"channel_type": CHANNEL_TYPES[channel.kind]}
        self._world.tell_app(event | kind, channel)
        bot = self._store.bot_user_id
        if not re.search(rf"<@{bot}(\|[^>]*)?>", message.text) or channel.kind == "im":
            return
        if bot in channel.member_ids:
            self._world.tell_app(event | {"type": "app_mention"}, channel)
        elif channel.kind in ("public", "private"):
            note = f"You mentioned <@{bot}>, but they are not in this channel."
            self._store.post(channel.id, SLACKBOT_ID, note, ephemeral_to=message.user)

    def delete(self, user: str, channel_id: str, ts: str) -> None:
        """Delete a message of one's own."""
        _, message = self.get_message(user, channel_id, ts)
        if message.user != user:
            raise SlackError("cant_delete_message")
        delete_message(self._world, message)

    def open_im(self, user: str, other: str) -> Channel:
        """Open the direct messages with somebody."""
        self.get_actor(user)
        person = self._store.find_person(other)
        if person is None or other == user:
            raise SlackError("user_not_found")
        return self._store.open_im(user, other)

    def invite_app(self, user: str, channel_id: str) -> None:
        """Bring the app into a channel."""
        _, channel = self.get_room(user, channel_id)
        if channel.kind not in ("public", "private"):
            raise SlackError("method_not_supported_for_channel_type")
        bot = self._store.bot_user_id
        if bot in channel.member_ids:
            return
        joined = self._store.join(channel, bot)
        self._world.tell_app(
            {
                "type": "member_joined_channel",
                "user": bot,
                "channel": channel.id,
                "channel_type": "G" if channel.kind == "private" else "C",
                "team": self._store.team_id,
                "inviter": user,
            },
            joined,
        )

    async def command(
        self, user: str, channel_id: str, line: str, thread_ts: str | None = None
    ) -> Answer:
        """Type a command; what goes wrong with the app is shown to the person by Slackbot."""
        person, channel = self.get_room(user, channel_id)
        self._check_open(channel)
        command, text = [*line.split(maxsplit=1), "", ""][:2]
        if thread_ts:
            root = self._find_root(channel.id, thread_ts)
            sentence = f"{command} is not supported in threads. Sorry!"
            return self._tell_error(channel, user, sentence, "not_supported_in_threads", root)
        if command == "/invite" and self._names_app(text):
            self.invite_app(user, channel_id)
            return Answer(ok=True)
        commands = {known.command for known in self._world.app.commands}
        if person.is_stranger or command not in commands or not self._world.is_let_in:
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

    def _tell_error(
        self, channel: Channel, user: str, sentence: str, error: str, thread_ts: str | None = None
    ) -> Answer:
        message = self._store.post(
            channel.id,
            SLACKBOT_ID,
            sentence,
            thread_ts=thread_ts,
            ephemeral_to=user,
            error=True,
        )
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
        person = self.get_actor(user)
        channel, message = self.get_message(user, channel_id, ts)
        blocks = message.blocks or ()
        find_option = self._world.offers.finder(user, message.ts)
        action = build_action(self._world, blocks, initial_state(blocks), find_option, **chosen)
        url = self._response_urls.issue(channel.id, user, message.ts)
        payload = block_actions_payload(self._world, person, channel, message, action, url)
        ack = await self._delivery.deliver("interactive", payload)
        if ack.error is None:
            self._world.tour.notice(Deed("acted", user, action["action_id"], channel.id))
        return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)


def is_read_only(world: World, channel: Channel) -> bool:
    """Whether it is the app's own conversation, and its manifest lets nobody write there."""
    is_own = channel.kind == "im" and world.store.bot_user_id in channel.member_ids
    return is_own and world.app.messages_tab != "open"


def may_see(person: Person, channel: Channel) -> bool:
    """Whether a person may look into a channel; guests and others see only where they are."""
    is_outside = person.is_stranger or person.is_restricted or person.is_ultra_restricted
    is_open = channel.kind == "public" and not is_outside
    return is_open or person.id in channel.member_ids
