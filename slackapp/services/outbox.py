"""The outbox: promising a message to Slack, working on one, and recording what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from db import OutboxLane, OutboxMessage, PerDialect, Workspace


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to promise. `payload` holds the arguments of the call, as JSON can carry them.

    `slack_channel_id` names the lane: a channel, or a person for a direct message. An update
    gives in `post_id` the outbox message whose post it changes.
    """

    slack_channel_id: str
    kind: str
    dedupe_key: str
    payload: dict[str, Any]
    kudos_id: int | None = None
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """The message at the head of a lane, in the hands of whoever claimed it.

    `post_ts` and `post_channel_id` are those of the post that an update changes; None where
    that post was never made.
    """

    message_id: int
    lane_id: int
    lease_token: int
    workspace_id: int
    bot_token: str | None
    slack_channel_id: str
    kind: str
    payload: dict[str, Any]
    kudos_id: int | None
    attempts: int
    created_at: datetime
    post_ts: str | None
    post_channel_id: str | None


_NOW = bindparam("now", type_=OutboxLane.due_at.type)

# The lane's row stays locked until the commit, so numbers within a lane follow the commits.
_WAKE_LANE = PerDialect(
    OutboxLane,
    lambda statement: (
        statement.values(due_at=_NOW, next_send_at=_NOW, leased_until=_NOW)
        .on_conflict_do_update(
            index_elements=["workspace_id", "slack_channel_id"],
            set_={
                "due_at": func.coalesce(
                    OutboxLane.due_at,
                    case((OutboxLane.next_send_at > _NOW, OutboxLane.next_send_at), else_=_NOW),
                )
            },
        )
        .returning(OutboxLane.id)
    ),
)

_PROMISE = PerDialect(
    OutboxMessage,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["workspace_id", "dedupe_key"]
    ),
)


def enqueue(
    session: Session, *, workspace_id: int, messages: Sequence[OutgoingMessage], now: datetime
) -> None:
    """Promise the messages, each lane in the order given; a repeated dedupe key adds nothing."""
    # In one order for everybody, so that two transactions never wait for each other's lanes.
    lane_ids = {
        channel: session.scalar(
            _WAKE_LANE.of(session),
            {"workspace_id": workspace_id, "slack_channel_id": channel, "now": now},
        )
        for channel in sorted({message.slack_channel_id for message in messages})
    }
    for message in messages:
        session.execute(
            _PROMISE.of(session),
            {
                "workspace_id": workspace_id,
                "lane_id": lane_ids[message.slack_channel_id],
                "kudos_id": message.kudos_id,
                "kind": message.kind,
                "dedupe_key": message.dedupe_key,
                "payload": json.dumps(message.payload, ensure_ascii=False, separators=(",", ":")),
                "post_id": message.post_id,
                "created_at": now,
            },
        )


def find_due_lane(session: Session, *, now: datetime) -> int | None:
    """A lane that has something to do and that nobody holds, the longest due first."""
    return session.scalar(
        select(OutboxLane.id)
        .join(Workspace, Workspace.id == OutboxLane.workspace_id)
        .where(
            OutboxLane.due_at <= now,
            OutboxLane.leased_until <= now,
            Workspace.bot_token.is_not(None),
            or_(Workspace.paused_until.is_(None), Workspace.paused_until <= now),
        )
        .order_by(OutboxLane.due_at)
        .limit(1)
    )


def find_next_due_at(session: Session) -> datetime | None:
    """When the next lane is due and free, its workspace not paused; None when none will be."""
    free_at = case(
        (OutboxLane.leased_until > OutboxLane.due_at, OutboxLane.leased_until),
        else_=OutboxLane.due_at,
    )
    ready_at = case((Workspace.paused_until > free_at, Workspace.paused_until), else_=free_at)
    next_due_at: datetime | None = session.scalar(
        select(func.min(ready_at))
        .select_from(OutboxLane)
        .join(Workspace, Workspace.id == OutboxLane.workspace_id)
        .where(OutboxLane.due_at.is_not(None), Workspace.bot_token.is_not(None))
    )
    return next_due_at


def claim_lane(
    session: Session, *, lane_id: int, lease: timedelta, now: datetime
) -> ClaimedMessage | None:
    """Take the head of a lane, for as long as the lease; None when another was quicker."""
    lane = session.execute(
        update(OutboxLane)
        .where(OutboxLane.id == lane_id, OutboxLane.due_at <= now, OutboxLane.leased_until <= now)
        .values(leased_until=now + lease, lease_token=OutboxLane.lease_token + 1)
        .returning(OutboxLane.lease_token, OutboxLane.slack_channel_id)
    ).one_or_none()
    if lane is None:
        return None
    post = aliased(OutboxMessage)
    row = session.execute(
        select(OutboxMessage, Workspace.bot_token, post.slack_ts, post.slack_posted_channel_id)
        .join(Workspace, Workspace.id == OutboxMessage.workspace_id)
        .outerjoin(post, post.id == OutboxMessage.post_id)
        .where(OutboxMessage.lane_id == lane_id, OutboxMessage.state == "pending")
        .order_by(OutboxMessage.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        session.execute(
            update(OutboxLane).where(OutboxLane.id == lane_id).values(leased_until=now, due_at=None)
        )
        return None
    message: OutboxMessage = row.OutboxMessage
    message.attempts += 1
    return ClaimedMessage(
        message_id=message.id,
        lane_id=lane_id,
        lease_token=lane.lease_token,
        workspace_id=message.workspace_id,
        bot_token=row.bot_token,
        slack_channel_id=lane.slack_channel_id,
        kind=message.kind,
        payload=json.loads(message.payload),
        kudos_id=message.kudos_id,
        attempts=message.attempts,
        created_at=message.created_at,
        post_ts=row.slack_ts,
        post_channel_id=row.slack_posted_channel_id,
    )


def hold_lane(session: Session, claimed: ClaimedMessage, *, now: datetime) -> bool:
    """Lock the lane before recording; False when the lease has passed to somebody else."""
    held = session.execute(
        update(OutboxLane)
        .where(OutboxLane.id == claimed.lane_id, OutboxLane.lease_token == claimed.lease_token)
        .values(leased_until=now)
        .returning(OutboxLane.id)
    ).one_or_none()
    return held is not None


def settle(
    session: Session,
    claimed: ClaimedMessage,
    *,
    state: str,
    error: str | None,
    slack_ts: str | None,
    slack_channel_id: str | None,
    next_send_at: datetime,
    now: datetime,
) -> None:
    """Record the end of a message, and when its lane goes on; the lane must be held."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id)
        .values(
            state=state,
            error=error,
            slack_ts=slack_ts,
            slack_posted_channel_id=slack_channel_id,
            settled_at=now,
        )
    )
    has_more = session.scalar(
        select(OutboxMessage.id)
        .where(OutboxMessage.lane_id == claimed.lane_id, OutboxMessage.state == "pending")
        .limit(1)
    )
    session.execute(
        update(OutboxLane)
        .where(OutboxLane.id == claimed.lane_id)
        .values(due_at=next_send_at if has_more else None, next_send_at=next_send_at)
    )


def postpone(
    session: Session,
    claimed: ClaimedMessage,
    *,
    error: str | None,
    retry_at: datetime,
    pause_workspace: bool,
) -> None:
    """Leave the message at the head of its lane until `retry_at`; the lane must be held."""
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id == claimed.message_id).values(error=error)
    )
    session.execute(
        update(OutboxLane).where(OutboxLane.id == claimed.lane_id).values(due_at=retry_at)
    )
    if pause_workspace:
        # A shorter wait that Slack asks for elsewhere does not end a longer one.
        until = func.coalesce(Workspace.paused_until, retry_at)
        session.execute(
            update(Workspace)
            .where(Workspace.id == claimed.workspace_id, until <= retry_at)
            .values(paused_until=retry_at)
        )
