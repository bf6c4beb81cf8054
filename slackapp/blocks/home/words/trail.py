"""The words around the audit trail."""

from __future__ import annotations

TITLE = "Who decided what"
ABOUT = (
    "What admins and leaders decided, and which kudos were changed or taken back; the newest is on "
    "top. Nobody's words are kept here."
)
NOTHING = "Nothing yet."
OLDER = "Older"
CLOSE = "Close"
WAS_UNDONE = "It was undone since."


def say_when(day: str, hour: str) -> str:
    """When it was."""
    return f"{day}, {hour}"
