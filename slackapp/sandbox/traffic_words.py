"""What Slack and the app say to each other, a plain sentence each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from slackapp.sandbox.state import Store
from slackapp.sandbox.traffic import Exchange
from slackapp.sandbox.world import World

#: Characters of somebody's words in a sentence.
_MOST = 80

_MENTION = re.compile(r"<([@#!])([^>|]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<(?:https?|mailto):[^>|]*(?:\|([^>]*))?>")

#: What became of a delivery, for whoever waits for it.
_ERRORS = {
    "operation_timeout": "no answer within three seconds",
    "dispatch_failed": "nobody there",
    "http_client_error": "refused at the door",
    "http_service_error": "it failed over there",
    "ratelimited": "too fast, to be tried later",
}


def describe(world: World, exchange: Exchange) -> str:
    """Who says what, in one sentence."""
    sentence = _Sentence(world, exchange)
    again = "Again: " if exchange.retry else ""
    return again + sentence.write()


def describe_outcome(exchange: Exchange) -> str:
    """What became of it, in a few words."""
    if exchange.status is None:
        return "waiting for an answer"
    if exchange.error is not None:
        return _ERRORS.get(exchange.error, f"refused: {exchange.error}")
    if exchange.status == 0:
        return "no answer"
    if exchange.status not in (200, 302):
        return f"out of order (HTTP {exchange.status})"
    if exchange.kind == "line":
        return ""
    if exchange.direction == "to_slack" or exchange.kind == "event":
        return "done"
    text = exchange.answer.get("text") if isinstance(exchange.answer, dict) else None
    action = exchange.answer.get("response_action") if isinstance(exchange.answer, dict) else None
    if action:
        return {"errors": "says what is missing"}.get(action, f"answers: {action}")
    return "answers in words" if text else "done"


def read_structure(value: Any) -> Any:
    """An argument that may be JSON inside a form."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class _Sentence:
    """Writes one sentence; names of people and places are those of the workspace."""

    def __init__(self, world: World, exchange: Exchange) -> None:
        self._world = world
        self._store: Store = world.store
        self._exchange = exchange
        self._request = exchange.request
        self.app = self.person(world.store.bot_user_id)

    def write(self) -> str:
        """The sentence."""
        name = self._exchange.name
        tables: dict[str, dict[str, Callable[[], str]]] = {
            "method": {
                "chat.postMessage": lambda: f"{self.app} posts in {self.place()}{self.said()}",
                "chat.postEphemeral": self.whisper,
                "chat.update": lambda: f"{self.app} changes its message in {self.place()}",
                "chat.delete": lambda: f"{self.app} deletes its message in {self.place()}",
                "chat.getPermalink": lambda: f"{self.app} asks for a link into {self.place()}",
                "views.open": lambda: f"{self.app} opens {self.view()}",
                "views.push": lambda: f"{self.app} opens {self.view()} on top",
                "views.update": lambda: f"{self.app} changes {self.view()}",
                "views.publish": lambda: f"{self.app} draws the Home of {self.who('user_id')}",
                "users.info": lambda: f"{self.app} asks who {self.who('user')} is",
                "users.list": lambda: f"{self.app} asks who works here",
                "conversations.info": lambda: f"{self.app} asks what {self.place()} is",
                "conversations.members": lambda: f"{self.app} asks who is in {self.place()}",
                "conversations.history": lambda: f"{self.app} looks into {self.place()}",
                "conversations.open": lambda: f"{self.app} opens direct messages",
                "apps.connections.open": lambda: f"{self.app} asks for a line to Slack",
                "api.test": lambda: f"{self.app} asks whether Slack is there",
                "usergroups.list": lambda: f"{self.app} asks which user groups there are",
                "auth.test": lambda: f"{self.app} asks whether its token is good",
                "files.getUploadURLExternal": lambda: f"{self.app} asks where to put a file",
                "files.completeUploadExternal": lambda: f"{self.app} shares a file",
                "reactions.get": lambda: f"{self.app} asks who reacted in {self.place()}",
            },
            "interaction": {
                "block_actions": self.press,
                "view_submission": lambda: f"{self.actor()} sends {self.view()}",
                "view_closed": lambda: f"{self.actor()} closes {self.view()}",
                "shortcut": lambda: f"{self.actor()} chooses the shortcut {self.shortcut()}",
                "message_action": self.choose_on_message,
            },
            "event": {
                "app_home_opened": lambda: f"{self.event_person()} looks at their Home",
                "app_mention": lambda: f"{self.event_person()} mentions {self.app}{self.said()}",
                "message": lambda: f"{self.event_person()} writes{self.said()}",
                "reaction_added": lambda: self.react("adds"),
                "reaction_removed": lambda: self.react("takes back"),
                "function_executed": lambda: "A workflow comes to the app's step",
                "team_join": lambda: f"{self.event_person()} is new here",
                "user_change": lambda: f"Something about {self.event_person()} has changed",
                "member_joined_channel": lambda: f"{self.event_person()} joins {self.place()}",
            },
        }
        known = tables.get(self._exchange.kind, {}).get(name)
        return known() if known is not None else self.write_other(name)

    def write_other(self, name: str) -> str:
        """The sentence of a kind that is the same whatever its name, or of a rare name."""
        request = self._request
        match self._exchange.kind:
            case "command":
                line = f"{name} {request.get('text', '')}".strip()
                return f"{self.actor()} types {self.quote(line)} in {self.place()}"
            case "options":
                asked = request.get("value") or "nothing yet"
                return f"{self.actor()} searches a list for {self.quote(asked)}"
            case "answer":
                return f"{self.app} answers what was pressed or typed{self.said()}"
            case "file":
                does = "fetches" if "download" in name else "uploads"
                return f"{self.app} {does} a file"
            case "line":
                count = request.get("connections", 0)
                does = "is connected" if name == "hello" else "hangs up"
                return f"{self.app} {does}: {count} {'line' if count == 1 else 'lines'} now"
            case "event":
                return f"Slack tells of {name}"
        return f"{self.app} calls {name}"

    # Parts

    def person(self, user: Any) -> str:
        """What somebody is called."""
        person = self._store.find_person(str(user))
        return (person.display_name or person.real_name) if person else str(user or "somebody")

    def actor(self) -> str:
        """Who typed or pressed."""
        user = self._request.get("user")
        return self.person(user.get("id") if isinstance(user, dict) else self._request["user_id"])

    def event_person(self) -> str:
        """Whom an event is about."""
        user = self.body.get("user")
        return self.person(user.get("id") if isinstance(user, dict) else user)

    def who(self, field: str) -> str:
        """Whom an argument names."""
        return self.person(self._request.get(field))

    @property
    def body(self) -> dict[str, Any]:
        """What is told: the event within its wrapping, or the request itself."""
        event = self._request.get("event")
        return event if isinstance(event, dict) else self._request

    def place(self) -> str:
        """The conversation that it is about."""
        given = self.body.get("channel") or self.body.get("channel_id")
        found = given.get("id") if isinstance(given, dict) else given
        return self.channel(str(found))

    def channel(self, channel_id: str) -> str:
        """What a conversation is called; a direct one by the person in it who is not the app."""
        if channel_id[:1] in ("U", "W"):
            return f"direct messages with {self.person(channel_id)}"
        channel = self._store.find_channel(channel_id)
        if channel is None:
            return "a conversation"
        if channel.kind == "im":
            others = [one for one in channel.member_ids if one != self._store.bot_user_id]
            return f"direct messages with {' and '.join(map(self.person, others))}"
        return f"#{channel.name}"

    def quote(self, text: Any) -> str:
        """Somebody's words, short and without Slack's signs."""

        def name(found: re.Match[str]) -> str:
            sign, what, label = found.groups()
            if sign == "@":
                return f"@{self.person(what)}"
            return f"#{label}" if sign == "#" and label else self.channel(what)

        plain = _LINK.sub(lambda one: one[1] or "a link", _MENTION.sub(name, str(text)))
        plain = " ".join(plain.replace("*", "").split())
        for sign, shown in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            plain = plain.replace(sign, shown)
        return f"“{plain[: _MOST - 1]}…”" if len(plain) > _MOST else f"“{plain}”"

    def said(self) -> str:
        """A colon and the words, where there are any."""
        text = self.body.get("text")
        return f": {self.quote(text)}" if text else ""

    def whisper(self) -> str:
        """What one person alone sees."""
        return f"{self.app} tells {self.who('user')} alone, in {self.place()}{self.said()}"

    def view(self) -> str:
        """A form by its title."""
        view = read_structure(self._request.get("view"))
        title = (view.get("title") or {}).get("text") if isinstance(view, dict) else None
        if isinstance(view, dict) and view.get("type") == "home":
            return "a Home"
        return f"the form {self.quote(title)}" if title else "a form"

    def press(self) -> str:
        """A button, or a choice from a list."""
        action = (self._request.get("actions") or [{}])[0]
        where = f" in {self.place()}" if self._request.get("channel") else f" in {self.view()}"
        text = action.get("text") or (action.get("selected_option") or {}).get("text") or {}
        does = "presses" if action.get("type") == "button" else "chooses"
        what = self.quote(text["text"]) if text.get("text") else "something"
        return f"{self.actor()} {does} {what}{where}"

    def shortcut(self) -> str:
        """A shortcut's name, as the menu shows it."""
        callback_id = self._request.get("callback_id")
        for one in self._world.app.shortcuts:
            if one.callback_id == callback_id:
                return self.quote(one.name)
        return self.quote(callback_id)

    def choose_on_message(self) -> str:
        """A shortcut of a message."""
        author = self.person((self._request.get("message") or {}).get("user"))
        return f"{self.actor()} chooses {self.shortcut()} at a message of {author}"

    def react(self, does: str) -> str:
        """A reaction."""
        item = self.body.get("item") or {}
        place = self.channel(str(item.get("channel")))
        return f"{self.event_person()} {does} :{self.body.get('reaction')}: in {place}"
