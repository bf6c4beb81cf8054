"""Promising, claiming and recording messages, as the delivery does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from factories import NOW
from services.team import Team
from slackapp.services.outbox.claims import (
    ClaimedMessage,
    begin_call,
    claim_lane,
    find_due_lanes,
    hold_lane,
    postpone,
    settle,
)
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def promise(
    session: Session,
    team: Team,
    *keys: str,
    lane: str = "C1",
    kind: str = "post",
    at: datetime = NOW,
) -> None:
    messages = [OutgoingMessage(lane, kind, key, {"text": f"Zoë: {key}"}) for key in keys]
    enqueue(session, workspace_id=team.workspace_id, messages=messages, now=at)


def claim(session: Session, at: datetime = NOW) -> ClaimedMessage | None:
    """Take whatever is due and begin its call, as the delivery does."""
    for lane_id in find_due_lanes(session, limit=1, now=at):
        claimed = claim_lane(session, lane_id=lane_id, lease=LEASE, now=at)
        if claimed is not None:
            begin_call(session, claimed)
        return claimed
    return None


def get_claim(session: Session, at: datetime = NOW) -> ClaimedMessage:
    claimed = claim(session, at)
    assert claimed is not None
    return claimed


def end(
    session: Session, claimed: ClaimedMessage, state: str = "sent", at: datetime = NOW
) -> datetime:
    """Record the end of a message; returns when its lane may go on."""
    assert hold_lane(session, claimed, now=at)
    settle(
        session,
        claimed,
        state=state,
        error=None if state == "sent" else "is_archived",
        slack_ts="1.1" if state == "sent" else None,
        slack_channel_id="C1" if state == "sent" else None,
        is_in_doubt=False,
        next_send_at=at + SECOND,
        now=at,
    )
    return at + SECOND


def put_off(
    session: Session, claimed: ClaimedMessage, retry_at: datetime, *, in_doubt: bool = False
) -> None:
    assert hold_lane(session, claimed, now=NOW)
    postpone(session, claimed, error="timeout", retry_at=retry_at, is_in_doubt=in_doubt)


def text_of(claimed: ClaimedMessage | None) -> str | None:
    return claimed and str(claimed.payload["text"]).removeprefix("Zoë: ")
