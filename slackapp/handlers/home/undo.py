"""The button that puts back what somebody decided: on the Home, and beneath a command's answer."""

from __future__ import annotations

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.base.undo_button import AND, MOST_ACTS
from slackapp.blocks.home.words import undo as words
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_click
from slackapp.handlers.base.reply import read_id
from slackapp.handlers.base.requests import Click
from slackapp.handlers.home.home import refresh_home
from slackapp.services.home.undo import undo_act
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the button."""
    on_click(app, tools, ids.UNDO_ACT, handle_undo_button, then=_show)


def handle_undo_button(tools: Tools, session: Session, click: Click) -> Content:
    """Put it back, for whoever may decide it now."""
    actor, now = get_actor(session, click), tools.clock()
    # What one command or form did together goes together, the latest first.
    undone = [
        undo_act(
            session,
            workspace_id=click.workspace.workspace_id,
            actor=actor,
            act_id=read_id(one),
            now=now,
        )
        for one in reversed(click.value.split(AND)[:MOST_ACTS])
    ]
    are_back = all(one.was_already for one in undone)
    return build_plain(words.WAS_PUT_BACK if are_back else words.PUT_BACK)


def _show(tools: Tools, click: Click) -> None:
    tools.workspaces.forget(click.workspace.slack_team_id)
    refresh_home(tools, click)
