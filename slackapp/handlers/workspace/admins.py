"""An admin's form for naming others, and for taking that back."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.workspace.admins import build_admins_form
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.workspace.admins import change_named, list_named
from slackapp.services.workspace.people import list_admins
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the form."""
    on_opening(app, tools, ids.ADMINS, draw_admins)
    on_submission(
        app,
        tools,
        ids.ADMINS_FORM,
        store_admins,
        first_block_id=ids.ADMINS_BLOCK,
        then=_tell_and_show,
    )


def draw_admins(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    workspace_id = click.workspace.workspace_id
    named = list_named(session, workspace_id=workspace_id)
    admins = list_admins(session, workspace_id=workspace_id)
    by_slack = [one.name for one in admins if one.slack_user_id not in named]
    return build_admins_form(by_slack=by_slack, named=named)


def store_admins(tools: Tools, session: Session, submission: Submission) -> None:
    """Name those who were added, and take it from those who were taken out, for admins.

    What another admin changed while the form was open stays.
    """
    actor = get_admin(session, submission)
    chosen = submission.values.users(ids.ADMINS_BLOCK)
    shown = [one for one in submission.view.metadata.split(",") if one]
    change_named(
        session,
        workspace_id=submission.workspace.workspace_id,
        actor=actor,
        named=[one for one in dict.fromkeys(chosen) if one not in shown],
        dropped=[one for one in dict.fromkeys(shown) if one not in chosen],
        now=tools.clock(),
    )


def _tell_and_show(tools: Tools, submission: Submission) -> None:
    tools.wake_delivery()
    show_workspace(tools, submission)
