"""The outbox as a few numbers: how much waits or failed, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage


@dataclass(frozen=True, slots=True)
class OutboxGauges:
    """Messages that wait and that failed, and when the oldest that waits was promised.

    Weekly questions count among those that wait, but not for the oldest.
    """

    pending: int
    failed: int
    oldest_pending_at: datetime | None


def _pending_in_lane(column: ColumnElement[Any], *wanted: ColumnElement[bool]) -> Any:
    return (
        select(column)
        .where(OutboxMessage.lane_id == OutboxLane.id, OutboxMessage.state == "pending", *wanted)
        .scalar_subquery()
    )


# Lane by lane, for the index of the messages begins with the lane, and only those that have
# something to do: a count by state alone would read every message that was ever sent.
_READ_PENDING = (
    select(
        func.coalesce(func.sum(_pending_in_lane(func.count())), 0),
        func.min(
            # A weekly question may wait for its turn, or for the morning, and all is well.
            _pending_in_lane(func.min(OutboxMessage.created_at), OutboxMessage.prompt_id.is_(None)),
            type_=OutboxMessage.created_at.type,
        ),
    )
    .select_from(OutboxLane)
    .where(OutboxLane.due_at.is_not(None))
)
# Its index holds the failed ones alone; the condition must stand there as the index has it.
_COUNT_FAILED = select(func.count()).select_from(OutboxMessage).where(text("state = 'failed'"))


def read_outbox_gauges(session: Session) -> OutboxGauges:
    """Count what waits or failed."""
    pending, oldest_pending_at = session.execute(_READ_PENDING).one()
    failed = session.scalar(_COUNT_FAILED) or 0
    return OutboxGauges(int(pending), failed, oldest_pending_at)
