"""The pace of messages towards Slack."""

from __future__ import annotations

from datetime import datetime, timedelta

#: Slack's rule for chat.postMessage: about one a second and channel.
POST_INTERVAL = timedelta(seconds=1)


def next_send_at(kind: str, *, sent_at: datetime) -> datetime:
    """When the lane may send again after a message of that kind; only posts are paced."""
    return sent_at + POST_INTERVAL if kind == "post" else sent_at
