"""Another try for messages that failed: back in line, and those about a kudos drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, update
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage
from slackapp.services.kudos.announcements import redraw_posts
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.outbox.outbox import POST_WAS_NOT_MADE, TRIED_ONCE

#: What is stored of a message that is put back in line.
_ANEW: dict[str, Any] = {
    "state": "pending",
    "error": None,
    "settled_at": None,
    "attempts": 0,
    "faults": 0,
}
_RETRIED = (
    OutboxMessage.id,
    OutboxMessage.lane_id,
    OutboxMessage.workspace_id,
    OutboxMessage.kudos_id,
    OutboxMessage.dedupe_key,
)


def retry_failed(
    session: Session,
    *,
    message_ids: Sequence[int] = (),
    workspace_id: int | None = None,
    now: datetime,
) -> int:
    """Put failed messages back in line: those of the ids, or of a workspace, or all of them.

    Returns how many.
    """
    # One that has lost its words is drawn anew where it is about a kudos, and else gone for good.
    wanted = [
        OutboxMessage.state == "failed",
        OutboxMessage.kind.not_in(TRIED_ONCE),
        or_(
            OutboxMessage.is_emptied.is_(False),
            OutboxMessage.kudos_id.is_not(None) & (OutboxMessage.kind == "post"),
        ),
    ]
    if workspace_id is not None:
        wanted.append(OutboxMessage.workspace_id == workspace_id)
    if message_ids:
        wanted.append(OutboxMessage.id.in_(message_ids))
    # Their patience starts anew: they were set aside for something that has since been mended.
    retried = list(
        session.execute(
            update(OutboxMessage)
            .where(*wanted)
            .values(_ANEW | {"created_at": now})
            .returning(*_RETRIED)
        )
    )
    retried += _retry_followers(session, [row.id for row in retried], now)
    # One by one and in order, as everybody takes lanes, so that none waits for another.
    for lane_id in sorted({row.lane_id for row in retried}):
        session.execute(
            update(OutboxLane)
            .where(OutboxLane.id == lane_id)
            # Not "where it is NULL": a lane that runs empty at this moment would be passed over.
            .values(due_at=func.coalesce(OutboxLane.due_at, now))
        )
    for row in retried:
        if row.kudos_id is not None:
            kudos = get_kudos(session, workspace_id=row.workspace_id, kudos_id=row.kudos_id)
            redraw_posts(session, workspace_id=row.workspace_id, kudos=kudos)
    return len(retried)


def _retry_followers(
    session: Session, message_ids: Sequence[int], now: datetime
) -> list[Row[int, int, int, int | None, str]]:
    """Put back what was cancelled because those posts were not made: a digest's further parts.

    A kudos has no such parts, and its announcement is drawn anew instead of being updated.
    """
    return list(
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.post_id.in_(message_ids),
                OutboxMessage.kudos_id.is_(None),
                OutboxMessage.state == "cancelled",
                OutboxMessage.error == POST_WAS_NOT_MADE,
            )
            .values(_ANEW | {"created_at": now})
            .returning(*_RETRIED)
        )
    )
