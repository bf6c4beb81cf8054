"""Whoever acts, and whom they name: read without a write, and asked of Slack where unknown."""

from __future__ import annotations

from typing import Any

from slackapp.context import Context
from slackapp.pacing import MustWait
from slackapp.services.actors import find_actor
from slackapp.services.people import PersonView
from slackapp.services.workspaces import WorkspaceView


def read_actor(context: Context, workspace: WorkspaceView, slack_user_id: str) -> PersonView:
    """Whoever acts, in a transaction of its own. Raises Refused where they may not."""
    with context.sessions.read() as session:
        return find_actor(session, workspace_id=workspace.workspace_id, slack_user_id=slack_user_id)


def ask_who(
    context: Context, workspace: WorkspaceView, slack_user_id: str
) -> dict[str, Any] | None:
    """Slack's user object, by the one read before an answer; None where Slack does not say."""
    try:
        return context.reader.read_person(workspace, slack_user_id)
    except MustWait:
        return None
