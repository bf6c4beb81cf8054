"""The outbox as an operator sees it: counts, and what waits or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, Workspace


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message as an operator sees it: never its words."""

    message_id: int
    slack_team_id: str
    slack_channel_id: str
    kind: str
    kudos_id: int | None
    state: str
    attempts: int
    error: str | None
    created_at: datetime


def count_by_state(session: Session) -> dict[str, int]:
    """How many messages there are in each state."""
    rows = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    return {state: count for state, count in rows}


def list_unsettled(session: Session, *, limit: int) -> list[OutboxRow]:
    """The messages that failed or still wait, the oldest first."""
    rows = session.execute(
        select(
            OutboxMessage.id,
            Workspace.slack_team_id,
            OutboxLane.slack_channel_id,
            OutboxMessage.kind,
            OutboxMessage.kudos_id,
            OutboxMessage.state,
            OutboxMessage.attempts,
            OutboxMessage.error,
            OutboxMessage.created_at,
        )
        .join(Workspace, Workspace.id == OutboxMessage.workspace_id)
        .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .where(OutboxMessage.state.in_(("pending", "failed")))
        .order_by(OutboxMessage.id)
        .limit(limit)
    )
    return [OutboxRow(*row) for row in rows]
