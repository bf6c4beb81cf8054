"""Open views: each person's stack of modals and their App Home, and what triggers may open one."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.view_state import State, kept_state, state_here

#: Seconds for which a trigger may open a view, and views on top of each other at most.
TRIGGER_SECONDS = 3.0
MAX_STACK = 3


@dataclass(frozen=True)
class View:
    """One view as it stands: what the app gave, with the ids that Slack adds."""

    id: str
    user: str
    content: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    #: What people gave so far; an input that is not here holds what it began with.
    held: State = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks, with block ids and action ids throughout."""
        blocks: list[dict[str, Any]] = self.content["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """What stands at its top; a Home has no title."""
        return str((self.content.get("title") or {}).get("text", ""))

    @property
    def state(self) -> State:
        """What its inputs hold now."""
        return kept_state(self.blocks, self.held)


class Views:
    """All views; every method may be called from any thread."""

    def __init__(self, new_id: Callable[[str], str]) -> None:
        self._new_id = new_id
        self._lock = threading.RLock()
        self._triggers: dict[str, tuple[str, float]] = {}
        self._places: dict[str, str | None] = {}
        self._used: set[str] = set()
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Have `listener` called with the person whose views have changed."""
        self._listeners.append(listener)

    def _tell(self, user: str) -> None:
        for listener in self._listeners:
            listener(user)

    def issue_trigger(self, trigger: str, user: str, channel: str | None = None) -> str:
        """Let this trigger open one view for this person, soon, who looks at that channel."""
        with self._lock:
            self._places[trigger] = channel
            self._triggers[trigger] = (user, time.monotonic() + TRIGGER_SECONDS)
        return trigger

    def take_trigger(self, trigger: str) -> str:
        """Whose it is; raises SlackError when it is none, was used, or is too old."""
        with self._lock:
            if trigger in self._used:
                raise SlackError("exchanged_trigger_id")
            if trigger not in self._triggers:
                raise SlackError("invalid_trigger_id")
            user, good_until = self._triggers[trigger]
            if time.monotonic() > good_until:
                raise SlackError("expired_trigger_id")
            self._used.add(trigger)
            return user

    def place_of(self, trigger: str) -> str | None:
        """The channel that somebody looked at when this trigger was issued."""
        return self._places.get(trigger)

    def open(self, user: str, content: dict[str, Any], channel: str | None = None) -> View:
        """Show a modal, in place of all that were open; they look at that channel."""
        with self._lock:
            self._check_external_id(content)
            view = self._make(user, content, channel)
            self._stacks[user] = [view]
        self._tell(user)
        return view

    def push(self, user: str, content: dict[str, Any], channel: str | None = None) -> View:
        """Show a modal on top of what is open."""
        with self._lock:
            stack = self._stacks.get(user) or []
            if not stack:
                raise SlackError("not_found")
            if len(stack) >= MAX_STACK:
                raise SlackError("push_limit_reached")
            self._check_external_id(content)
            made = self._make(user, content, channel)
            view = replace(made, root_id=stack[0].id, previous_id=stack[-1].id)
            stack.append(view)
        self._tell(user)
        return view

    def publish(self, user: str, content: dict[str, Any], expected_hash: str | None) -> View:
        """Show a Home."""
        with self._lock:
            known = self._homes.get(user)
            if expected_hash and known and known.hash != expected_hash:
                raise SlackError("hash_conflict")
            view = self._make(user, content)
            if known is not None:
                held = kept_state(content["blocks"], known.state)
                view = replace(view, id=known.id, root_id=known.id, held=held)
            self._homes[user] = view
        self._tell(user)
        return view

    def update(
        self,
        content: dict[str, Any],
        *,
        view_id: str | None = None,
        external_id: str | None = None,
        expected_hash: str | None = None,
    ) -> View:
        """Put other content into an open view."""
        with self._lock:
            known = self._find(view_id, external_id)
            if known is None:
                raise SlackError("not_found")
            if expected_hash and known.hash != expected_hash:
                raise SlackError("hash_conflict")
            self._check_external_id(content, known)
            held = kept_state(content["blocks"], known.state)
            view = replace(known, content=content, hash=_new_hash(), errors={}, held=held)
            self._put(view)
        self._tell(view.user)
        return view

    def hold(self, view: View, state: State) -> View:
        """Note what somebody has given; the view stays the one that it is."""
        with self._lock:
            known = self._find(view.id, None)
            if known is None:
                raise SlackError("view_not_found")
            held = replace(known, held=state)
            self._put(held)
        return held

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        """Show what the app said of fields, below them."""
        with self._lock:
            known = self._find(view.id, None)
            if known is None:
                return
            self._put(replace(known, errors=errors))
        self._tell(view.user)

    def close(self, user: str, *, all_of_them: bool = False) -> None:
        """Close the modal on top, or all."""
        with self._lock:
            stack = self._stacks.get(user) or []
            del stack[0 if all_of_them else -1 :]
        self._tell(user)

    def stack(self, user: str) -> list[View]:
        """The open modals of a person, the one on top last."""
        with self._lock:
            return list(self._stacks.get(user) or ())

    def modal(self, user: str) -> View | None:
        """The modal that a person sees."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """The Home that the app has shown a person."""
        return self._homes.get(user)

    def homes(self) -> list[View]:
        """Every Home; takes no lock, for whoever holds the store's."""
        return list(self._homes.values())

    def stacks(self) -> dict[str, list[View]]:
        """The open modals of all who have any; takes no lock either."""
        return {user: list(stack) for user, stack in list(self._stacks.items()) if stack}

    def go_on(self, homes: Iterable[View], stacks: Mapping[str, list[View]]) -> None:
        """Show these, as before a start."""
        with self._lock:
            self._homes = {home.user: home for home in homes}
            self._stacks = dict(stacks)

    def find(self, user: str, view_id: str) -> View:
        """The open view of this person; raises SlackError when there is none."""
        view = self._find(view_id, None)
        if view is None or view.user != user:
            raise SlackError("view_not_found")
        return view

    def _find(self, view_id: str | None, external_id: str | None) -> View | None:
        with self._lock:
            views = [
                *self._homes.values(),
                *(one for all_ in self._stacks.values() for one in all_),
            ]
        for view in views:
            if view.id == view_id or (
                external_id and view.content.get("external_id") == external_id
            ):
                return view
        return None

    def _check_external_id(self, content: dict[str, Any], own: View | None = None) -> None:
        """Raise duplicate_external_id where another open view has the id already."""
        external_id = content.get("external_id")
        other = self._find(None, external_id) if external_id else None
        if other is not None and (own is None or other.id != own.id):
            raise SlackError("duplicate_external_id")

    def _put(self, view: View) -> None:
        if self._homes.get(view.user, view).id == view.id and view.content["type"] == "home":
            self._homes[view.user] = view
            return
        stack = self._stacks[view.user]
        stack[[one.id for one in stack].index(view.id)] = view

    def _make(self, user: str, content: dict[str, Any], channel: str | None = None) -> View:
        view_id = self._new_id("V")
        held = state_here(content["blocks"], channel)
        return View(view_id, user, content, _new_hash(), view_id, held=held)


def _new_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"
