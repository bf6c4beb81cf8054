"""What a leader's view of their teams is drawn from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.home.team import TeamPage
from slackapp.services.team.teams import list_led_channels
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.workspaces import WorkspaceView


def read_team(
    session: Session, *, workspace: WorkspaceView, person: PersonView, now: datetime
) -> TeamPage:
    """The teams that the person leads."""
    return TeamPage(
        list_led_channels(session, workspace_id=workspace.workspace_id, person_id=person.person_id)
    )
