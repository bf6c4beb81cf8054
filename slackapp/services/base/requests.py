"""Requests of Slack's that were handled, so that a repeat of one changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from db import HandledRequest, PerDialect

#: Slack repeats an event for about an hour; a signature is good for five minutes.
KEEP_FOR = timedelta(days=1)

_RECORD = PerDialect(
    HandledRequest,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["workspace_id", "request_key"]
    ).returning(HandledRequest.request_key),
)


def record_request(session: Session, *, workspace_id: int, request_key: str, now: datetime) -> bool:
    """Note a request with its effect; False when it was handled before, and must do nothing."""
    values = {"workspace_id": workspace_id, "request_key": request_key, "handled_at": now}
    return session.scalar(_RECORD.of(session), values) is not None


def was_handled(session: Session, *, workspace_id: int, request_key: str) -> bool:
    """Whether a request was noted before."""
    wanted = select(HandledRequest.request_key).where(
        HandledRequest.workspace_id == workspace_id, HandledRequest.request_key == request_key
    )
    return session.scalar(wanted) is not None


def delete_old_requests(session: Session, *, now: datetime) -> int:
    """Forget requests that can no longer be repeated; returns how many."""
    result = session.execute(
        delete(HandledRequest).where(HandledRequest.handled_at <= now - KEEP_FOR)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0
