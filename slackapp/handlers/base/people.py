"""Whoever acts, and whom they name: read without a write, and asked of Slack where unknown."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from slackapp.handlers.base.requests import Request
from slackapp.pacing import MustWait
from slackapp.services.workspace.actors import find_actor
from slackapp.services.workspace.people import PersonView, record_people
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools


def get_actor(session: Session, request: Request) -> PersonView:
    """Whoever acts. Raises Refused where they may not."""
    return find_actor(
        session,
        workspace_id=request.workspace.workspace_id,
        slack_user_id=request.slack_user_id,
    )


def read_actor(tools: Tools, request: Request) -> PersonView:
    """The same, in a transaction of its own."""
    with tools.sessions.read() as session:
        return get_actor(session, request)


def ask_who(tools: Tools, workspace: WorkspaceView, slack_user_id: str) -> dict[str, Any] | None:
    """Slack's user object, by the one read before an answer; None where Slack does not say."""
    try:
        return tools.reader.read_person(workspace, slack_user_id)
    except MustWait:
        return None


def meet(tools: Tools, workspace: WorkspaceView, slack_user_id: str) -> bool:
    """Ask Slack who somebody is, and keep its answer; False where it does not say."""
    user = ask_who(tools, workspace, slack_user_id)
    if user is None:
        return False
    with tools.sessions.begin() as session:
        record_people(session, workspace=workspace, users=[user], now=tools.clock())
    return True
