"""What one member of a channel is shown there alone: answers to what has no ack of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import ELSE_TO, THREAD, WHISPER_LANE, OutgoingMessage, enqueue


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


def whisper_instead(session: Session, claimed: ClaimedMessage, *, now: datetime) -> None:
    """Promise an answer that Slack did not take in the channel that it was meant for, if one is."""
    payload = dict(claimed.payload)
    where = payload.pop(ELSE_TO, None)
    if where is None:
        return
    for name in ("response_url", "response_type", "replace_original"):
        payload.pop(name, None)
    message = OutgoingMessage(
        slack_channel_id=f"{WHISPER_LANE}{where['user']}",
        kind="whisper",
        dedupe_key=f"{claimed.dedupe_key}:whisper",
        payload=payload | where,
    )
    enqueue(session, workspace_id=claimed.workspace_id, messages=[message], now=now)


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
