"""The line in which people's writes wait, on PostgreSQL, before they begin.

A transaction that has begun holds locks. With sixteen of them at work in one process, which takes
turns at the processor, each holds its own for as long as all together take, and others come to
wait for them. So few begin at once, and the next when one has ended.
"""

from __future__ import annotations

import threading
from collections import deque

from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.patience import seconds_left


class Writers:
    """So many who write at once; the others wait in line, for `patience` seconds at most."""

    def __init__(self, count: int, patience: float) -> None:
        self._changing = threading.Lock()
        self._free = count
        self._line: deque[threading.Event] = deque()
        self._patience = patience

    def __enter__(self) -> None:
        """Wait for a turn; raises what a pool does whose connections are all in use."""
        with self._changing:
            if self._free:
                self._free -= 1
                return
            turn = threading.Event()
            self._line.append(turn)
        left = seconds_left()
        wait = self._patience if left is None else min(self._patience, max(left, 0.0))
        if turn.wait(wait):
            return
        with self._changing:
            if turn.is_set():  # it came just now
                return
            self._line.remove(turn)
        raise PoolTimeoutError(f"no turn to write came within {wait:.1f} s")

    def __exit__(self, *_error: object) -> None:
        """Give the turn to whoever has waited longest."""
        with self._changing:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1
