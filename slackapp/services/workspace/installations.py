"""Installations that people made through Slack's pages, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import Organisation, ReflectionPolicy, RetentionPolicy, Workspace
from slackapp.domain.base.outside import read_name
from slackapp.domain.workspace.installing import Defaults, Grant


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
    workspace = _find(session, grant.slack_team_id)
    if workspace is None:
        workspace = _add(session, grant.slack_team_id, defaults, now)
    workspace.name = read_name([grant.name], default=grant.slack_team_id)
    workspace.slack_url = grant.slack_url or workspace.slack_url
    workspace.slack_enterprise_id = grant.slack_enterprise_id or None
    workspace.organisation_id = None
    workspace.is_from_environment = is_from_environment
    _put(workspace, grant, now)
    session.flush()
    _add_policies(session, workspace, defaults)
    return workspace.id


def record_org_grant(session: Session, *, grant: Grant, now: datetime) -> int:
    """Store what Slack gave for all of an organisation; the id of ours.

    Its workspaces get the token where they have it already; which others are let in is read next.
    """
    assert grant.slack_enterprise_id is not None
    key = grant.slack_enterprise_id
    organisation = _find_organisation(session, key)
    if organisation is None:
        organisation = Organisation(
            slack_enterprise_id=key, name=key, slack_bot_user_id="", created_at=now
        )
        session.add(organisation)
    organisation.name = read_name([grant.name], default=key)
    organisation.teams_read_at = None
    _put(organisation, grant, now)
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
    organisation = _find_organisation(session, slack_enterprise_id)
    if organisation is None or organisation.bot_token is None:
        return []
    let: list[int] = []
    for team, name in sorted(teams.items()):
        workspace = _find(session, team)
        if workspace is None:
            workspace = _add(session, team, defaults, now)
        elif workspace.bot_token is not None and workspace.organisation_id != organisation.id:
            continue
        workspace.name = read_name([name], default=workspace.name or team)
        workspace.slack_enterprise_id = slack_enterprise_id
        workspace.organisation_id = organisation.id
        organisation.teams_changes += workspace.bot_token is None
        workspace.is_from_environment = False
        _put_copy(workspace, organisation, now)
        session.flush()
        _add_policies(session, workspace, defaults)
        let.append(workspace.id)
    return let


def shut_out(
    session: Session, *, slack_enterprise_id: str, slack_team_ids: list[str], now: datetime
) -> list[int]:
    """Take an organisation's token from workspaces of it; the ids of ours that had it."""
    organisation = _find_organisation(session, slack_enterprise_id)
    if organisation is None:
        return []
    organisation.teams_changes += 1
    return _take_away(
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


def find_installed(
    session: Session, *, slack_team_id: str | None, slack_enterprise_id: str | None
) -> Installed | None:
    """What is installed in that workspace or, without one, in all of the organisation."""
    row: Workspace | Organisation | None
    if slack_team_id is not None:
        row = _find(session, slack_team_id)
    else:
        row = _find_organisation(session, slack_enterprise_id or "")
    if row is None or row.bot_token is None:
        return None
    return Installed(row.bot_token, row.installed_at)


def is_installed_by_pages(session: Session, *, slack_team_id: str) -> bool:
    """Whether people installed the app there themselves, with a token that Slack still takes."""
    workspace = _find(session, slack_team_id)
    return (
        workspace is not None
        and not workspace.is_from_environment
        and workspace.bot_token is not None
        and workspace.paused_since is None
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


def end_installation(
    session: Session, *, slack_team_id: str | None, slack_enterprise_id: str | None, now: datetime
) -> list[int]:
    """Forget the tokens at once; the ids of the workspaces that have ended. What they have stays.

    Where the whole organisation had the app, it ends in each of its workspaces. A second event
    about the same changes nothing.
    """
    if slack_team_id is not None:
        return _take_away(
            session,
            select(Workspace).where(
                Workspace.slack_team_id == slack_team_id, Workspace.bot_token.is_not(None)
            ),
            now,
        )
    organisation = _find_organisation(session, slack_enterprise_id or "")
    if organisation is None or organisation.bot_token is None:
        return []
    _forget(organisation, now)
    return _take_away(
        session,
        select(Workspace)
        .where(Workspace.organisation_id == organisation.id, Workspace.bot_token.is_not(None))
        .order_by(Workspace.id),
        now,
    )


def copy_token(session: Session, *, organisation: Organisation, now: datetime) -> None:
    """Give an organisation's token to each of its workspaces that has one."""
    rows = session.scalars(
        select(Workspace)
        .where(Workspace.organisation_id == organisation.id, Workspace.uninstalled_at.is_(None))
        .order_by(Workspace.id)
    )
    for workspace in rows:
        _put_copy(workspace, organisation, now)
    session.flush()


def _find(session: Session, slack_team_id: str) -> Workspace | None:
    wanted = select(Workspace).where(Workspace.slack_team_id == slack_team_id)
    return session.scalar(wanted.with_for_update(key_share=True))


def _find_organisation(session: Session, slack_enterprise_id: str) -> Organisation | None:
    wanted = select(Organisation).where(Organisation.slack_enterprise_id == slack_enterprise_id)
    return session.scalar(wanted.with_for_update(key_share=True))


def _add(session: Session, slack_team_id: str, defaults: Defaults, now: datetime) -> Workspace:
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


def _add_policies(session: Session, workspace: Workspace, defaults: Defaults) -> None:
    if session.get(ReflectionPolicy, workspace.id) is None:
        session.add(ReflectionPolicy(workspace_id=workspace.id))
    if defaults.sent_days is not None and session.get(RetentionPolicy, workspace.id) is None:
        session.add(RetentionPolicy(workspace_id=workspace.id, sent_days=defaults.sent_days))
    session.flush()


def _put(row: Workspace | Organisation, grant: Grant, now: datetime) -> None:
    row.bot_token, row.refresh_token = grant.bot_token, grant.refresh_token
    row.slack_bot_user_id, row.scopes = grant.slack_bot_user_id, grant.scopes
    row.token_expires_at, row.refresh_leased_until = grant.expires_at, None
    row.installed_at, row.uninstalled_at = now, None
    if isinstance(row, Workspace):
        row.paused_since = row.pause_reason = row.token_tried_at = None


def _put_copy(workspace: Workspace, organisation: Organisation, now: datetime) -> None:
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


def _forget(row: Workspace | Organisation, now: datetime) -> None:
    row.bot_token = row.refresh_token = row.token_expires_at = row.refresh_leased_until = None
    row.uninstalled_at = now


def _take_away(session: Session, wanted: object, now: datetime) -> list[int]:
    ended = []
    for workspace in session.scalars(wanted):  # type: ignore[call-overload]
        _forget(workspace, now)
        workspace.paused_since = workspace.pause_reason = workspace.token_tried_at = None
        ended.append(workspace.id)
    session.flush()
    return ended


def mark_unread(session: Session, *, slack_enterprise_id: str) -> None:
    """Have the workspaces of an organisation read again."""
    session.execute(
        update(Organisation)
        .where(Organisation.slack_enterprise_id == slack_enterprise_id)
        .values(teams_read_at=None, teams_changes=Organisation.teams_changes + 1)
    )
