"""The outbox as a few numbers: how much waits or failed, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage


@dataclass(frozen=True, slots=True)
class OutboxGauges:
    """Messages that wait and that failed, and when the oldest that waits was promised."""

    pending: int
    failed: int
    oldest_pending_at: datetime | None


def _in_lane(column: ColumnElement[Any], state: str) -> Any:
    return (
        select(column)
        .where(OutboxMessage.lane_id == OutboxLane.id, OutboxMessage.state == state)
        .scalar_subquery()
    )


# Lane by lane, for the index of the messages begins with the lane: a count by state alone would
# read every message that was ever sent.
_READ = select(
    func.coalesce(func.sum(_in_lane(func.count(), "pending")), 0),
    func.coalesce(func.sum(_in_lane(func.count(), "failed")), 0),
    func.min(
        _in_lane(func.min(OutboxMessage.created_at), "pending"),
        type_=OutboxMessage.created_at.type,
    ),
).select_from(OutboxLane)


def read_outbox_gauges(session: Session) -> OutboxGauges:
    """Count what waits or failed."""
    pending, failed, oldest_pending_at = session.execute(_READ).one()
    return OutboxGauges(int(pending), int(failed), oldest_pending_at)
