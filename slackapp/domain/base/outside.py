"""What comes from outside, made fit to be stored: people's names, and all texts of a request.

Slack lets people, and other apps in their name, write nearly anything. It is cleaned here once,
before it is stored, so that no later reader needs to expect it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from slackapp.domain.base.slack_text import clean, unescape

#: Slack's own limit on what somebody is called.
_NAME = 80

#: What a database does not take, or no encoding: a null byte, and halves of characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,255}")
#: Within what the database's integer holds.
_MOST = 2**31 - 1


def read_name(values: Iterable[Any], *, default: str) -> str:
    """The first of the values that is a name: on one line, not blank, and of a sensible length.

    It is plain text: where Slack escaped it, as it does with texts, that is undone, so that
    whoever shows it escapes it once.
    """
    for value in values:
        name = " ".join(clean(unescape(value)).split()) if isinstance(value, str) else ""
        if name:
            return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"
    return default


def read_id(value: Any) -> str | None:
    """An id of Slack's; None where it is nothing of the kind."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def read_number(value: Any) -> int:
    """A whole number from 0 on that a database holds; 0 where it is nothing of the kind."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value <= _MOST else 0


def read_object(value: Any) -> dict[str, Any]:
    """An object of JSON; an empty one where it is nothing of the kind."""
    return value if isinstance(value, dict) else {}


def drop_unstorable(payload: dict[str, Any]) -> None:
    """Take out of every text of a request, wherever it stands, what cannot be stored.

    Without recursion, as what is sent may be nested deeper than we could call ourselves.
    """
    holders: list[dict[str, Any] | list[Any]] = [payload]
    while holders:
        holder = holders.pop()
        entries = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
        for key, value in entries:
            if isinstance(value, str):
                if _UNSTORABLE.search(value):
                    holder[key] = _UNSTORABLE.sub("", value)  # type: ignore[index]
            elif isinstance(value, dict | list):
                holders.append(value)


def read_moment(text: str) -> datetime | None:
    """The moment that a button or a form carries, as UTC has it; None where it names none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the latter at the two ends of time
        return None
