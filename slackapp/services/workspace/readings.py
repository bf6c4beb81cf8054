"""Whose turn it is to read all people of a workspace: once a day, by one process."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db import Workspace
from slackapp.services.workspace.workspaces import IS_WORKING

#: How long a complete reading of all people counts.
READ_EVERY = timedelta(days=1)


def claim_reading(session: Session, *, workspace_id: int, lease: timedelta, now: datetime) -> bool:
    """Take on to read the workspace's people, if that is due and no other process is at it."""
    is_due = or_(
        Workspace.people_synced_at.is_(None), Workspace.people_synced_at <= now - READ_EVERY
    )
    is_free = or_(Workspace.people_leased_until.is_(None), Workspace.people_leased_until <= now)
    claimed = session.scalar(
        update(Workspace)
        .where(Workspace.id == workspace_id, is_due, is_free)
        .values(people_leased_until=now + lease)
        .returning(Workspace.id)
    )
    return claimed is not None


def hold_reading(session: Session, *, workspace_id: int, until: datetime) -> None:
    """Let no other process begin before `until`."""
    session.execute(
        update(Workspace).where(Workspace.id == workspace_id).values(people_leased_until=until)
    )


def record_sync(session: Session, *, workspace_id: int, now: datetime) -> None:
    """Note that all people were read."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(people_synced_at=now, people_leased_until=None)
    )


def list_unread(session: Session, *, before: datetime) -> list[str]:
    """The Slack teams whose people were never read, or last before that time.

    One that waits for its token says that itself.
    """
    return list(
        session.scalars(
            select(Workspace.slack_team_id)
            .where(
                IS_WORKING,
                or_(Workspace.people_synced_at.is_(None), Workspace.people_synced_at < before),
            )
            .order_by(Workspace.slack_team_id)
        )
    )
