"""What leaders read of their teams on their Home."""

from __future__ import annotations

TITLE = "My team"


def say_teams(channels: str) -> str:
    """The channels that somebody leads."""
    return f"You lead {channels}. Type `/kudos report` there for its report."
