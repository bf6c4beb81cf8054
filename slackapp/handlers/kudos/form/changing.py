"""Changing a kudos in the form: the button that opens it, and what it says when it comes back."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.kudos.form.buttons import OF_HOME, OF_LIST
from slackapp.blocks.kudos.form.form import MAX_MESSAGE
from slackapp.domain.base.slack_text import to_plain
from slackapp.domain.kudos.edited_text import write_back
from slackapp.domain.kudos.kudos import KudosView
from slackapp.frameworks.crosswalk import Counted
from slackapp.handlers.base.forms import FormAnswer
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_tap
from slackapp.handlers.base.reply import read_id
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_home
from slackapp.handlers.kudos.form.answering import promise_form_answer
from slackapp.handlers.kudos.form.drawing import (
    draw_change,
    get_own_kudos,
    name_mentioned,
    open_once,
)
from slackapp.handlers.kudos.form.state import (
    arrange,
    read_choices,
    read_message,
    read_standing,
)
from slackapp.handlers.kudos.gifts import answer_giver_again
from slackapp.handlers.kudos.own_kudos import show_own_kudos
from slackapp.services.base.requests import record_request
from slackapp.services.kudos.changing import change_kudos
from slackapp.services.kudos.drafts import Draft, record_draft
from slackapp.services.kudos.taking_back import lock_own
from slackapp.services.reflection.thanks import forget_thanks
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the button."""
    on_tap(app, tools, ids.CHANGE_KUDOS, handle_change_button)


def handle_change_button(tools: Tools, click: Click) -> None:
    """Open the form with what the kudos says now, for its giver and while they may change it."""
    kudos_id, _, mark = click.value.partition(":")
    framework = tools.framework_of(click.workspace)

    def draw(session: Session) -> dict[str, Any]:
        actor, now = get_actor(session, click), tools.clock()
        kudos = get_own_kudos(session, click, read_id(kudos_id))
        workspace_id, own_id = click.workspace.workspace_id, kudos.kudos_id
        lock_own(session, workspace_id=workspace_id, actor=actor, kudos_id=own_id, now=now)
        draft = record_draft(
            session,
            workspace_id=workspace_id,
            kudos_id=own_id,
            giver=actor,
            text=mark if mark in (OF_LIST, OF_HOME) else "",
            slack_channel_id=click.slack_channel_id,
            channel_name=click.channel_name,
            response_url=click.response_url,
            now=now,
        )
        return draw_change(session, click, draft, read_standing(framework, kudos.tags))

    open_once(tools, click, draw)


def change_from_form(tools: Tools, submission: Submission, draft: Draft) -> FormAnswer | None:
    """Store what the form says, once, and answer where it was opened."""
    framework = tools.framework_of(submission.workspace)
    with tools.sessions.begin() as session:
        kudos = get_own_kudos(session, submission, draft.kudos_id or 0)
        choices = read_choices(framework, submission.values, arrange(kudos.tags))
        named, is_clear = choices.count()
        if not is_clear:
            return FormAnswer("update", draw_change(session, submission, draft, choices))
        is_first = record_request(
            session,
            workspace_id=submission.workspace.workspace_id,
            request_key=draft.request_key,
            now=tools.clock(),
        )
        if is_first:
            message = _read_words(session, submission, kudos)
            _change(tools, session, submission, draft, named, message)
    tools.wake_delivery()
    if draft.text == OF_HOME:
        show_home(tools, submission)
    return None


def _read_words(session: Session, submission: Submission, kudos: KudosView) -> str:
    names = name_mentioned(session, submission, kudos)
    shown = len(to_plain(kudos.message, names))
    typed = read_message(submission.values, max(MAX_MESSAGE, shown))
    return write_back(typed, kudos.message, names)


def _change(
    tools: Tools,
    session: Session,
    submission: Submission,
    draft: Draft,
    named: tuple[Counted, ...],
    message: str,
) -> None:
    workspace, now = submission.workspace, tools.clock()
    actor = get_actor(session, submission)
    changed = change_kudos(
        session,
        workspace_id=workspace.workspace_id,
        actor=actor,
        kudos_id=draft.kudos_id or 0,
        named=named,
        message=message,
        request_key=draft.request_key,
        now=now,
    )
    forget_thanks(session, workspace_id=workspace.workspace_id, kudos=changed, now=now)
    if draft.text == OF_HOME:
        return
    content = (
        show_own_kudos(session, workspace, actor, now=now)
        if draft.text == OF_LIST
        else answer_giver_again(session, changed, workspace, channel_name=draft.channel_name)
    )
    promise_form_answer(session, submission, draft, content, replace=True, now=now)
