"""A guided first visit: steps that the page shows, each done when somebody has really done it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from slackapp.sandbox.state import Change, Message, Store


@dataclass(frozen=True)
class Deed:
    """What somebody did, or what was said.

    `acted`: a button, a menu or a form that the app took; `name` is its action or callback id.
    `looked`: somebody read a conversation. `heard`: a message is there, by `user`.
    """

    kind: Literal["acted", "looked", "heard"]
    user: str
    name: str = ""
    channel: str = ""
    message: Message | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        return self.message.text if self.message else ""

    def offers(self, action_id: str) -> bool:
        """Whether the message has an element with this action."""
        blocks = self.message.blocks if self.message else None
        return any(one.get("action_id") == action_id for one in _elements(blocks or ()))


def _elements(blocks: Any) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from block.get("elements") or ()
        if "accessory" in block:
            yield block["accessory"]


@dataclass(frozen=True)
class Place:
    """Where the page leads whoever asks to be shown: whom to be, where, and to what there.

    `fill` is written into the empty field; `action` is something to press, the newest of its kind;
    `moment` is one of those that time may pass to; `is_found` is the message by which it was
    noticed that the part before was done.
    """

    person: str = ""
    channel: str = ""
    tab: str = ""
    fill: str = ""
    action: str = ""
    moment: str = ""
    is_found: bool = False
    switcher: bool = False


@dataclass(frozen=True)
class Part:
    """What to do next within a step, where, and how it is noticed that it was done."""

    words: str
    show: Place
    label: str
    seen: Callable[[Deed], bool]


@dataclass(frozen=True)
class Step:
    """One thing to try, in one part or several that follow each other, and what came of it."""

    key: str
    title: str
    parts: tuple[Part, ...]
    happened: str


@dataclass(frozen=True)
class Way:
    """Where somebody may go on when all steps are behind them."""

    label: str
    show: Place


@dataclass(frozen=True)
class Visit:
    """Who a visitor is, where they begin, and what they are shown."""

    person: str
    channel: str
    welcome: str
    steps: tuple[Step, ...]
    farewell: str
    ways: tuple[Way, ...]
    #: Names what a browser remembers of it, such as the steps that were skipped.
    id: str = field(default_factory=lambda: secrets.token_hex(4))


class Tour:
    """Follows what is done in a sandbox; every method may be called from any thread."""

    def __init__(self) -> None:
        self.visit: Visit | None = None
        self._store: Store | None = None
        self._reached: dict[str, int] = {}
        self._skipped: set[str] = set()
        self._found: dict[str, str] = {}
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def begin(self, visit: Visit, store: Store) -> None:
        """Offer this from now on, in the workspace of that store."""
        self.visit, self._store = visit, store
        self._reached = {step.key: 0 for step in visit.steps}
        store.subscribe(self._on_change)

    def tell_kept(self) -> dict[str, Any] | None:
        """What `go_on` needs at the next start, None where there is no visit."""
        return {"id": self.visit.id, **self.tell_progress()} if self.visit else None

    def go_on(self, kept: dict[str, Any] | None) -> None:
        """Let a visit that has begun be as far as it was, for the browser, too."""
        if kept is None or self.visit is None:
            return
        with self._lock:
            self.visit = replace(self.visit, id=str(kept["id"]))
            # A step that has fewer parts by now is done.
            self._reached |= {
                step.key: min(int(kept["reached"].get(step.key, 0)), len(step.parts))
                for step in self.visit.steps
            }
            self._skipped, self._found = set(kept["skipped"]), dict(kept["found"])

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Have `listener` called when somebody has come further."""
        self._listeners.append(listener)

    def _on_change(self, change: Change) -> None:
        if change.kind == "deleted" or self._store is None:
            return
        messages = self._store.messages(change.channel)
        if messages:
            last = messages[-1]
            self.notice(Deed("heard", last.user, channel=change.channel, message=last))

    def notice(self, deed: Deed) -> None:
        """Go on in every step whose next part this is; a look counts where it was asked for."""
        if self.visit is None:
            return
        with self._lock:
            current = self._find_current()
            moved = [
                step.key
                for step in self.visit.steps
                if not self._is_done(step)
                and (deed.kind != "looked" or step is current)
                and step.parts[self._reached[step.key]].seen(deed)
            ]
            for key in moved:
                self._reached[key] += 1
                if deed.message is not None:
                    self._found[key] = deed.message.ts
        if moved:
            self._tell_listeners()

    def skip(self, key: str) -> None:
        """Leave a step out."""
        with self._lock:
            self._skipped.add(key)
        self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in self._listeners:
            listener()

    def _is_done(self, step: Step) -> bool:
        return self._reached[step.key] >= len(step.parts)

    def _find_current(self) -> Step | None:
        """The first step that is neither done nor left out."""
        steps = self.visit.steps if self.visit else ()
        ahead = (one for one in steps if one.key not in self._skipped and not self._is_done(one))
        return next(ahead, None)

    def tell_progress(self) -> dict[str, Any]:
        """How many parts of each step are done, which steps were left out, and what was found."""
        with self._lock:
            return {
                "reached": dict(self._reached),
                "skipped": sorted(self._skipped),
                "found": dict(self._found),
            }

    def tell(self) -> dict[str, Any] | None:
        """The visit as JSON, None where there is none."""
        visit = self.visit
        if visit is None:
            return None
        steps = [
            {
                "key": step.key,
                "title": step.title,
                "happened": step.happened,
                "parts": [
                    {"words": part.words, "label": part.label, "show": asdict(part.show)}
                    for part in step.parts
                ],
            }
            for step in visit.steps
        ]
        return {
            "id": visit.id,
            "person": visit.person,
            "channel": visit.channel,
            "welcome": visit.welcome,
            "farewell": visit.farewell,
            "ways": [asdict(way) for way in visit.ways],
            "steps": steps,
        }
