"""What is done with settled messages over time: their words go, so that no archive grows here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, text, update
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, Person, as_filter
from slackapp.services.outbox.outbox import OWN_LANES

#: What becomes of a message whose words nobody needs any longer.
EMPTIED: dict[str, Any] = {"payload": "{}", "is_emptied": True}


#: A post is changed, taken away and looked for by its row for as long as it stands in Slack.
_COME_BACK_TO = frozenset({"post"})


def is_old_and_settled(workspace_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whether a message that was settled before that time still has its words."""
    return (
        as_filter(OutboxMessage.workspace_id) == workspace_id,
        OutboxMessage.is_emptied.is_(False),
        OutboxMessage.settled_at < before,
        OutboxMessage.state != "pending",
    )


def empty_settled(session: Session, *, workspace_id: int, before: datetime, limit: int) -> int:
    """Take the words out of messages that were settled before that time; returns how many.

    Those that left nothing in Slack which anybody could come back to go altogether.
    """
    old = session.execute(
        select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.state)
        .where(*is_old_and_settled(workspace_id, before))
        .order_by(OutboxMessage.settled_at)
        .limit(limit)
    ).all()
    gone = [id_ for id_, kind, state in old if kind not in _COME_BACK_TO and state != "failed"]
    kept = [id_ for id_, _, _ in old if id_ not in set(gone)]
    session.execute(
        delete(OutboxMessage).where(
            as_filter(OutboxMessage.workspace_id) == workspace_id, OutboxMessage.id.in_(gone)
        )
    )
    session.execute(
        update(OutboxMessage)
        .where(as_filter(OutboxMessage.workspace_id) == workspace_id, OutboxMessage.id.in_(kept))
        .values(EMPTIED)
    )
    if session.get_bind().dialect.name == "sqlite":
        _close_holes(session, workspace_id, kept)
    return len(old)


def _close_holes(session: Session, workspace_id: int, ids: Sequence[int]) -> None:
    """Let what these rows no longer fill be used again.

    In a row that has shrunk, SQLite leaves a hole that nothing ever fills. It puts pages together
    only where a row goes away, as it does from its place when it gets another number.
    """
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for numbers in (ids, [-id_ for id_ in ids]):
        session.execute(
            update(OutboxMessage)
            .where(
                as_filter(OutboxMessage.workspace_id) == workspace_id,
                OutboxMessage.id.in_(numbers),
            )
            .values(id=-OutboxMessage.id)
            .execution_options(synchronize_session=False)
        )
    session.execute(text("PRAGMA defer_foreign_keys = OFF"))


def drop_lanes_of_erased(session: Session, *, limit: int) -> int:
    """Delete the lanes of people who were erased, once nothing in them waits; returns how many."""
    own = [OutboxLane.slack_channel_id == prefix + Person.slack_user_id for prefix in OWN_LANES]
    waits = exists().where(OutboxMessage.lane_id == OutboxLane.id, OutboxMessage.state == "pending")
    ids: list[int] = []
    for is_own in own:
        ids += session.scalars(
            select(OutboxLane.id)
            .join(Person, (Person.workspace_id == OutboxLane.workspace_id) & is_own)
            .where(Person.erased_at.is_not(None), ~waits)
            .limit(limit)
        )
    session.execute(delete(OutboxLane).where(OutboxLane.id.in_(ids)))
    return len(ids)
