"""Heads of lanes that cannot be claimed: their contents raise as soon as they are read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import KeyRingError, OutboxLane, OutboxMessage, Workspace
from slackapp.services.outbox.claims import ClaimedMessage


def find_bare_head(session: Session, *, lane_id: int, now: datetime) -> ClaimedMessage | None:
    """The head of a lane that nobody else holds, without anything that is encrypted.

    The lane is locked until the commit.
    """
    lane = session.scalar(
        select(OutboxLane)
        .where(OutboxLane.id == lane_id, OutboxLane.due_at <= now, OutboxLane.leased_until <= now)
        .with_for_update(skip_locked=True)
    )
    if lane is None:
        return None
    row = session.execute(
        select(
            OutboxMessage.id.label("message_id"),
            OutboxMessage.workspace_id,
            OutboxMessage.kind,
            OutboxMessage.dedupe_key,
            OutboxMessage.kudos_id,
            OutboxMessage.prompt_id,
            OutboxMessage.attempts,
            OutboxMessage.faults,
            OutboxMessage.created_at,
            OutboxMessage.request_id,
            OutboxMessage.delivery_id,
            OutboxMessage.is_in_doubt,
            OutboxMessage.post_id,
        )
        .where(OutboxMessage.lane_id == lane_id, OutboxMessage.state == "pending")
        .order_by(OutboxMessage.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return ClaimedMessage(
        lane_id=lane.id,
        lease_token=lane.lease_token,
        slack_channel_id=lane.slack_channel_id,
        bot_token=None,
        scopes="",
        payload={},
        post_ts=None,
        post_channel_id=None,
        **row._mapping,
    )


def can_read_token(session: Session, *, workspace_id: int) -> bool:
    """Whether the keys open a workspace's token: if not, no message of its is to blame."""
    try:
        session.scalar(select(Workspace.bot_token).where(Workspace.id == workspace_id))
    except KeyRingError:
        return False
    return True
