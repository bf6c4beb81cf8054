"""An admin's form for how long what is kept; what it deletes, it says before."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.privacy.retention import YES, build_retention_form
from slackapp.blocks.privacy.words import retention as words
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.privacy.expiry import count_expired
from slackapp.services.privacy.retention_policy import (
    RetentionView,
    change_retention,
    get_retention,
)
from slackapp.services.workspace.admin_acts import recording
from slackapp.tools import Tools

#: What is written down of a change.
RETENTION_CHANGED = "retention"

#: In the order of the policy's ages.
_NUMBERS = (
    NumberField(ids.KEEP_KUDOS_BLOCK, words.KUDOS, words.KUDOS_HINT, 0, 600),
    NumberField(ids.KEEP_WORDS_BLOCK, words.WORDS, words.WORDS_HINT, 0, 600),
    NumberField(ids.KEEP_ANSWERS_BLOCK, words.ANSWERS, words.ANSWERS_HINT, 0, 600),
    NumberField(ids.KEEP_REQUESTS_BLOCK, words.REQUESTS, words.REQUESTS_HINT, 2, 600),
    NumberField(ids.KEEP_ACTS_BLOCK, words.ACTS, words.ACTS_HINT, 0, 600),
    NumberField(ids.KEEP_SENT_BLOCK, words.SENT, words.SENT_HINT, 1, 3650),
)


def register(app: App, tools: Tools) -> None:
    """Attach the form."""
    on_opening(app, tools, ids.RETENTION, draw_retention)
    on_submission(
        app,
        tools,
        ids.RETENTION_FORM,
        store_retention,
        first_block_id=ids.KEEP_KUDOS_BLOCK,
        then=show_workspace,
    )


def draw_retention(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    workspace_id = click.workspace.workspace_id
    policy = get_retention(session, workspace_id=workspace_id)
    going = count_expired(session, workspace_id=workspace_id, policy=policy, now=tools.clock())
    numbers = list(zip(_NUMBERS, asdict(policy).values(), strict=True))
    return build_retention_form(numbers=numbers, going=asdict(going))


def store_retention(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says, for admins."""
    admin = get_admin(session, submission)
    workspace_id, now = submission.workspace.workspace_id, tools.clock()
    policy = _read_policy(submission.values)
    if YES not in submission.values.options(ids.DELETES_BLOCK):
        _check_deletes_no_more(session, workspace_id, policy, now)
    with recording(
        session,
        lambda: asdict(get_retention(session, workspace_id=workspace_id)),
        workspace_id=workspace_id,
        actor_id=admin.person_id,
        kind=RETENTION_CHANGED,
        now=now,
    ):
        change_retention(session, workspace_id=workspace_id, policy=policy)


def _read_policy(values: Values) -> RetentionView:
    policy = RetentionView(*(values.number(field) for field in _NUMBERS))
    if 0 < policy.kudos_months < policy.words_months:
        raise WrongField(ids.KEEP_WORDS_BLOCK, words.WORDS_OUTLIVE)
    return policy


def _check_deletes_no_more(
    session: Session, workspace_id: int, policy: RetentionView, now: datetime
) -> None:
    """Raises WrongField where something would go that would have stayed."""
    held = get_retention(session, workspace_id=workspace_id)
    stays, goes = (
        asdict(count_expired(session, workspace_id=workspace_id, policy=one, now=now).without_sent)
        for one in (held, policy)
    )
    more = {kind: count for kind, count in goes.items() if count > stays[kind]}
    if more:
        raise WrongField(ids.DELETES_BLOCK, words.ask_deletes(more))
