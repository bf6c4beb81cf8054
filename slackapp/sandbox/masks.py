"""Hides tokens and secrets in what the inspector shows; everything else stays as it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MASK = "•••"

#: Fields whose whole value is a secret, wherever they stand.
_SECRET_FIELDS = frozenset(
    {
        "access_token",
        "bot_token",
        "client_secret",
        "code",
        "refresh_token",
        "signing_secret",
        "token",
        "workflow_token",
    }
)
#: Slack's tokens, by what they begin with, and the ticket of a WebSocket.
_TOKENS = re.compile(r"\b(xox[a-z](?:\.xox[a-z])?-|xapp-|xwfp-)[\w-]+|(?<=ticket=)\w+")


def hide_secrets(value: Any, secrets: Iterable[str] = ()) -> Any:
    """The same JSON with every secret masked; `secrets` are further ones to look for."""
    known = [one for one in secrets if one]
    return _hide(value, re.compile("|".join(map(re.escape, known))) if known else None)


def _hide(value: Any, known: re.Pattern[str] | None) -> Any:
    if isinstance(value, dict):
        return {
            key: MASK if key in _SECRET_FIELDS and isinstance(one, str) and one else
            _hide(one, known)
            for key, one in value.items()
        }  # fmt: skip
    if isinstance(value, list | tuple):
        return [_hide(one, known) for one in value]
    if not isinstance(value, str):
        return value
    text = value if known is None else known.sub(MASK, value)
    return _TOKENS.sub(lambda found: (found[1] or "") + MASK, text)
