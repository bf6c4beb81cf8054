"""What Slack and the app have said to each other lately: a ring, which forgets the oldest."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

#: The app calls Slack, or Slack tells the app.
Direction = Literal["to_slack", "to_app"]
#: What it is called by in the inspector's filter.
Kind = Literal["method", "answer", "file", "command", "interaction", "options", "event", "line"]

#: Exchanges that are kept.
KEPT = 400


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it; `status` is None for as long as nothing has.

    `name` is Slack's own for it: a method, a command, a type. `status` is HTTP's, 0 where the
    caller got no answer; `error` is what became of it instead, in Slack's words.
    """

    number: int
    direction: Direction
    kind: Kind
    name: str
    request: dict[str, Any]
    at: float
    answer: Any = None
    status: int | None = None
    error: str | None = None
    seconds: float | None = None
    retry: int = 0
    #: Grows with every change of anything, so that a page can ask for what is new.
    revision: int = 0

    @property
    def is_trouble(self) -> bool:
        """Whether something went wrong, or goes on because something did."""
        failed = self.status not in (None, 200, 302)
        return failed or self.error is not None or self.retry > 0


class Traffic:
    """The newest exchanges; every method may be called from any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._exchanges: OrderedDict[int, Exchange] = OrderedDict()
        self._count = 0
        self._revision = 0
        self._listeners: list[Callable[[Exchange | None], None]] = []

    def subscribe(self, listener: Callable[[Exchange | None], None]) -> None:
        """Have `listener` called with every change, from any thread; with None when all goes."""
        self._listeners.append(listener)

    def begin(
        self,
        direction: Direction,
        kind: Kind,
        name: str,
        request: dict[str, Any],
        *,
        at: float,
        retry: int = 0,
    ) -> Callable[..., None]:
        """Note a request; what is returned is to be called once with what came of it."""
        started = time.monotonic()
        with self._lock:
            self._count += 1
            number = self._count
            begun = self._put(Exchange(number, direction, kind, name, request, at, retry=retry))
        self._tell(begun)

        def end(answer: Any = None, *, status: int = 200, error: str | None = None) -> None:
            seconds = time.monotonic() - started
            with self._lock:
                known = self._exchanges.get(number)
                if known is None:
                    return
                changes = {"answer": answer, "status": status, "error": error}
                ended = self._put(replace(known, **changes, seconds=seconds))
            self._tell(ended)

        return end

    def note(
        self,
        direction: Direction,
        kind: Kind,
        name: str,
        request: dict[str, Any],
        *,
        at: float,
        **outcome: Any,
    ) -> None:
        """Note what is over already; `outcome` are fields of `Exchange`."""
        with self._lock:
            self._count += 1
            outcome = {"status": 200} | outcome
            told = self._put(Exchange(self._count, direction, kind, name, request, at, **outcome))
        self._tell(told)

    def _put(self, exchange: Exchange) -> Exchange:
        self._revision += 1
        exchange = replace(exchange, revision=self._revision)
        self._exchanges[exchange.number] = exchange
        while len(self._exchanges) > self._kept:
            self._exchanges.popitem(last=False)
        return exchange

    def _tell(self, change: Exchange | None) -> None:
        for listener in self._listeners:
            listener(change)

    def since(self, revision: int) -> list[Exchange]:
        """What is new or has changed since that revision, oldest first."""
        with self._lock:
            return [one for one in self._exchanges.values() if one.revision > revision]

    def find(self, number: int) -> Exchange | None:
        """The exchange of that number, unless it is forgotten."""
        with self._lock:
            return self._exchanges.get(number)

    def before(self, number: int) -> list[Exchange]:
        """What came before that one, newest first."""
        with self._lock:
            return [one for one in reversed(self._exchanges.values()) if one.number < number]

    @property
    def oldest(self) -> int:
        """The number of the oldest that is kept; the next one's where there is none."""
        with self._lock:
            return next(iter(self._exchanges), self._count + 1)

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._exchanges.clear()
            self._revision += 1
        self._tell(None)
