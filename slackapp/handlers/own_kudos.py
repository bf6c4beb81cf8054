"""A person's own kudos, as the command and the buttons in its answer show them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_own_kudos
from slackapp.services.kudos_history import list_own_kudos
from slackapp.services.people import PersonView
from slackapp.services.workspaces import WorkspaceView

_SHOWN = 10


def show_own_kudos(session: Session, workspace: WorkspaceView, person: PersonView) -> Content:
    """The latest that the person gave or received."""
    kudos_list = list_own_kudos(
        session, workspace_id=workspace.workspace_id, person=person, limit=_SHOWN
    )
    return build_own_kudos(kudos_list, person.slack_user_id)
