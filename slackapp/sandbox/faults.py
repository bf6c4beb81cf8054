"""Misbehaviour on demand: what the next calls of a method will suffer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

#: Kinds that are no Slack error string; every other kind is answered as `{"error": kind}`, but for
#: `page_302`, `page_403` …: a proxy's own page with that status, in Slack's place.
TIMEOUTS = ("timeout_before", "timeout_after")
DROPS = ("drop_before", "drop_after")
PAGE = "page_"
AFTER = ("timeout_after", "drop_after")


@dataclass(frozen=True)
class Fault:
    """One kind of trouble for the next `times` calls of a method, in one channel or anywhere."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1
    seconds: float = 30.0
    channel: str | None = None


class Faults:
    """The faults that still wait for their calls, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Arm a fault."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._faults.clear()

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault that this call meets, used up by one."""
        with self._lock:
            for number, fault in enumerate(self._faults):
                if fault.method == method and fault.channel in (None, channel):
                    self._faults[number : number + 1] = (
                        [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    )
                    return fault
            return None
