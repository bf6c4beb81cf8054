"""Asks the pace before a call to Slack: the rule of a method meets the row of all processes."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from db import SessionFactory
from slackapp.delivery.rate_limits import PACES, Slot, find_slot, hold_until
from slackapp.delivery.read_errors import find_token_error
from slackapp.services.outbox import pace
from slackapp.services.workspace.pauses import pause_workspace

log = structlog.get_logger(__name__)


class MustWait(Exception):
    """The method may not be called in the workspace before `start_at`.

    Without a method, it is this one message that has to wait.
    """

    def __init__(self, method: str | None, start_at: datetime) -> None:
        super().__init__(method)
        self.method = method
        self.start_at = start_at


def take_slot(session: Session, *, workspace_id: int, method: str, now: datetime) -> Slot:
    """The next slot for a call of the method, which is taken if the call may start now."""
    next_at = pace.lock_pace(session, workspace_id=workspace_id, method=method, now=now)
    return _take(session, workspace_id, method, next_at, now)


def take_slot_if_free(
    session: Session, *, workspace_id: int, method: str, now: datetime
) -> Slot | None:
    """The same without a wait; None where another process takes a slot just now."""
    next_at = pace.lock_pace_if_free(session, workspace_id=workspace_id, method=method, now=now)
    return None if next_at is None else _take(session, workspace_id, method, next_at, now)


def _take(
    session: Session, workspace_id: int, method: str, next_at: datetime, now: datetime
) -> Slot:
    slot = find_slot(PACES[method], next_at=next_at, now=now)
    if slot.start_at <= now:
        pace.write_pace(session, workspace_id=workspace_id, method=method, next_at=slot.next_at)
    return slot


def hold_method(
    session: Session, *, workspace_id: int, method: str, until: datetime, now: datetime
) -> None:
    """Let nobody call the method in the workspace before `until`, as Slack asked."""
    next_at = pace.lock_pace(session, workspace_id=workspace_id, method=method, now=now)
    # A shorter wait that Slack asks for elsewhere does not end a longer one.
    held = max(next_at, hold_until(PACES[method], until))
    pace.write_pace(session, workspace_id=workspace_id, method=method, next_at=held)


def pause_for_token(
    sessions: SessionFactory,
    *,
    workspace_id: int,
    token: str | None,
    error: Exception,
    now: datetime,
) -> bool:
    """Let the workspace wait for another token, if that is what Slack's error says."""
    code = find_token_error(error)
    if code is None:
        return False
    with sessions.begin() as session:
        pause_workspace(session, workspace_id=workspace_id, token=token, reason=code, now=now)
    log.warning("workspace_paused", workspace_id=workspace_id, error=code)
    return True
