"""A person's own kudos, as the command and the buttons in its answer show them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_own_kudos
from slackapp.domain.kudos import read_through
from slackapp.services.kudos_history import list_own_kudos
from slackapp.services.lenses import open_lens
from slackapp.services.people import PersonView
from slackapp.services.workspaces import WorkspaceView

_SHOWN = 10


def show_own_kudos(
    session: Session, workspace: WorkspaceView, person: PersonView, *, lens_key: str = ""
) -> Content:
    """The latest that the person gave or received, or the same read through that lens."""
    kudos_list = list_own_kudos(
        session, workspace_id=workspace.workspace_id, person=person, limit=_SHOWN
    )
    if not lens_key:
        return build_own_kudos(kudos_list, person.slack_user_id)
    chosen = open_lens(session, workspace_id=workspace.workspace_id, key=lens_key)
    read, _ = read_through(chosen.lens, kudos_list)
    lens = (chosen.family, chosen.lens.framework.name)
    return build_own_kudos(read, person.slack_user_id, lens=lens)
