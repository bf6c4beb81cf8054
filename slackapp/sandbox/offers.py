"""Which options of external selects the app has offered, to whom, and where."""

from __future__ import annotations

import threading
from typing import Any

from slackapp.sandbox.view_state import FindOption, own_options


class Offers:
    """Remembers every option that was offered; nobody can choose another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._options: dict[tuple[str, str, str, str], dict[str, dict[str, Any]]] = {}

    def add(
        self,
        user: str,
        container: str,
        block_id: str,
        element: dict[str, Any],
        answer: dict[str, Any],
    ) -> None:
        """Note an answer of the app; `container` is the view's id or the message's ts."""
        key = (user, container, block_id, element["action_id"])
        with self._lock:
            known = self._options.setdefault(key, {})
            known |= {option["value"]: option for option in own_options(answer)}

    def finder(self, user: str, container: str) -> FindOption:
        """Finds what this person was offered there."""

        def find(block_id: str, element: dict[str, Any], value: str) -> dict[str, Any] | None:
            with self._lock:
                key = (user, container, block_id, element["action_id"])
                return self._options.get(key, {}).get(value)

        return find
