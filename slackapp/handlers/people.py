"""Whoever acts, met without a write: most of them are known."""

from __future__ import annotations

from slackapp.context import Context
from slackapp.services.people import PersonView, ensure_person, find_people
from slackapp.services.workspaces import WorkspaceView


def meet_person(
    context: Context, workspace: WorkspaceView, slack_user_id: str, name: str
) -> PersonView:
    """The person, stored from the little that a request tells where they are new to us."""
    with context.sessions.read() as session:
        found = find_people(
            session, workspace_id=workspace.workspace_id, slack_user_ids=[slack_user_id]
        )
    if slack_user_id in found:
        return found[slack_user_id]
    with context.sessions.begin() as session:
        return ensure_person(
            session,
            workspace=workspace,
            slack_user_id=slack_user_id,
            name=name,
            now=context.clock(),
        )
