"""Slack installations: recording one, and finding it again for a request."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from db import GivingPolicy, Workspace, WorkspaceRules
from slackapp.domain.installation.installing import Defaults, Grant
from slackapp.services.installation.installations import record_grant

#: Seconds.
_KEPT_FOR = 1.0

#: The scope with which Slack tells of reactions.
REACTIONS_READ = "reactions:read"

#: For queries: workspaces for which something can be done in Slack now (see `pauses`).
IS_WORKING = Workspace.bot_token.is_not(None) & Workspace.paused_since.is_(None)


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """One installation; `bot_token` is None once Slack or an operator took it away."""

    workspace_id: int
    slack_team_id: str
    slack_enterprise_id: str | None
    bot_token: str | None
    slack_bot_user_id: str
    framework_key: str
    daily_limit: int
    slack_default_channel_id: str | None
    #: Where there are any, kudos are given in these channels alone.
    slack_pilot_channel_ids: tuple[str, ...] = ()
    guests_may_give: bool = True
    #: The name of the reaction that thanks here; None where none does.
    thanking_reaction: str | None = None

    def takes_kudos(self, slack_channel_id: str) -> bool:
        """Whether kudos are given in that channel."""
        pilot = self.slack_pilot_channel_ids
        return not pilot or slack_channel_id in pilot


def record_installation(
    session: Session,
    *,
    slack_team_id: str,
    slack_enterprise_id: str | None,
    name: str,
    bot_token: str,
    slack_bot_user_id: str,
    scopes: str,
    daily_limit: int,
    slack_default_channel_id: str | None,
    now: datetime,
    slack_url: str | None = None,
) -> WorkspaceView:
    """Store what Slack told of the token in the settings; defaults are for a new workspace alone.

    Slack has just taken the token: a workspace that waited for one goes on.
    """
    grant = Grant(
        slack_team_id=slack_team_id,
        slack_enterprise_id=slack_enterprise_id,
        name=name,
        bot_token=bot_token,
        slack_bot_user_id=slack_bot_user_id,
        scopes=scopes,
        slack_url=slack_url,
    )
    workspace_id = record_grant(
        session,
        grant=grant,
        defaults=Defaults(daily_limit, slack_default_channel_id=slack_default_channel_id),
        is_from_environment=True,
        now=now,
    )
    return get_workspace(session, workspace_id=workspace_id)


_VIEW = (
    select(
        Workspace.id,
        Workspace.slack_team_id,
        Workspace.slack_enterprise_id,
        Workspace.bot_token,
        Workspace.slack_bot_user_id,
        Workspace.framework_key,
        Workspace.daily_limit,
        Workspace.slack_default_channel_id,
        WorkspaceRules.pilot_channels,
        WorkspaceRules.guests_may_give,
        # Known with the workspace, as most events are reactions, and mean nothing to us.
        case((GivingPolicy.takes_reactions, GivingPolicy.reaction)).label("thanking_reaction"),
    )
    .select_from(Workspace)
    .outerjoin(WorkspaceRules, WorkspaceRules.workspace_id == Workspace.id)
    .outerjoin(GivingPolicy, GivingPolicy.workspace_id == Workspace.id)
)
# Built once, as it is run for every request.
_FIND_WORKSPACE = _VIEW.where(Workspace.slack_team_id == bindparam("slack_team_id"))


def find_workspace(session: Session, *, slack_team_id: str) -> WorkspaceView | None:
    """The installation of that Slack team, if there is one."""
    row = (
        session.connection()
        .execute(_FIND_WORKSPACE, {"slack_team_id": slack_team_id})
        .one_or_none()
    )
    return None if row is None else _view(row)


def split_channels(stored: str) -> tuple[str, ...]:
    """Slack's ids as they are stored, with commas between."""
    return tuple(filter(None, stored.split(",")))


class WorkspaceMemory:
    """Keeps installations for a second after they were read, as every request asks for one.

    For so long a request may still be handled by a setting that was changed. Nobody acts in a
    workspace that was uninstalled meanwhile: see `find_people`. Deliveries read the database.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, WorkspaceView]] = {}

    def keep(self, workspace: WorkspaceView) -> None:
        """Keep an installation that was just read."""
        self._kept[workspace.slack_team_id] = (time.monotonic(), workspace)

    def forget(self, slack_team_id: str) -> None:
        """Read it anew next time: something was changed."""
        self._kept.pop(slack_team_id, None)

    def recall(self, slack_team_id: str) -> WorkspaceView | None:
        """The installation of that Slack team, if it was read within the last second."""
        kept_at, workspace = self._kept.get(slack_team_id, (0.0, None))
        return workspace if time.monotonic() - kept_at < _KEPT_FOR else None


def has_scope(session: Session, *, workspace_id: int, scope: str) -> bool:
    """Whether Slack granted the app that scope, as it said when it last took the token."""
    scopes = session.scalars(select(Workspace.scopes).where(Workspace.id == workspace_id)).one()
    return scope in {one.strip() for one in scopes.split(",")}


def list_workspaces(session: Session) -> list[WorkspaceView]:
    """Every installation that still has a token."""
    rows = session.execute(_VIEW.where(Workspace.bot_token.is_not(None)))
    return [_view(row) for row in rows.all()]


def list_installed_by_pages(session: Session) -> list[WorkspaceView]:
    """Those of them that people installed the app in themselves, the newest last."""
    rows = session.execute(
        _VIEW.where(
            Workspace.bot_token.is_not(None), Workspace.is_from_environment.is_(False)
        ).order_by(Workspace.installed_at)
    )
    return [_view(row) for row in rows.all()]


def list_working_ids(session: Session) -> list[int]:
    """The ids of those of them that do not wait for their token, without reading one."""
    return list(session.scalars(select(Workspace.id).where(IS_WORKING)).all())


def name_workspaces(session: Session) -> dict[int, str]:
    """Slack's id of every installation by ours, also of those whose token was taken away."""
    found = session.execute(select(Workspace.id, Workspace.slack_team_id).order_by(Workspace.id))
    return {workspace_id: slack_team_id for workspace_id, slack_team_id in found}


def get_workspace(session: Session, *, workspace_id: int) -> WorkspaceView:
    """The installation of that id."""
    return _view(session.execute(_VIEW.where(Workspace.id == workspace_id)).one())


def _view(row: Any) -> WorkspaceView:
    """The installation of a row of `_VIEW`."""
    return WorkspaceView(
        workspace_id=row.id,
        slack_team_id=row.slack_team_id,
        slack_enterprise_id=row.slack_enterprise_id,
        bot_token=row.bot_token,
        slack_bot_user_id=row.slack_bot_user_id,
        framework_key=row.framework_key,
        daily_limit=row.daily_limit,
        slack_default_channel_id=row.slack_default_channel_id,
        slack_pilot_channel_ids=split_channels(row.pilot_channels or ""),
        guests_may_give=row.guests_may_give is not False,
        thanking_reaction=row.thanking_reaction,
    )
