"""What one member of a channel is shown there alone: answers to what has no ack of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import THREAD, WHISPER_LANE, OutgoingMessage, enqueue


def enqueue_whisper(
    session: Session,
    *,
    workspace_id: int,
    slack_user_id: str,
    slack_channel_id: str,
    slack_thread_ts: str,
    content: Content,
    request_key: str,
    now: datetime,
) -> None:
    """Promise an answer to whoever wrote there, in the thread if it was one; it is tried once.

    Where the channel cannot be reached, they are told directly.
    """
    payload = {
        **content.in_plain().as_payload(),
        "channel": slack_channel_id,
        "user": slack_user_id,
    }
    message = OutgoingMessage(
        # A lane of its own: it neither waits for the channel's pace nor holds it up.
        slack_channel_id=f"{WHISPER_LANE}{slack_user_id}",
        kind="whisper",
        dedupe_key=f"{request_key}:whisper",
        payload=payload | ({THREAD: slack_thread_ts} if slack_thread_ts else {}),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def tell_directly(session: Session, claimed: ClaimedMessage, *, now: datetime) -> None:
    """Promise the same by direct message, as the channel could not be reached."""
    where = ("channel", "user", THREAD)
    message = OutgoingMessage(
        slack_channel_id=claimed.payload["user"],
        kind="post",
        dedupe_key=f"{claimed.dedupe_key}:directly",
        payload={name: value for name, value in claimed.payload.items() if name not in where},
    )
    enqueue(session, workspace_id=claimed.workspace_id, messages=[message], now=now)
