"""Updates of posts, of which only what is shown at the end counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue, write_payload

#: How long a change waits for others of the same post: what comes within that time is one.
GATHER_FOR = timedelta(seconds=1)


def enqueue_latest(
    session: Session,
    *,
    workspace_id: int,
    updates: Sequence[OutgoingMessage],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Promise that posts will show this; Slack allows few updates, so that none is wasted.

    One that waits for the same post, and has not begun, shows it in the place of what it said.
    Those that others may join, such as one of many who press a button, wait for them in an idle
    lane: they are to be sent at `due_at`.
    """
    channels = sorted({one.slack_channel_id for one in updates})
    # Nobody begins a call in them meanwhile: what has begun is known as such.
    session.execute(
        select(OutboxLane.id)
        .where(OutboxLane.workspace_id == workspace_id, OutboxLane.slack_channel_id.in_(channels))
        .order_by(OutboxLane.slack_channel_id)
        .with_for_update()
    ).all()
    waiting = {
        post_id: message_id
        for post_id, message_id in session.execute(
            select(OutboxMessage.post_id, OutboxMessage.id).where(
                OutboxMessage.post_id.in_([one.post_id for one in updates]),
                OutboxMessage.workspace_id == workspace_id,
                OutboxMessage.kind == "update",
                OutboxMessage.state == "pending",
                OutboxMessage.is_in_doubt.is_(False),
            )
        )
    }
    for one in updates:
        if one.post_id in waiting:
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id == waiting[one.post_id])
                .values(payload=write_payload(one.payload), is_emptied=False)
            )
    others = [one for one in updates if one.post_id not in waiting]
    enqueue(session, workspace_id=workspace_id, messages=others, now=now, due_at=due_at)
