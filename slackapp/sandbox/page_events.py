"""Server-Sent Events: tells open pages which channel to read again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from slackapp.sandbox.humans import may_see
from slackapp.sandbox.state import Change, Person
from slackapp.sandbox.world import World

HEARTBEAT_SECONDS = 15.0

#: In place of a person: whoever is shown around has come further.
_TOUR = ""


class PageEvents:
    """One queue per open page; the end of a queue is a None."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: set[asyncio.Queue[Change | str | None]] = set()
        self.loop: asyncio.AbstractEventLoop | None = None
        world.store.subscribe(self._on_change)
        world.views.subscribe(self._on_change)
        world.tour.subscribe(lambda: self._on_change(_TOUR))

    def _on_change(self, change: Change | str) -> None:
        """Tell of a channel that changed, or of a person whose views did."""
        loop = self.loop
        if loop is not None:
            loop.call_soon_threadsafe(self._put, change)

    def _put(self, change: Change | str | None) -> None:
        for queue in self._queues:
            queue.put_nowait(change)

    def close(self) -> None:
        """Let every stream end."""
        self.loop = None
        self._put(None)

    async def stream(self, person: Person) -> AsyncIterator[str]:
        """What `person` may know of, as the lines of an event stream."""
        queue: asyncio.Queue[Change | str | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield ": connected\n\n"
            while True:
                try:
                    change = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if change is None:
                    return
                if change == _TOUR:
                    yield f"data: {json.dumps({'kind': 'tour'})}\n\n"
                elif isinstance(change, str):
                    if change == person.id:
                        yield f"data: {json.dumps({'kind': 'views'})}\n\n"
                elif self._concerns(person, change):
                    data = {"channel": change.channel, "kind": change.kind}
                    yield f"data: {json.dumps(data)}\n\n"
        finally:
            self._queues.discard(queue)

    def _concerns(self, person: Person, change: Change) -> bool:
        channel = self._world.store.find_channel(change.channel)
        for_them = change.ephemeral_to in (None, person.id)
        return channel is not None and may_see(person, channel) and for_them
