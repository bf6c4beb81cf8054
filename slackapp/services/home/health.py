"""How a workspace is: what waits in it, what failed, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from db import DigestPlan, OutboxLane, OutboxMessage, TroubledUnit, Workspace
from slackapp.services.workspace.readings import READ_EVERY

#: What was promised so long ago should have been sent.
_PATIENCE = timedelta(minutes=10)
#: What failed before that is no news, and most of it has lost its words.
_NEWS = timedelta(days=14)
#: Channels that are named of those in which something failed.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class FailedPost:
    """Why messages to a channel or a person failed, by Slack's own word, and how many."""

    slack_channel_id: str
    error: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Health:
    """How a workspace is; nothing is `waiting`, failed or late where all is well.

    `waiting` counts messages that should have been sent by now, `others_failed` failed ones that
    `failed` does not name, and `set_aside` other work that raised something unexpected.
    """

    paused_since: datetime | None
    pause_reason: str | None
    waiting: int
    failed: tuple[FailedPost, ...]
    others_failed: int
    set_aside: int
    late_digests: int
    people_are_late: bool

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to look at."""
        troubles = (self.waiting, self.failed, self.set_aside, self.late_digests)
        return not (self.paused_since or self.people_are_late or any(troubles))


def read_health(session: Session, *, workspace_id: int, now: datetime) -> Health:
    """Look at what the workspace promised."""
    row = session.execute(
        select(Workspace.paused_since, Workspace.pause_reason, Workspace.people_synced_at).where(
            Workspace.id == workspace_id
        )
    ).one()
    failed = _list_failed(session, workspace_id, now)
    read_at = row.people_synced_at
    return Health(
        paused_since=row.paused_since,
        pause_reason=row.pause_reason,
        waiting=_count_waiting(session, workspace_id, now),
        failed=failed[:_MOST_NAMED],
        others_failed=sum(one.count for one in failed[_MOST_NAMED:]),
        set_aside=_count_set_aside(session, workspace_id),
        late_digests=_count_late_digests(session, workspace_id, now),
        people_are_late=read_at is None or read_at < now - 2 * READ_EVERY,
    )


def _count_waiting(session: Session, workspace_id: int, now: datetime) -> int:
    """Lane by lane, as the index of messages has them; a weekly question may wait its turn."""
    in_lane = (
        select(func.count())
        .where(
            OutboxMessage.lane_id == OutboxLane.id,
            OutboxMessage.state == "pending",
            OutboxMessage.prompt_id.is_(None),
            OutboxMessage.created_at < now - _PATIENCE,
        )
        .scalar_subquery()
    )
    counted = select(func.coalesce(func.sum(in_lane), 0)).where(
        OutboxLane.workspace_id == workspace_id, OutboxLane.due_at.is_not(None)
    )
    return int(session.scalar(counted) or 0)


def _list_failed(session: Session, workspace_id: int, now: datetime) -> tuple[FailedPost, ...]:
    # The condition must stand there as the index has it, which holds the failed ones alone.
    rows = session.execute(
        select(OutboxLane.slack_channel_id, OutboxMessage.error, func.count())
        .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .where(
            text("state = 'failed'"),
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.settled_at > now - _NEWS,
        )
        .group_by(OutboxLane.slack_channel_id, OutboxMessage.error)
        .order_by(func.count().desc(), OutboxLane.slack_channel_id)
    )
    return tuple(FailedPost(*row) for row in rows)


def _count_set_aside(session: Session, workspace_id: int) -> int:
    wanted = (text("set_aside_at IS NOT NULL"), TroubledUnit.workspace_id == workspace_id)
    return session.scalar(select(func.count()).select_from(TroubledUnit).where(*wanted)) or 0


def _count_late_digests(session: Session, workspace_id: int, now: datetime) -> int:
    late = DigestPlan.next_due_at < now - _PATIENCE
    wanted = select(func.count()).where(DigestPlan.workspace_id == workspace_id, late)
    return session.scalar(wanted) or 0
