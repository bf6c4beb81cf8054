"""Workspaces of the sandbox, stored as if each had been installed, without asking Slack."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.slack import Workspace
from db import SessionFactory
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.services.workspace.channels import record_place
from slackapp.services.workspace.people import record_people
from slackapp.services.workspace.workspaces import WorkspaceView, record_installation


def install(sessions: SessionFactory, workspace: Workspace) -> WorkspaceView:
    """Store a workspace as if it had been installed and read."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        installed = record_installation(
            session,
            slack_team_id=workspace.team.slack_team_id,
            slack_enterprise_id=None,
            name=workspace.team.slack_team_id,
            bot_token=workspace.bot_token,
            slack_bot_user_id="U0BENCH",
            scopes="",
            daily_limit=0,
            slack_default_channel_id=None,
            now=now,
        )
        users = [{"id": person, "name": person} for person in workspace.team.people]
        record_people(session, workspace=installed, users=users, now=now)
        for channel in workspace.team.channels:
            record_place(
                session, workspace_id=installed.workspace_id, place=name_place(channel), now=now
            )
    return installed


def name_place(slack_channel_id: str) -> Place:
    """A public channel with the app in it."""
    return Place(slack_channel_id, ChannelKind.PUBLIC, app_is_member=True)
