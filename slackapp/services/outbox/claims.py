"""Working on what the outbox holds: claiming the head of a lane, and recording what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from db import OutboxLane, OutboxMessage, Workspace, table_of
from slackapp.services.outbox.latest import GATHER_FOR
from slackapp.services.outbox.outbox import PROMPT_LANE, RESPONSE_LANE, STEP_LANE, write_payload


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """The message at the head of a lane, in the hands of whoever claimed it.

    `post_ts` and `post_channel_id` are those of the post that an update changes; None where
    that post was never made. `is_in_doubt` says that an earlier call may have posted it.
    """

    message_id: int
    lane_id: int
    lease_token: int
    workspace_id: int
    bot_token: str | None
    scopes: str
    slack_channel_id: str
    kind: str
    dedupe_key: str
    payload: dict[str, Any]
    kudos_id: int | None
    prompt_id: int | None
    attempts: int
    faults: int
    created_at: datetime
    request_id: str | None
    delivery_id: str
    is_in_doubt: bool
    post_id: int | None
    post_ts: str | None
    post_channel_id: str | None

    @property
    def slack_post_to(self) -> str:
        """Where a post of the lane goes; a person's prompts have a lane of their own."""
        return self.slack_channel_id.removeprefix(PROMPT_LANE)


_NOW = bindparam("now", type_=OutboxLane.due_at.type)
_DUE = bindparam("due", type_=OutboxLane.due_at.type)

#: A workspace that waits for its token still answers taps and ends steps: these need none.
_MAY_SEND = Workspace.bot_token.is_not(None) & or_(
    Workspace.paused_since.is_(None),
    OutboxLane.slack_channel_id.startswith(RESPONSE_LANE),
    OutboxLane.slack_channel_id.startswith(STEP_LANE),
)
_IS_FREE = (OutboxLane.due_at <= _NOW, OutboxLane.leased_until <= _NOW)

_FIND_DUE = (
    select(OutboxLane.id)
    .join(Workspace, Workspace.id == OutboxLane.workspace_id)
    .where(*_IS_FREE, _MAY_SEND)
    .order_by(OutboxLane.due_at)
    .limit(bindparam("limit"))
)

_FIND_NEXT_DUE = (
    select(
        func.min(
            case(
                (OutboxLane.leased_until > OutboxLane.due_at, OutboxLane.leased_until),
                else_=OutboxLane.due_at,
            ),
            type_=OutboxLane.due_at.type,
        )
    )
    .select_from(OutboxLane)
    .join(Workspace, Workspace.id == OutboxLane.workspace_id)
    .where(
        OutboxLane.due_at <= bindparam("before", type_=OutboxLane.due_at.type),
        _MAY_SEND,
    )
)

# A lane in which somebody promises a message now is left for the next look: a claim that waited
# for it, with other lanes in hand, could be waited for in turn.
_FREE_LANE = (
    select(OutboxLane.id)
    .where(OutboxLane.id == bindparam("lane_id"), *_IS_FREE)
    .with_for_update(skip_locked=True)
    .correlate(None)
)
_CLAIM = (
    update(table_of(OutboxLane))
    .where(OutboxLane.id == _FREE_LANE.scalar_subquery())
    .values(
        leased_until=bindparam("until", type_=OutboxLane.due_at.type),
        lease_token=OutboxLane.lease_token + 1,
    )
    .returning(OutboxLane.lease_token, OutboxLane.slack_channel_id)
)

_POST = aliased(OutboxMessage)
_FIND_HEAD = (
    select(
        OutboxMessage.id.label("message_id"),
        OutboxMessage.workspace_id,
        Workspace.bot_token,
        Workspace.scopes,
        OutboxMessage.kind,
        OutboxMessage.dedupe_key,
        OutboxMessage.payload,
        OutboxMessage.kudos_id,
        OutboxMessage.prompt_id,
        OutboxMessage.attempts,
        OutboxMessage.faults,
        OutboxMessage.created_at,
        OutboxMessage.request_id,
        OutboxMessage.delivery_id,
        OutboxMessage.is_in_doubt,
        OutboxMessage.post_id,
        _POST.slack_ts.label("post_ts"),
        _POST.slack_posted_channel_id.label("post_channel_id"),
    )
    .join(Workspace, Workspace.id == OutboxMessage.workspace_id)
    .outerjoin(_POST, _POST.id == OutboxMessage.post_id)
    .where(OutboxMessage.lane_id == bindparam("lane_id"), OutboxMessage.state == "pending")
    .order_by(OutboxMessage.id)
    .limit(1)
)

_GIVE_BACK = update(table_of(OutboxLane)).where(OutboxLane.id == bindparam("of_lane"))

_BEGIN_CALL = (
    update(table_of(OutboxMessage))
    .where(OutboxMessage.id == bindparam("message_id"))
    .values(attempts=OutboxMessage.attempts + 1, faults=OutboxMessage.faults + 1, is_in_doubt=True)
)

_HOLD = (
    update(table_of(OutboxLane))
    .where(OutboxLane.id == bindparam("lane_id"), OutboxLane.lease_token == bindparam("held_token"))
    .values(leased_until=_NOW)
    .returning(OutboxLane.id)
)

_RENEW = (
    update(table_of(OutboxLane))
    .where(OutboxLane.id == bindparam("lane_id"), OutboxLane.lease_token == bindparam("held_token"))
    .values(leased_until=_NOW)
)

_SETTLE = update(table_of(OutboxMessage)).where(OutboxMessage.id == bindparam("message_id"))

_MOVE_ON = (
    update(table_of(OutboxLane))
    .where(OutboxLane.id == bindparam("lane_id"))
    .values(
        next_send_at=_NOW,
        due_at=case(
            (
                exists().where(
                    OutboxMessage.lane_id == bindparam("lane_id"),
                    OutboxMessage.state == "pending",
                ),
                _DUE,
            ),
            else_=None,
        ),
    )
)


def find_due_lanes(session: Session, *, limit: int, now: datetime) -> list[int]:
    """Lanes that have something to do and that nobody holds, the longest due first."""
    return list(session.connection().scalars(_FIND_DUE, {"now": now, "limit": limit}))


def find_next_due_at(session: Session, *, before: datetime) -> datetime | None:
    """When the next lane is due and free, of those that are due before that time.

    Of hundreds of thousands of questions that wait for their turn, only the next are looked at.
    """
    next_due_at: datetime | None = session.connection().scalar(_FIND_NEXT_DUE, {"before": before})
    return next_due_at


def claim_lane(
    session: Session, *, lane_id: int, lease: timedelta, now: datetime
) -> ClaimedMessage | None:
    """Take the head of a lane, for as long as the lease; None when another has it in hand."""
    lane = (
        session.connection()
        .execute(_CLAIM, {"lane_id": lane_id, "now": now, "until": now + lease})
        .one_or_none()
    )
    if lane is None:
        return None
    row = session.connection().execute(_FIND_HEAD, {"lane_id": lane_id}).one_or_none()
    if row is None:
        give_back(session, lane_id=lane_id, due_at=None, now=now)
        return None
    values = dict(row._mapping)
    values["payload"] = json.loads(values["payload"])
    return ClaimedMessage(
        lane_id=lane_id,
        lease_token=lane.lease_token,
        slack_channel_id=lane.slack_channel_id,
        **values,
    )


def give_back(session: Session, *, lane_id: int, due_at: datetime | None, now: datetime) -> None:
    """Let go of a claimed lane without a call, until `due_at`."""
    session.connection().execute(
        _GIVE_BACK, {"of_lane": lane_id, "leased_until": now, "due_at": due_at}
    )


def begin_call(session: Session, claimed: ClaimedMessage) -> None:
    """Note before a call that from now on the message may have been posted.

    Until its end is recorded, the call counts as a fault: we may die in it, or lose the lease.
    """
    session.connection().execute(_BEGIN_CALL, {"message_id": claimed.message_id})


def hold_lane(session: Session, claimed: ClaimedMessage, *, now: datetime) -> bool:
    """Lock the lane before recording; False when the lease has passed to somebody else."""
    held = (
        session.connection()
        .execute(_HOLD, {"lane_id": claimed.lane_id, "held_token": claimed.lease_token, "now": now})
        .one_or_none()
    )
    return held is not None


def renew_lease(session: Session, claimed: ClaimedMessage, *, until: datetime) -> None:
    """Hold a lane for longer, unless its lease has passed to somebody else."""
    session.connection().execute(
        _RENEW, {"lane_id": claimed.lane_id, "held_token": claimed.lease_token, "now": until}
    )


def settle(
    session: Session,
    claimed: ClaimedMessage,
    *,
    state: str,
    error: str | None,
    slack_ts: str | None,
    slack_channel_id: str | None,
    is_in_doubt: bool,
    next_send_at: datetime,
    now: datetime,
) -> None:
    """Record the end of a message, and when its lane goes on; the lane must be held."""
    session.connection().execute(
        _SETTLE,
        {
            "message_id": claimed.message_id,
            "state": state,
            "error": error,
            "slack_ts": slack_ts,
            "slack_posted_channel_id": slack_channel_id,
            "is_in_doubt": is_in_doubt,
            "settled_at": now,
        },
    )
    due_at = next_send_at
    if claimed.kind == "update" and _changes_again(session, claimed):
        due_at = max(next_send_at, now + GATHER_FOR)
    session.connection().execute(
        _MOVE_ON, {"lane_id": claimed.lane_id, "now": next_send_at, "due": due_at}
    )


def _changes_again(session: Session, claimed: ClaimedMessage) -> bool:
    """Whether the next in the lane changes the same post: it waits for what else may change it."""
    head = session.execute(
        select(OutboxMessage.kind, OutboxMessage.post_id)
        .where(OutboxMessage.lane_id == claimed.lane_id, OutboxMessage.state == "pending")
        .order_by(OutboxMessage.id)
        .limit(1)
    ).one_or_none()
    return head is not None and (head.kind, head.post_id) == ("update", claimed.post_id)


def postpone(
    session: Session,
    claimed: ClaimedMessage,
    *,
    error: str | None,
    retry_at: datetime,
    is_in_doubt: bool,
    faults: int = 0,
) -> None:
    """Leave the message at the head of its lane until `retry_at`; the lane must be held.

    `faults` is how many of its calls in a row have now ended without Slack's word.
    """
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id)
        .values(error=error, is_in_doubt=is_in_doubt, faults=faults)
    )
    session.execute(
        update(OutboxLane).where(OutboxLane.id == claimed.lane_id).values(due_at=retry_at)
    )


def replace_payload(session: Session, claimed: ClaimedMessage, *, payload: dict[str, Any]) -> None:
    """Let a message's next call send something else; the lane must be held."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id)
        .values(payload=write_payload(payload))
    )


def store_page(session: Session, claimed: ClaimedMessage, *, payload: dict[str, Any]) -> bool:
    """Keep what was drawn for a message; False when the lease has passed to somebody else."""
    is_held = exists().where(
        OutboxLane.id == claimed.lane_id, OutboxLane.lease_token == claimed.lease_token
    )
    stored = session.scalar(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id, is_held)
        .values(payload=write_payload(payload))
        .returning(OutboxMessage.id)
    )
    return stored is not None


def find_posted_channel(session: Session, *, lane_id: int) -> str | None:
    """The channel that earlier posts of a lane went to: of use where the lane names a person."""
    return session.scalar(
        select(OutboxMessage.slack_posted_channel_id)
        .where(OutboxMessage.lane_id == lane_id, OutboxMessage.slack_posted_channel_id.is_not(None))
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )


def is_still_about_kudos(session: Session, claimed: ClaimedMessage) -> bool:
    """Whether the kudos of a message is still there: it may have been taken back meanwhile."""
    wanted = select(OutboxMessage.kudos_id).where(OutboxMessage.id == claimed.message_id)
    return session.scalar(wanted) is not None
