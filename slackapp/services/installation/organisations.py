"""Organisations that have the app in all of them, and which of their workspaces they let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import Organisation, Workspace
from slackapp.domain.base.outside import read_name
from slackapp.domain.installation.installing import Defaults, Grant
from slackapp.services.installation.rows import (
    add_policies,
    add_workspace,
    copy_token,
    lock_organisation,
    lock_workspace,
    put_copy,
    put_grant,
    take_away,
)


def record_org_grant(session: Session, *, grant: Grant, now: datetime) -> int:
    """Store what Slack gave for all of an organisation; the id of ours.

    Its workspaces get the token where they have it already; which others are let in is read next.
    """
    assert grant.slack_enterprise_id is not None
    key = grant.slack_enterprise_id
    organisation = lock_organisation(session, key)
    if organisation is None:
        organisation = Organisation(
            slack_enterprise_id=key, name=key, slack_bot_user_id="", created_at=now
        )
        session.add(organisation)
    organisation.name = read_name([grant.name], default=key)
    organisation.teams_read_at = None
    put_grant(organisation, grant, now)
    session.flush()
    copy_token(session, organisation=organisation, now=now)
    return organisation.id


def let_in(
    session: Session,
    *,
    slack_enterprise_id: str,
    teams: dict[str, str],
    defaults: Defaults,
    now: datetime,
) -> list[int]:
    """Give workspaces of an organisation its token; the ids of ours that have it now.

    `teams` are names by Slack's ids. None gets anything where the organisation has no token, and
    one that installed the app for itself keeps its own.
    """
    organisation = lock_organisation(session, slack_enterprise_id)
    if organisation is None or organisation.bot_token is None:
        return []
    let: list[int] = []
    for team, name in sorted(teams.items()):
        workspace = lock_workspace(session, team)
        if workspace is None:
            workspace = add_workspace(session, team, defaults, now)
        elif workspace.bot_token is not None and workspace.organisation_id != organisation.id:
            continue
        workspace.name = read_name([name], default=workspace.name or team)
        workspace.slack_enterprise_id = slack_enterprise_id
        workspace.organisation_id = organisation.id
        organisation.teams_changes += workspace.bot_token is None
        workspace.is_from_environment = False
        put_copy(workspace, organisation, now)
        session.flush()
        add_policies(session, workspace, defaults)
        let.append(workspace.id)
    return let


def shut_out(
    session: Session, *, slack_enterprise_id: str, slack_team_ids: list[str], now: datetime
) -> list[int]:
    """Take an organisation's token from workspaces of it; the ids of ours that had it."""
    organisation = lock_organisation(session, slack_enterprise_id)
    if organisation is None:
        return []
    organisation.teams_changes += 1
    return take_away(
        session,
        select(Workspace)
        .where(
            Workspace.organisation_id == organisation.id,
            Workspace.slack_team_id.in_(slack_team_ids),
            Workspace.bot_token.is_not(None),
        )
        .order_by(Workspace.id),
        now,
    )


@dataclass(frozen=True, slots=True)
class ToRead:
    """An organisation of which Slack has still to say whom it lets in."""

    organisation_id: int
    slack_enterprise_id: str
    bot_token: str
    teams_changes: int


def list_to_read(session: Session) -> list[ToRead]:
    """The organisations whose workspaces are not known yet."""
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.slack_enterprise_id,
            Organisation.bot_token,
            Organisation.teams_changes,
        ).where(Organisation.teams_read_at.is_(None), Organisation.bot_token.is_not(None))
    )
    return [
        ToRead(id_, enterprise, token, changes) for id_, enterprise, token, changes in rows if token
    ]


def end_reading(session: Session, *, organisation: ToRead, now: datetime) -> None:
    """Ask no more with a token that Slack does not take."""
    row = session.get(Organisation, organisation.organisation_id, with_for_update=True)
    if row is not None and row.bot_token == organisation.bot_token:
        row.teams_read_at = now
        session.flush()


def record_teams(
    session: Session,
    *,
    organisation: ToRead,
    teams: dict[str, str],
    defaults: Defaults,
    now: datetime,
) -> list[int]:
    """Let in exactly the teams that Slack lists, and shut out the others; those that are in.

    Where something was told of them since they were read, they are read again.
    """
    row = session.get(Organisation, organisation.organisation_id, with_for_update=True)
    if row is None or row.bot_token != organisation.bot_token:
        return []
    if row.teams_changes != organisation.teams_changes:
        return []
    row.teams_read_at = now
    enterprise = organisation.slack_enterprise_id
    let = let_in(session, slack_enterprise_id=enterprise, teams=teams, defaults=defaults, now=now)
    known = session.scalars(
        select(Workspace.slack_team_id).where(Workspace.organisation_id == row.id)
    )
    gone = [team for team in known if team not in teams]
    shut_out(session, slack_enterprise_id=enterprise, slack_team_ids=gone, now=now)
    return let


def mark_unread(session: Session, *, slack_enterprise_id: str) -> None:
    """Have the workspaces of an organisation read again."""
    session.execute(
        update(Organisation)
        .where(Organisation.slack_enterprise_id == slack_enterprise_id)
        .values(teams_read_at=None, teams_changes=Organisation.teams_changes + 1)
    )
