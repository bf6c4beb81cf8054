"""An admin's form for who may do what: whether guests give, and leaders name leaders."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.ticks import ON
from slackapp.blocks.workspace.rules import build_roles_form
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import ROLES
from slackapp.services.workspace.rules import get_rules
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the form."""
    on_opening(app, tools, ids.ROLE_RULES, draw_roles)
    on_submission(
        app,
        tools,
        ids.ROLE_RULES_FORM,
        store_roles,
        first_block_id=ids.GUESTS_BLOCK,
        then=show_workspace,
    )


def draw_roles(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    rules = get_rules(session, workspace_id=click.workspace.workspace_id)
    return build_roles_form(
        guests_may_give=rules.guests_may_give, leaders_name_leaders=rules.leaders_name_leaders
    )


def store_roles(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says, for admins."""
    admin, values, now = get_admin(session, submission), submission.values, tools.clock()
    scope = Scope(submission.workspace.workspace_id, admin.person_id)
    with recorded(session, ROLES, scope, now=now):
        chosen = {
            "guests_may_give": ON in values.options(ids.GUESTS_BLOCK),
            "leaders_name_leaders": ON in values.options(ids.NAMING_BLOCK),
        }
        ROLES.write(session, scope, chosen, now)
