"""The shortcut of a message: the form of kudos, with its author to be thanked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import show_name
from slackapp.blocks.kudos.form.suggestions import Beneath
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.errors import UserFacingError
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_shortcut
from slackapp.handlers.base.requests import MessageView, Shortcut
from slackapp.handlers.kudos.form.answering import tell_not_opened
from slackapp.handlers.kudos.form.beneath import begin_beneath
from slackapp.handlers.kudos.form.drawing import describe_where, draw_new, open_once
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.kudos.limits import check_guest
from slackapp.services.kudos.thanked.messages import find_of_draft, record_thanked
from slackapp.services.workspace.people import find_people
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the shortcut."""
    on_shortcut(app, tools, ids.THANK_MESSAGE_SHORTCUT, handle_thank_shortcut)


def handle_thank_shortcut(tools: Tools, shortcut: Shortcut) -> None:
    """Open the form at a message; the message is kept with it, and proves where it was written."""
    message = shortcut.message
    if message is None:
        return
    # Read before the transaction: nobody waits for that.
    beneath = begin_beneath(tools.framework_of(shortcut.workspace), message.text)
    try:
        open_once(
            tools, shortcut, lambda session: _draw(tools, session, shortcut, message, beneath)
        )
    except UserFacingError as error:
        tell_not_opened(tools, shortcut, error)


def _draw(
    tools: Tools, session: Session, shortcut: Shortcut, message: MessageView, beneath: Beneath
) -> dict[str, Any]:
    workspace_id, giver = shortcut.workspace.workspace_id, get_actor(session, shortcut)
    check_guest(shortcut.workspace, giver)
    draft = record_draft(
        session,
        workspace_id=workspace_id,
        giver=giver,
        text="",
        slack_channel_id=message.slack_channel_id,
        channel_name=shortcut.channel_name,
        slack_thread_ts=message.slack_thread_ts,
        response_url=shortcut.response_url,
        now=tools.clock(),
    )
    thanked = MessageThanked(
        message.slack_channel_id, message.slack_ts, message.slack_author_id, message.text
    )
    record_thanked(session, workspace_id=workspace_id, draft=draft, thanked=thanked)
    shown = find_of_draft(session, workspace_id=workspace_id, draft=draft)
    author, note = _find_author(session, shortcut, message)
    return draw_new(
        replace(draft, of_message=shown),
        describe_where(shortcut, draft, warning=note),
        beneath=beneath,
        slack_user_ids=[author] if author else [],
    )


def _find_author(
    session: Session, shortcut: Shortcut, message: MessageView
) -> tuple[str | None, str]:
    """Whom the form begins with, and what is to be said of who wrote the message."""
    who = message.slack_author_id
    if not who:
        return None, words.APP_WROTE
    if who == shortcut.slack_user_id:
        return None, words.YOU_WROTE
    workspace_id = shortcut.workspace.workspace_id
    person = find_people(session, workspace_id=workspace_id, slack_user_ids=[who]).get(who)
    if person is None:
        return None, words.APP_WROTE if message.is_from_app else words.UNKNOWN_WROTE
    if person.is_bot:
        return None, words.APP_WROTE
    if person.is_erased or person.is_deactivated:
        return None, words.LEFT_WROTE
    if person.is_stranger:
        return None, words.say_stranger_wrote(show_name(person.name))
    return who, words.say_guest_wrote(show_name(person.name)) if person.is_guest else ""
