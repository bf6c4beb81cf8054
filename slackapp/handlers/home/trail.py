"""The audit trail, for admins: a page at a time, the newest first."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_notice
from slackapp.blocks.home.trail import build_trail
from slackapp.errors import UserFacingError
from slackapp.handlers.base.forms import FormAnswer, get_admin
from slackapp.handlers.base.registration import on_form, on_opening
from slackapp.handlers.base.requests import Click, Request, Submission
from slackapp.services.home.trail import Cursor, list_trail, read_cursor
from slackapp.tools import Tools

_PAGE = 20


def register(app: App, tools: Tools) -> None:
    """Attach the button, and the one that leads to what is older."""
    on_opening(app, tools, ids.TRAIL, draw_trail)
    on_form(app, tools, ids.TRAIL_FORM, show_older, first_block_id="")


def draw_trail(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The newest page."""
    return _draw(session, click, None)


def show_older(tools: Tools, submission: Submission) -> FormAnswer:
    """The next page, in the place of the one that was shown."""
    try:
        with tools.sessions.read() as session:
            page = _draw(session, submission, read_cursor(submission.view.metadata))
    except UserFacingError as error:
        page = compose_notice(str(error))
    return FormAnswer("update", page)


def _draw(session: Session, request: Request, before: Cursor | None) -> dict[str, Any]:
    admin = get_admin(session, request)
    workspace_id = request.workspace.workspace_id
    shown, older = list_trail(session, workspace_id=workspace_id, limit=_PAGE, before=before)
    return build_trail(shown, tz=admin.tz, older=older.as_text() if older else None)
