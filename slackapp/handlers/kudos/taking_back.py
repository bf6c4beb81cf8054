"""Taking a kudos back: `/kudos undo`, and the button on the giver's answer and in their list."""

from __future__ import annotations

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos import command_help
from slackapp.blocks.kudos.taken_back import build_taken_back, build_taken_back_for
from slackapp.domain.kudos.errors import NothingToTakeBack, TakenBack
from slackapp.domain.kudos.kudos import KudosView
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_click
from slackapp.handlers.base.reply import answer_in_one, read_id
from slackapp.handlers.base.requests import Click, Command, Request
from slackapp.handlers.home.windows import show_kudos_anew
from slackapp.services.base.requests import record_request
from slackapp.services.kudos.taking_back import find_latest_to_take_back, take_back
from slackapp.services.reflection.thanks import forget_thanks
from slackapp.services.workspace.people import PersonView
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the button."""
    on_click(app, tools, ids.TAKE_BACK, handle_take_back_button, then=show_kudos_anew)
    # What everybody reads is deleted; the answer stands beside it.
    on_click(app, tools, ids.TAKE_BACK_HERE, handle_take_back_button, replace=False)


def handle_take_back_button(tools: Tools, session: Session, click: Click) -> Content:
    """Take back the kudos that the button is about."""
    kudos = _take_back(session, click, get_actor(session, click), read_id(click.value), tools)
    is_own = kudos.giver.slack_user_id == click.slack_user_id
    return build_taken_back(kudos) if is_own else build_taken_back_for(kudos)


def answer_undo(tools: Tools, command: Command, _rest: str) -> Content:
    """Take back the latest kudos of whoever typed it."""
    workspace_id, now = command.workspace.workspace_id, tools.clock()

    def undo(session: Session) -> Content:
        giver = get_actor(session, command)
        # A replayed command must not take back the one before.
        is_first = record_request(
            session, workspace_id=workspace_id, request_key=command.request_key, now=now
        )
        if not is_first:
            raise TakenBack
        kudos_id = find_latest_to_take_back(
            session, workspace_id=workspace_id, giver=giver, now=now
        )
        if kudos_id is None:
            raise NothingToTakeBack
        kudos = _take_back(session, command, giver, kudos_id, tools)
        return build_taken_back(kudos)

    return answer_in_one(tools, undo)


def _take_back(
    session: Session, request: Request, actor: PersonView, kudos_id: int, tools: Tools
) -> KudosView:
    workspace_id, now = request.workspace.workspace_id, tools.clock()
    kudos = take_back(session, workspace_id=workspace_id, actor=actor, kudos_id=kudos_id, now=now)
    forget_thanks(session, workspace_id=workspace_id, kudos=kudos, now=now)
    return kudos


UNDO = Word("undo", answer_undo, command_help.UNDO, lambda rest: not rest)
