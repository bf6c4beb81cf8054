"""When Slack's methods may be called again in a workspace: what all processes agree on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, OutboxPace, PerDialect, table_of
from slackapp.services.outbox.claims import ClaimedMessage

_BEGIN = PerDialect(
    OutboxPace,
    lambda statement: statement.on_conflict_do_nothing(index_elements=["workspace_id", "method"]),
)

_LOOK = select(OutboxPace.next_at).where(
    OutboxPace.workspace_id == bindparam("workspace_id"),
    OutboxPace.method == bindparam("method"),
)
_LOCK = _LOOK.with_for_update()

_LOCK_IF_FREE = _LOOK.with_for_update(skip_locked=True)

_WRITE = (
    update(table_of(OutboxPace))
    .where(
        OutboxPace.workspace_id == bindparam("of_workspace"),
        OutboxPace.method == bindparam("of_method"),
    )
    .values(next_at=bindparam("next"))
)


def lock_pace(session: Session, *, workspace_id: int, method: str, now: datetime) -> datetime:
    """When the next call would be on an even pace; nobody else may decide before the commit."""
    where = {"workspace_id": workspace_id, "method": method}
    next_at: datetime | None = session.connection().scalar(_LOCK, where)
    if next_at is None:
        session.connection().execute(_BEGIN.of(session), {**where, "next_at": now})
        next_at = session.connection().scalars(_LOCK, where).one()
    return next_at


def lock_pace_if_free(
    session: Session, *, workspace_id: int, method: str, now: datetime
) -> datetime | None:
    """The same without a wait; None where somebody else decides just now.

    Whoever holds lanes asks so: those who promise messages there would wait for the wait.
    """
    where = {"workspace_id": workspace_id, "method": method}
    next_at: datetime | None = session.connection().scalar(_LOCK_IF_FREE, where)
    # Looked for first: to insert what is there waits for whoever has it in hand.
    if next_at is None and session.connection().scalar(_LOOK, where) is None:
        session.connection().execute(_BEGIN.of(session), {**where, "next_at": now})
        next_at = session.connection().scalar(_LOCK_IF_FREE, where)
    return next_at


def write_pace(session: Session, *, workspace_id: int, method: str, next_at: datetime) -> None:
    """Store the pace after a call was decided on, or after Slack asked to wait."""
    session.connection().execute(
        _WRITE, {"of_workspace": workspace_id, "of_method": method, "next": next_at}
    )


def leave_until(session: Session, claimed: ClaimedMessage, *, turn_at: datetime) -> None:
    """Leave a message as it was before it was claimed, until its turn; the lane must be held."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id)
        .values(attempts=claimed.attempts, faults=claimed.faults, is_in_doubt=claimed.is_in_doubt)
    )
    session.execute(
        update(OutboxLane).where(OutboxLane.id == claimed.lane_id).values(due_at=turn_at)
    )
