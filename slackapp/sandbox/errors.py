"""The one exception of the sandbox: an answer with `"ok": false`."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """Slack's refusal; `error` is Slack's string, `extra` goes beside it in the answer."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra
