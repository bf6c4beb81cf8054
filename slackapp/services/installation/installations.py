"""Installations that people made through Slack's pages, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Organisation, Workspace
from slackapp.domain.base.outside import read_name
from slackapp.domain.installation.installing import Defaults, Grant
from slackapp.services.installation.organisations import mark_unread
from slackapp.services.installation.rows import (
    add_policies,
    add_workspace,
    forget_tokens,
    lock_organisation,
    lock_workspace,
    put_grant,
    take_away,
)


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation that is good: its token, and when Slack gave it."""

    bot_token: str
    installed_at: datetime | None


def record_grant(
    session: Session,
    *,
    grant: Grant,
    defaults: Defaults,
    is_from_environment: bool = False,
    now: datetime,
) -> int:
    """Store what Slack gave for one workspace; the id of ours.

    The defaults count for a new one alone: one that comes back has all that it had.
    """
    assert grant.slack_team_id is not None
    workspace = lock_workspace(session, grant.slack_team_id)
    if workspace is None:
        workspace = add_workspace(session, grant.slack_team_id, defaults, now)
    workspace.name = read_name([grant.name], default=grant.slack_team_id)
    workspace.slack_url = grant.slack_url or workspace.slack_url
    workspace.slack_enterprise_id = grant.slack_enterprise_id or None
    workspace.organisation_id = None
    workspace.is_from_environment = is_from_environment
    put_grant(workspace, grant, now)
    session.flush()
    add_policies(session, workspace, defaults)
    return workspace.id


def find_installed(
    session: Session, *, slack_team_id: str | None, slack_enterprise_id: str | None
) -> Installed | None:
    """What is installed in that workspace or, without one, in all of the organisation."""
    row: Workspace | Organisation | None
    if slack_team_id is not None:
        row = lock_workspace(session, slack_team_id)
    else:
        row = lock_organisation(session, slack_enterprise_id or "")
    if row is None or row.bot_token is None:
        return None
    return Installed(row.bot_token, row.installed_at)


def is_installed_by_pages(session: Session, *, slack_team_id: str) -> bool:
    """Whether people installed the app there themselves, with a token that Slack still takes."""
    workspace = lock_workspace(session, slack_team_id)
    return (
        workspace is not None
        and not workspace.is_from_environment
        and workspace.bot_token is not None
        and workspace.paused_since is None
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a workspace stands: who installed the app there, and what it waits for, if it waits."""

    slack_team_id: str
    name: str
    installed_by: str
    waits_for: str | None
    uninstalled_at: datetime | None


def list_standing(session: Session) -> list[Standing]:
    """Every workspace that is known, without its token."""
    rows = session.execute(
        select(
            Workspace.slack_team_id,
            Workspace.name,
            Workspace.is_from_environment,
            Workspace.organisation_id,
            Workspace.pause_reason,
            Workspace.uninstalled_at,
        ).order_by(Workspace.id)
    )
    return [
        Standing(team, name, _name_way(is_set, organisation_id), reason, uninstalled_at)
        for team, name, is_set, organisation_id, reason, uninstalled_at in rows
    ]


def _name_way(is_from_environment: bool, organisation_id: int | None) -> str:
    if is_from_environment:
        return "settings"
    return "page" if organisation_id is None else "organisation"


def list_ending(session: Session) -> list[str]:
    """Slack's ids of what has a token that ends and cannot be renewed."""
    found: list[str] = []
    for kind, name in (
        (Workspace, Workspace.slack_team_id),
        (Organisation, Organisation.slack_enterprise_id),
    ):
        found += session.scalars(
            select(name).where(
                kind.bot_token.is_not(None),
                kind.token_expires_at.is_not(None),
                kind.refresh_token.is_(None),
            )
        )
    return sorted(found)


def end_installation(
    session: Session, *, slack_team_id: str | None, slack_enterprise_id: str | None, now: datetime
) -> list[int]:
    """Forget the tokens at once; the ids of the workspaces that have ended. What they have stays.

    Where the whole organisation had the app, it ends in each of its workspaces. A second event
    about the same changes nothing.
    """
    if slack_team_id is not None:
        is_it = (Workspace.slack_team_id == slack_team_id) & Workspace.bot_token.is_not(None)
        # Its organisation may have let it in besides. Whoever changes both rows takes that first.
        enterprise_id = session.scalar(select(Workspace.slack_enterprise_id).where(is_it))
        if enterprise_id is not None:
            mark_unread(session, slack_enterprise_id=enterprise_id)
        return take_away(session, select(Workspace).where(is_it), now)
    organisation = lock_organisation(session, slack_enterprise_id or "")
    if organisation is None or organisation.bot_token is None:
        return []
    forget_tokens(organisation, now)
    return take_away(
        session,
        select(Workspace)
        .where(Workspace.organisation_id == organisation.id, Workspace.bot_token.is_not(None))
        .order_by(Workspace.id),
        now,
    )
