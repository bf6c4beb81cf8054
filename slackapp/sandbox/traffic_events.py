"""Server-Sent Events: tells an open inspector that Slack and the app have said something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from slackapp.sandbox.traffic import Traffic

HEARTBEAT_SECONDS = 15.0
#: Seconds in which what is said is gathered: a page reads it all at once.
GATHER = 0.1


class TrafficEvents:
    """One event per open inspector, set when there is something new."""

    def __init__(self, traffic: Traffic) -> None:
        self._pages: set[asyncio.Event] = set()
        self._is_closing = False
        self.loop: asyncio.AbstractEventLoop | None = None
        traffic.subscribe(lambda _change: self.tell())

    def tell(self) -> None:
        """Tell every open inspector to look; from any thread."""
        loop = self.loop
        if loop is not None and self._pages:
            loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for page in self._pages:
            page.set()

    def close(self) -> None:
        """Let every stream end."""
        self.loop, self._is_closing = None, True
        self._wake()

    async def stream(self) -> AsyncIterator[str]:
        """The lines of an event stream."""
        page = asyncio.Event()
        self._pages.add(page)
        try:
            yield ": connected\n\n"
            while not self._is_closing:
                try:
                    await asyncio.wait_for(page.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                page.clear()
                if not self._is_closing:
                    yield "data: {}\n\n"
                    await asyncio.sleep(GATHER)
        finally:
            self._pages.discard(page)
