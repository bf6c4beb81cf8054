"""What an admin's view of their workspace is drawn from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.home.workspace import WorkspacePage
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.workspaces import WorkspaceView


def read_workspace(
    session: Session, *, workspace: WorkspaceView, person: PersonView, now: datetime
) -> WorkspacePage:
    """What holds in the workspace."""
    return WorkspacePage()
