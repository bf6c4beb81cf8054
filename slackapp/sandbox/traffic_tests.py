"""Writes a test of what was said between Slack and the app, as this project's tests are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pprint import pformat
from typing import Any

from slackapp.sandbox.traffic import Exchange
from slackapp.sandbox.traffic_words import describe, read_structure
from slackapp.sandbox.world import World

#: Arguments that are others every time.
_CHANCE = frozenset(
    {"external_id", "hash", "message_ts", "metadata", "thread_ts", "trigger_id", "ts", "view_id"}
)
#: What a person or Slack itself begins, so that the app calls Slack.
_BEGINNINGS = ("command", "interaction", "event")
_ID = re.compile(r"\b[UWC][A-Z0-9]{7,}\b")
_WIDTH = 92


def write_test(world: World, exchange: Exchange, before: Sequence[Exchange] = ()) -> str:
    """A test that sends the same, or expects the same call; `before` is what came before it.

    It stands in a module of `tests/flows`, whose fixtures it takes.
    """
    return _Test(world, exchange).write(before)


class _Test:
    """Gathers the names that the test needs while it writes its lines."""

    def __init__(self, world: World, exchange: Exchange) -> None:
        self._world = world
        self._exchange = exchange
        self._imports: set[str] = set()
        self._people: dict[str, str] = {}
        self._channels: dict[str, str] = {}
        self._is_signed = False

    def write(self, before: Sequence[Exchange]) -> str:
        """The whole module."""
        exchange = self._exchange
        lines: list[str] = []
        if exchange.direction == "to_app":
            lines += self.act(exchange)
        else:
            cause = next((one for one in before if one.kind in _BEGINNINGS), None)
            if cause is not None:
                lines += ["# What came before; put another beginning here if it was not this."]
                lines += self.act(cause)
            lines += ["office.settle()", *self.expect(exchange)]
        body = "\n".join(f"    {line}" if line else "" for line in [*self.names(), *lines])
        words = re.sub(r"[^a-z0-9]+", "_", describe(self._world, exchange).lower()).strip("_")
        name = words[:60].rstrip("_")
        mark = '@pytest.mark.parametrize("transport", ["http"])\n' if self._is_signed else ""
        return f"{self.head()}\n\n{mark}def test_{name}(office: Office) -> None:\n{body}\n"

    def head(self) -> str:
        """The imports."""
        plain = sorted(one for one in self._imports if one.startswith("import"))
        froms = sorted(self._imports - set(plain))
        others = ["import pytest", ""] if self._is_signed else []
        standard = [*plain, *froms, ""] if self._imports else []
        return "\n".join([
            "from __future__ import annotations", "", *standard, *others,
            "from tests.flows.office import Office", "",
        ])  # fmt: skip

    def names(self) -> list[str]:
        """The lines that look up whom and what the test is about."""
        found = [f'{name} = office.sandbox.user("{self.user_name(one)}")'
                 for one, name in self._people.items()]  # fmt: skip
        for channel_id, name in self._channels.items():
            channel = self._world.store.find_channel(channel_id)
            found.append(f'{name} = office.sandbox.channel("{channel.name if channel else ""}")')
        return found

    def user_name(self, user: str) -> str:
        """The name by which the sandbox finds somebody."""
        person = self._world.store.find_person(user)
        return person.name if person else user

    def name_of(self, some_id: str) -> str | None:
        """The variable of a person or channel, noted as needed; None for an id of nobody."""
        store = self._world.store
        person = store.find_person(some_id)
        if person is not None:
            return self._people.setdefault(some_id, _variable(person.name))
        channel = store.find_channel(some_id)
        if channel is not None and channel.name:
            return self._channels.setdefault(some_id, _variable(channel.name))
        return None

    def room(self, channel_id: str) -> str:
        """How a test names a conversation."""
        channel = self._world.store.find_channel(channel_id)
        if channel is not None and channel.kind == "im":
            others = [one for one in channel.member_ids if one != self._world.store.bot_user_id]
            if len(others) == 1:
                return f"office.sandbox.im({self.name_of(others[0])})"
        return self.name_of(channel_id) or repr(channel_id)

    def literal(self, text: str) -> str:
        """Text as Python writes it, with the names of people and channels in place of their ids."""
        written = _quote(text)
        found = [one for one in set(_ID.findall(text)) if self.name_of(one)]
        if not found:
            return written
        written = written.replace("{", "{{").replace("}", "}}")
        for some_id in found:
            written = written.replace(some_id, f"{{{self.name_of(some_id)}}}")
        return f"f{written}"

    # Acting

    def act(self, exchange: Exchange) -> list[str]:
        """The lines that send what was sent, and expect the same answer."""
        is_kudos = exchange.kind == "command" and exchange.name == "/kudos"
        return self.type_kudos(exchange) if is_kudos else self.send(exchange)

    def type_kudos(self, exchange: Exchange) -> list[str]:
        """A command, as people type it."""
        request = exchange.request
        user, room = self.name_of(request["user_id"]), self.room(request["channel_id"])
        lines = [f"answer = office.kudos({user}, {room}, {self.literal(request['text'])})"]
        if exchange.error is not None:
            return [*lines, f"assert answer.error == {exchange.error!r}"]
        lines.append("assert answer.ok, answer")
        text = exchange.answer.get("text") if isinstance(exchange.answer, dict) else None
        return [*lines, f"assert answer.text == {self.literal(text)}"] if text else lines

    def send(self, exchange: Exchange) -> list[str]:
        """Any other payload, signed and byte for byte but for its secrets."""
        self._is_signed = True
        self._imports.add("import json")
        lines = _assign("payload", exchange.request)
        if exchange.kind == "event":
            lines.append('as_json = {"Content_Type": "application/json"}')
            lines.append("answer = office.post_signed(json.dumps(payload).encode(), **as_json)")
        elif exchange.kind == "command":
            self._imports.add("from urllib.parse import urlencode")
            lines.append("answer = office.post_signed(urlencode(payload).encode())")
        else:
            self._imports.add("from urllib.parse import urlencode")
            lines.append('body = urlencode({"payload": json.dumps(payload)}).encode()')
            lines.append("answer = office.post_signed(body)")
        lines.append("assert answer.status == 200")
        if isinstance(exchange.answer, dict) and exchange.answer:
            lines += [*_assign("expected", exchange.answer), "assert answer.payload() == expected"]
        return lines

    # Expecting

    def expect(self, exchange: Exchange) -> list[str]:
        """The lines that look for the same call; what is by chance in it is left out."""
        if exchange.kind != "method":
            return [f"# Tests see what comes of {exchange.name} in the sandbox's messages."]
        wanted = {key: one for key, one in exchange.request.items() if key not in _CHANCE}
        read = {key: read_structure(one) for key, one in wanted.items()}
        plain = {key: one for key, one in read.items() if isinstance(one, str | bool | int)}
        lines = ["wanted = {"]
        lines += [f"    {key!r}: {self.value(key, one)}," for key, one in plain.items()]
        lines.append("}")
        lines.append(f'calls = office.sandbox.calls("{exchange.name}")')
        lines.append("[call, *_] = [one for one in calls if wanted.items() <= one.args.items()]")
        for key, one in read.items():
            if key not in plain:
                lines += self.expect_structure(key, one, is_text=isinstance(wanted[key], str))
        if exchange.error is not None:
            return [*lines, f'assert call.response["error"] == {exchange.error!r}']
        return [*lines, f"assert call.status == {exchange.status}"]

    def expect_structure(self, key: str, one: Any, *, is_text: bool) -> list[str]:
        """The lines about an argument that is JSON, inside a form or not; of a view its title."""
        given = f'call.args["{key}"]'
        if is_text:
            self._imports.add("import json")
            given = f"json.loads({given})"
        if key != "view" or not isinstance(one, dict):
            return [*_assign(key, one), f"assert {given} == {key}"]
        title = (one.get("title") or {}).get("text")
        lines = [f'assert {given}["type"] == {one.get("type")!r}']
        return [*lines, f'assert {given}["title"]["text"] == {title!r}'] if title else lines

    def value(self, key: str, one: Any) -> str:
        """An argument as the test writes it."""
        if key == "channel" and isinstance(one, str):
            return self.room(one)
        return self.literal(one) if isinstance(one, str) else repr(one)


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _quote(text: str) -> str:
    """Text in double quotes where that is as easy to read."""
    written = repr(text)
    if written[0] == '"' or '"' in written:
        return written
    return '"' + written[1:-1].replace("\\'", "'") + '"'


def _assign(name: str, value: Any) -> list[str]:
    """The lines of an assignment."""
    written = pformat(value, width=_WIDTH, sort_dicts=False, underscore_numbers=False)
    first, *rest = written.splitlines()
    return [f"{name} = {first}", *(f"{' ' * (len(name) + 3)}{line}" for line in rest)]
