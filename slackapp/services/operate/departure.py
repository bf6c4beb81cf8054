"""Workspaces that uninstalled the app long ago: all that they had is deleted, in small steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.orm import Session

from db import Base, InstallState, Kudos, Organisation, Workspace, table_of

#: What a workspace is called whose deletion has begun: whoever installs the app there now, begins
#: anew, and finds nothing half deleted.
_GONE = "gone:"


def list_gone(session: Session, *, before: datetime) -> list[int]:
    """The workspaces that uninstalled the app before that time, and did not come back."""
    rows = session.scalars(
        select(Workspace.id)
        .where(Workspace.bot_token.is_(None), Workspace.uninstalled_at < before)
        .order_by(Workspace.id)
    )
    return list(rows)


def begin_departure(session: Session, *, workspace_id: int, before: datetime) -> bool:
    """Let nobody come back to what is to be deleted; False where somebody just did."""
    workspace = session.get(Workspace, workspace_id, with_for_update=True)
    if workspace is None or workspace.bot_token is not None:
        return False
    if workspace.uninstalled_at is None or workspace.uninstalled_at >= before:
        return False
    if not workspace.slack_team_id.startswith(_GONE):
        workspace.slack_team_id = f"{_GONE}{workspace_id}"
        session.flush()
    return True


def list_tables() -> Iterator[Table]:
    """Every table of a workspace's own, what refers to others before what it refers to.

    Kudos come first of all: what is about one lies by its number, and goes with it; most of those
    tables have no index by the workspace.
    """
    yield table_of(Kudos)
    for table in reversed(Base.metadata.sorted_tables):
        if "workspace_id" in table.columns and table is not table_of(Kudos):
            yield table


def delete_page(session: Session, table: Table, *, workspace_id: int, limit: int) -> int:
    """Delete some rows of a workspace that is going; how many."""
    key: Any = tuple(table.primary_key.columns)
    one = key[0] if len(key) == 1 else tuple_(*key)
    some = select(*key).where(table.c.workspace_id == workspace_id).limit(limit)
    deleted = session.execute(delete(table).where(one.in_(some)).returning(key[0]))
    return len(deleted.all())


def end_departure(session: Session, *, workspace_id: int) -> None:
    """Delete the workspace itself."""
    gone = table_of(Workspace)
    session.execute(
        delete(gone).where(gone.c.id == workspace_id, gone.c.slack_team_id.startswith(_GONE))
    )


def drop_organisations(session: Session, *, before: datetime) -> None:
    """Delete organisations that uninstalled the app before that time."""
    session.execute(
        delete(Organisation).where(
            Organisation.bot_token.is_(None), Organisation.uninstalled_at < before
        )
    )


def drop_install_states(session: Session, *, now: datetime) -> None:
    """Forget ways through Slack's page that have ended."""
    session.execute(delete(InstallState).where(InstallState.expires_at <= now))
