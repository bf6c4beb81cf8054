"""A workspace as a plain value, for tests of what Slack sends."""

from __future__ import annotations

from slackapp.services.workspace.workspaces import WorkspaceView

WORKSPACE = WorkspaceView(
    workspace_id=1,
    slack_team_id="T1",
    slack_enterprise_id=None,
    bot_token=None,
    slack_bot_user_id="U0BOT",
    framework_key="ecf",
    daily_limit=10,
    slack_default_channel_id=None,
)
