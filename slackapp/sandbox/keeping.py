"""Keeps what a sandbox's workspace holds in a file, and puts it back at the next start.

Whatever is posted is in the file before the app hears that it was posted: a kill leaves the two of
them as one would leave the app and Slack.
"""

from __future__ import annotations

import base64
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from slackapp.sandbox.state import Channel, File, Message, Person, Reaction
from slackapp.sandbox.state_file import StateBroken, StateFile
from slackapp.sandbox.tokens import Token
from slackapp.sandbox.user_groups import UserGroup
from slackapp.sandbox.views import View
from slackapp.sandbox.world import World

#: Grows when what is in the file is written otherwise.
FORMAT = 1
#: Seconds between looks at what no message tells of, such as what somebody has read.
_NOW_AND_THEN = 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """What was in a file, ready to be put back."""

    people: list[Person]
    channels: list[Channel]
    messages: list[Message]
    files: list[File]
    read_marks: dict[tuple[str, str], str]
    tokens: list[Token]
    groups: list[UserGroup]
    homes: list[View]
    stacks: dict[str, list[View]]
    clock: float
    world: dict[str, Any]


def read_kept(file: StateFile, *, url: str | None = None) -> Kept:
    """What the file holds; links lead to the page's new address. Raises StateBroken."""
    rows = file.read()
    try:
        world = json.loads(rows["world"][""])
        old = str(world["url"])
        new = old if url is None else url
        found = {
            kind: {key: json.loads(value.replace(old, new)) for key, value in values.items()}
            for kind, values in rows.items()
        }
        return _decode(found, world)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateBroken from error


def _decode(found: dict[str, dict[str, Any]], world: dict[str, Any]) -> Kept:
    def all_of(kind: str) -> Iterator[dict[str, Any]]:
        yield from found.get(kind, {}).values()

    return Kept(
        people=[Person(**one) for one in all_of("person")],
        channels=[
            Channel(**one | _tuples(one, "member_ids", "sharing")) for one in all_of("channel")
        ],
        messages=[_read_message(one) for one in all_of("message")],
        files=[File(**one | {"content": _read_bytes(one["content"])}) for one in all_of("file")],
        read_marks={_read_pair(key): mark for key, mark in found.get("read", {}).items()},
        tokens=[Token(**one | {"scopes": frozenset(one["scopes"])}) for one in all_of("token")],
        groups=[UserGroup(**one | _tuples(one, "member_ids")) for one in all_of("group")],
        homes=[View(**one) for one in all_of("home")],
        stacks={
            user: [View(**one) for one in stack] for user, stack in found.get("stack", {}).items()
        },
        clock=float(found["clock"][""]),
        world=world,
    )


def _read_pair(key: str) -> tuple[str, str]:
    channel, user = key.split()
    return channel, user


def _tuples(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(values[name]) for name in names}


def _read_message(values: dict[str, Any]) -> Message:
    blocks = values["blocks"]
    reactions = (Reaction(one["name"], tuple(one["users"])) for one in values["reactions"])
    changes = {
        "blocks": None if blocks is None else tuple(blocks),
        "file_ids": tuple(values["file_ids"]),
        "reactions": tuple(reactions),
    }
    return Message(**values | changes)


def _read_bytes(content: str | None) -> bytes | None:
    return None if content is None else base64.b64decode(content)


def _encode(value: Any) -> Any:
    """What JSON has no word for."""
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, frozenset):
        return sorted(value)
    return dict(value)


def put_back(kept: Kept, world: World) -> None:
    """Let a workspace that nothing has happened in yet be the one that was kept."""
    store = world.store
    for person in kept.people:
        store.put_person(person)
    for channel in kept.channels:
        store.put_channel(channel)
    for message in kept.messages:
        store.change_message(message)
    for file in kept.files:
        store.put_file(file)
    for token in kept.tokens:
        store.put_token(token)
    for group in kept.groups:
        world.groups.put(group)
    store.go_on(kept.read_marks, after=kept.world["number"], ts=kept.world["ts"])
    world.views.go_on(kept.homes, kept.stacks)
    world.bot_token, world.app_token = kept.world["bot_token"], kept.world["app_token"]
    # Whoever comes back begins with an app that works.
    store.restore(world.bot_token)
    world.newer_blocks = kept.world["newer_blocks"]


class Keeper:
    """Writes down what changes in a workspace, from `begin` to `stop`."""

    def __init__(self, world: World, file: StateFile) -> None:
        self._world = world
        self._file = file
        self._written: dict[tuple[str, str], Any] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="keeper", daemon=True)
        self._has_failed = False
        #: Further rows of whoever keeps more than the workspace, by kind and key.
        self.extra: Callable[[], dict[tuple[str, str], Any]] = dict

    def begin(self) -> None:
        """Write all of it, and from now on what changes."""
        self.save()
        self._world.store.subscribe(lambda _change: self.save())
        self._world.views.subscribe(lambda _user: self.save())
        self._thread.start()

    def stop(self) -> None:
        """Write what is left to be written."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self.save()

    def _look(self) -> None:
        while not self._over.wait(_NOW_AND_THEN):
            self.save()

    def save(self) -> None:
        """Write whatever is another than was written; where that cannot be, say so once."""
        # The store's own lock, so that nobody who holds it waits here for one who waits for it.
        with self._world.store.lock:
            now = dict(self._list())
            changes = {
                key: json.dumps(value, default=_encode)
                for key, value in now.items()
                if self._written.get(key) is not value and self._written.get(key) != value
            }
            gone = dict.fromkeys(self._written.keys() - now.keys())
            try:
                self._file.write(changes | gone)
            except sqlite3.Error as error:
                if not self._has_failed:
                    _log.warning("What happens here cannot be kept: %s", error)
                self._has_failed = True
                return
            self._written = now

    def note_time(self) -> None:
        """Write what time it is here, before anything happens at that time."""
        with self._world.store.lock:
            try:
                self._file.write({("clock", ""): json.dumps(self._world.store.clock())})
            except sqlite3.Error:
                return  # `save` says so

    def _list(self) -> Iterator[tuple[tuple[str, str], Any]]:
        world, store = self._world, self._world.store
        for person in store.people():
            yield ("person", person.id), person
        for channel in store.channels():
            yield ("channel", channel.id), channel
            for message in store.messages(channel.id):
                yield ("message", f"{channel.id} {message.ts}"), message
        for file in store.files():
            yield ("file", file.id), file
        for (channel_id, user), mark in store.read_marks().items():
            yield ("read", f"{channel_id} {user}"), mark
        for token in store.tokens():
            yield ("token", token.value), token
        for group in world.groups.list():
            yield ("group", group.id), group
        for home in world.views.homes():
            yield ("home", home.user), home
        for user, stack in world.views.stacks().items():
            yield ("stack", user), stack
        yield ("clock", ""), store.clock()
        yield (
            ("world", ""),
            {
                "url": world.url,
                "bot_token": world.bot_token,
                "app_token": world.app_token,
                "newer_blocks": world.newer_blocks,
                "tour": world.tour.tell_kept(),
                "number": store.last_number,
                "ts": store.last_ts,
            },
        )
        yield from self.extra().items()
