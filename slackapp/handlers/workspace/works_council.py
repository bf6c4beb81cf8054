"""An admin's form for works-council mode."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.workspace.words import works_council as words
from slackapp.blocks.workspace.works_council import ON, build_works_council_form
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.workspace.admin_acts import recording
from slackapp.services.workspace.works_council import (
    WorksCouncilView,
    change_works_council,
    get_works_council,
)
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the form."""

    on_opening(app, tools, ids.COUNCIL, draw_works_council)
    on_submission(
        app,
        tools,
        ids.COUNCIL_FORM,
        store_works_council,
        first_block_id=ids.COUNCIL_MODE_BLOCK,
        then=show_workspace,
    )


def draw_works_council(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    mode = get_works_council(session, workspace_id=click.workspace.workspace_id)
    return build_works_council_form(is_on=mode.is_on, hides_names=mode.hides_names)


def store_works_council(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says, for admins; names alone are said at their field."""
    admin = get_admin(session, submission)
    workspace_id, now = submission.workspace.workspace_id, tools.clock()
    chosen = WorksCouncilView(
        is_on=ON in submission.values.options(ids.COUNCIL_MODE_BLOCK),
        hides_names=ON in submission.values.options(ids.COUNCIL_NAMES_BLOCK),
    )
    if chosen.hides_names and not chosen.is_on:
        raise WrongField(ids.COUNCIL_NAMES_BLOCK, words.NAMES_ALONE)
    with recording(
        session,
        lambda: asdict(get_works_council(session, workspace_id=workspace_id)),
        workspace_id=workspace_id,
        actor_id=admin.person_id,
        kind="works_council",
        now=now,
    ):
        change_works_council(session, workspace_id=workspace_id, mode=chosen, now=now)
