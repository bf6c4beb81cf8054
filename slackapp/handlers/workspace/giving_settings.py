"""An admin's form for how kudos are given: undo time, reactions, large groups, hints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.base.ticks import ON
from slackapp.blocks.workspace.giving_settings import build_giving_form
from slackapp.blocks.workspace.words import giving as words
from slackapp.domain.base.slack_text import find_emoji_name
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import GIVING
from slackapp.services.workspace.giving_policy import (
    GivingPolicyView,
    get_giving_policy,
)
from slackapp.services.workspace.rules import get_rules
from slackapp.services.workspace.workspaces import REACTIONS_READ, has_scope
from slackapp.tools import Tools

_DAILY_LIMIT = NumberField(
    ids.DAILY_LIMIT_BLOCK, words.DAILY_LIMIT, words.DAILY_LIMIT_HINT, 0, 999999
)
_UNDO_HOURS = NumberField(ids.UNDO_HOURS_BLOCK, words.UNDO_HOURS, words.UNDO_HOURS_HINT, 0, 8760)
_MOST_IN_GROUP = NumberField(
    ids.MOST_IN_GROUP_BLOCK, words.MOST_IN_GROUP, words.MOST_IN_GROUP_HINT, 1, 100
)


def register(app: App, tools: Tools) -> None:
    """Attach the form."""

    on_opening(app, tools, ids.GIVING_POLICY, draw_giving)
    on_submission(
        app,
        tools,
        ids.GIVING_FORM,
        store_giving,
        first_block_id=ids.DAILY_LIMIT_BLOCK,
        then=show_workspace,
    )


def draw_giving(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    workspace_id = click.workspace.workspace_id
    policy = get_giving_policy(session, workspace_id=workspace_id)
    rules = get_rules(session, workspace_id=workspace_id)
    return build_giving_form(
        numbers=[
            (_DAILY_LIMIT, rules.daily_limit),
            (_UNDO_HOURS, policy.undo_hours),
            (_MOST_IN_GROUP, policy.most_in_group),
        ],
        takes_reactions=policy.takes_reactions,
        reaction=policy.reaction,
        may_see_reactions=has_scope(session, workspace_id=workspace_id, scope=REACTIONS_READ),
        gives_hints=policy.gives_hints,
    )


def store_giving(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says, for admins."""
    admin = get_admin(session, submission)
    values, workspace_id = submission.values, submission.workspace.workspace_id
    daily_limit, policy = values.number(_DAILY_LIMIT), _read_policy(values)
    may_see_reactions = has_scope(session, workspace_id=workspace_id, scope=REACTIONS_READ)
    if policy.takes_reactions and not may_see_reactions:
        raise WrongField(ids.TAKES_REACTIONS_BLOCK, words.NO_PERMISSION)
    scope = Scope(workspace_id, admin.person_id)
    now = tools.clock()
    with recorded(session, GIVING, scope, now=now):
        chosen = {**asdict(policy), "daily_limit": daily_limit}
        GIVING.write(session, scope, chosen, now)


def _read_policy(values: Values) -> GivingPolicyView:
    undo_hours, most_in_group = values.number(_UNDO_HOURS), values.number(_MOST_IN_GROUP)
    reaction = find_emoji_name(values.text(ids.REACTION_BLOCK))
    if reaction is None:
        raise WrongField(ids.REACTION_BLOCK, words.NOT_AN_EMOJI)
    return GivingPolicyView(
        undo_hours=undo_hours,
        takes_reactions=ON in values.options(ids.TAKES_REACTIONS_BLOCK),
        reaction=reaction,
        most_in_group=most_in_group,
        gives_hints=ON in values.options(ids.GIVES_HINTS_BLOCK),
    )
