"""A person's own kudos, as the command and the buttons in its answer show them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.kudos import command_help
from slackapp.blocks.kudos.own_kudos import build_own_kudos
from slackapp.domain.command.through import asks_through, split_through
from slackapp.domain.kudos.kudos import read_through
from slackapp.domain.workspace.errors import UnknownLens
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.requests import Command
from slackapp.services.kudos.history import list_own_kudos
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.services.workspace.lenses import open_lens, read_lens_key
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

_SHOWN = 10
#: For so long their giver is asked what somebody did.
_FINISH_FOR = timedelta(hours=24)


def show_own_kudos(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    *,
    now: datetime,
    lens_key: str = "",
) -> Content:
    """The latest that the person gave or received, or the same read through that lens."""
    kudos_list = list_own_kudos(
        session, workspace_id=workspace.workspace_id, person=person, limit=_SHOWN
    )
    policy = get_giving_policy(session, workspace_id=workspace.workspace_id)
    undo_since = now - policy.undo_time
    if not lens_key:
        return build_own_kudos(
            kudos_list,
            person.slack_user_id,
            undo_since=undo_since,
            finish_since=now - _FINISH_FOR,
        )
    chosen = open_lens(session, workspace_id=workspace.workspace_id, key=lens_key)
    read, _ = read_through(chosen.lens, kudos_list)
    lens = (chosen.family, chosen.lens.framework.name)
    return build_own_kudos(read, person.slack_user_id, lens=lens)


def answer_me(tools: Tools, command: Command, rest: str) -> Content:
    """Show their own kudos to whoever typed it."""
    person = read_actor(tools, command)
    try:
        with tools.sessions.read() as session:
            lens_key = read_lens_key(
                session, workspace_id=command.workspace.workspace_id, through=split_through(rest)[1]
            )
            return show_own_kudos(
                session, command.workspace, person, now=tools.clock(), lens_key=lens_key
            )
    except UnknownLens as error:
        return build_plain(str(error))


ME = Word("me", answer_me, command_help.ME, lambda rest: not rest or asks_through(rest))
