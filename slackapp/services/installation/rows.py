"""The rows of installations: of a workspace, and of an organisation, whose token it shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import Organisation, ReflectionPolicy, RetentionPolicy, Workspace
from slackapp.domain.installation.installing import Defaults, Grant


def lock_workspace(session: Session, slack_team_id: str) -> Workspace | None:
    """The workspace of that Slack team, locked."""
    wanted = select(Workspace).where(Workspace.slack_team_id == slack_team_id)
    return session.scalar(wanted.with_for_update(key_share=True))


def lock_organisation(session: Session, slack_enterprise_id: str) -> Organisation | None:
    """The organisation of that id of Slack's, locked."""
    wanted = select(Organisation).where(Organisation.slack_enterprise_id == slack_enterprise_id)
    return session.scalar(wanted.with_for_update(key_share=True))


def add_workspace(
    session: Session, slack_team_id: str, defaults: Defaults, now: datetime
) -> Workspace:
    """A new workspace, which has nothing of its own yet."""
    workspace = Workspace(
        slack_team_id=slack_team_id,
        name=slack_team_id,
        slack_bot_user_id="",
        framework_key="ecf",
        daily_limit=defaults.daily_limit,
        slack_default_channel_id=defaults.slack_default_channel_id,
        created_at=now,
    )
    session.add(workspace)
    return workspace


def add_policies(session: Session, workspace: Workspace, defaults: Defaults) -> None:
    """What every workspace has, where it has none."""
    if session.get(ReflectionPolicy, workspace.id) is None:
        session.add(ReflectionPolicy(workspace_id=workspace.id))
    if defaults.sent_days is not None and session.get(RetentionPolicy, workspace.id) is None:
        session.add(RetentionPolicy(workspace_id=workspace.id, sent_days=defaults.sent_days))
    session.flush()


def put_grant(row: Workspace | Organisation, grant: Grant, now: datetime) -> None:
    """Store what Slack gave."""
    row.bot_token, row.refresh_token = grant.bot_token, grant.refresh_token
    row.slack_bot_user_id, row.scopes = grant.slack_bot_user_id, grant.scopes
    row.token_expires_at, row.refresh_leased_until = grant.expires_at, None
    row.installed_at, row.uninstalled_at = now, None
    if isinstance(row, Workspace):
        row.paused_since = row.pause_reason = row.token_tried_at = None


def put_copy(workspace: Workspace, organisation: Organisation, now: datetime) -> None:
    """Give one workspace the token of its organisation."""
    if workspace.bot_token != organisation.bot_token:
        # Slack has just given it: a workspace that waited for one goes on.
        workspace.paused_since = workspace.pause_reason = workspace.token_tried_at = None
    if workspace.bot_token is None:
        workspace.installed_at, workspace.uninstalled_at = now, None
    workspace.bot_token = organisation.bot_token
    workspace.slack_bot_user_id = organisation.slack_bot_user_id
    workspace.scopes = organisation.scopes
    # The organisation's alone is renewed.
    workspace.refresh_token = workspace.token_expires_at = None


def forget_tokens(row: Workspace | Organisation, now: datetime) -> None:
    """Have no token any more."""
    row.bot_token = row.refresh_token = row.token_expires_at = row.refresh_leased_until = None
    row.uninstalled_at = now


def take_away(session: Session, wanted: Select[Workspace], now: datetime) -> list[int]:
    """Forget the tokens of the workspaces that are wanted; the ids of ours."""
    ended = []
    for workspace in session.scalars(wanted):
        forget_tokens(workspace, now)
        workspace.paused_since = workspace.pause_reason = workspace.token_tried_at = None
        ended.append(workspace.id)
    session.flush()
    return ended


def copy_token(session: Session, *, organisation: Organisation, now: datetime) -> None:
    """Give an organisation's token to each of its workspaces that has one."""
    rows = session.scalars(
        select(Workspace)
        .where(Workspace.organisation_id == organisation.id, Workspace.uninstalled_at.is_(None))
        .order_by(Workspace.id)
    )
    for workspace in rows:
        put_copy(workspace, organisation, now)
    session.flush()
