"""Which views a person's Home has."""

from __future__ import annotations

from sqlalchemy.orm import Session

from slackapp.blocks.home.state import HomeView
from slackapp.services.team.teams import list_led_channels
from slackapp.services.workspace.people import is_admin


def list_views(session: Session, *, workspace_id: int, person_id: int) -> tuple[HomeView, ...]:
    """Everybody's own, one for whoever leads a team, and one for admins."""
    leads = bool(list_led_channels(session, workspace_id=workspace_id, person_id=person_id))
    views = {
        HomeView.MINE: True,
        HomeView.TEAM: leads,
        HomeView.WORKSPACE: is_admin(session, person_id=person_id),
    }
    return tuple(view for view, is_there in views.items() if is_there)
