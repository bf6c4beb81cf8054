"""Workspaces whose token Slack does not take: nothing is sent for them until it takes one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Workspace
from slackapp.domain.workspace.pause import Pause, find_next_try


def _lock(session: Session, workspace_id: int) -> Workspace:
    # Weaker than FOR UPDATE: rows that refer to the workspace may be written meanwhile, or whoever
    # holds a lane and adds one, and whoever holds the workspace, would wait for each other.
    return session.get_one(Workspace, workspace_id, with_for_update={"key_share": True})


def pause_workspace(
    session: Session, *, workspace_id: int, token: str | None, reason: str, now: datetime
) -> bool:
    """Let a workspace wait whose `token` Slack did not take; False where it has another by now."""
    workspace = _lock(session, workspace_id)
    if workspace.bot_token != token:
        return False
    if workspace.paused_since is None:
        workspace.paused_since, workspace.pause_reason = now, reason
        workspace.token_tried_at = None
        session.flush()
    return True


def list_pauses(session: Session) -> list[Pause]:
    """The workspaces that wait, the longest first."""
    rows = session.execute(
        select(
            Workspace.slack_team_id,
            Workspace.pause_reason,
            Workspace.paused_since,
            Workspace.is_from_environment,
        )
        .where(Workspace.paused_since.is_not(None), Workspace.bot_token.is_not(None))
        .order_by(Workspace.paused_since)
    )
    return [
        Pause(team, reason or "", since, is_from_environment)
        for team, reason, since, is_from_environment in rows
        if since is not None
    ]


def list_uninstalled(session: Session) -> list[tuple[str, datetime]]:
    """The workspaces of the settings' token that have uninstalled the app, and since when.

    Others come and go by the page, and nobody need look at that.
    """
    rows = session.execute(
        select(Workspace.slack_team_id, Workspace.uninstalled_at)
        .where(Workspace.is_from_environment.is_(True), Workspace.bot_token.is_(None))
        .order_by(Workspace.uninstalled_at)
    )
    return [(team, since) for team, since in rows if since is not None]


def is_all_paused(session: Session) -> bool:
    """Whether there are workspaces, and all of them wait."""
    rows = session.scalars(select(Workspace.paused_since).where(Workspace.bot_token.is_not(None)))
    paused = [since is not None for since in rows]
    return bool(paused) and all(paused)


def list_to_try(session: Session, *, now: datetime) -> list[tuple[int, str, str]]:
    """Workspaces whose token is to be tried again now: the id, the token, and why they wait."""
    rows = session.execute(
        select(
            Workspace.id,
            Workspace.bot_token,
            Workspace.pause_reason,
            Workspace.paused_since,
            Workspace.token_tried_at,
        ).where(Workspace.paused_since.is_not(None), Workspace.bot_token.is_not(None))
    )
    return [
        (workspace_id, token, reason or "")
        for workspace_id, token, reason, since, tried_at in rows
        if token and since and find_next_try(since=since, tried_at=tried_at) <= now
    ]


def record_try(session: Session, *, workspace_id: int, now: datetime) -> None:
    """Note that Slack still does not take the token."""
    _lock(session, workspace_id).token_tried_at = now
    session.flush()


def resume_workspace(session: Session, *, workspace_id: int, token: str, scopes: str) -> bool:
    """Let a workspace go on whose `token` Slack took; False where it has another by now."""
    workspace = _lock(session, workspace_id)
    if workspace.bot_token != token:
        return False
    workspace.paused_since = workspace.pause_reason = workspace.token_tried_at = None
    if scopes:
        workspace.scopes = scopes
    session.flush()
    return True
