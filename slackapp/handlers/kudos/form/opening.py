"""Opening the form of kudos, and what happens in it before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import App
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.kudos.form.options import build_groups
from slackapp.delivery.read_errors import name_read_error
from slackapp.domain.competency.look_up import look_up_for
from slackapp.errors import UserFacingError
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import Options, on_shortcut, on_suggestion, on_tap
from slackapp.handlers.base.requests import Click, Command, Shortcut, Suggestion, View
from slackapp.handlers.kudos.form.answering import tell_not_opened
from slackapp.handlers.kudos.form.drawing import (
    asks_channel,
    describe_where,
    draw_change,
    draw_new,
    get_form,
    open_once,
)
from slackapp.handlers.kudos.form.state import Choices, read_choices
from slackapp.services.kudos.drafts import record_draft
from slackapp.tools import Tools

log = structlog.get_logger(__name__)


def register(app: App, tools: Tools) -> None:
    """Attach every way to the form, and its menu of competencies."""
    on_shortcut(app, tools, ids.GIVE_SHORTCUT, handle_give_shortcut)
    on_tap(app, tools, ids.HOME_GIVE, handle_give_button)
    on_tap(app, tools, ids.THANK_TOO, handle_give_button)
    on_suggestion(app, tools, ids.FORM_COMPETENCIES, suggest_competencies)
    on_tap(app, tools, ids.FORM_COMPETENCIES, handle_competencies_choice)


def answer_nothing_typed(tools: Tools, command: Command) -> Content | None:
    """Open the form for whoever typed the command alone; None where it opened."""
    try:
        open_give_form(tools, command, command.slack_channel_id, command.channel_name)
    except UserFacingError as error:
        return build_plain(str(error))
    return None


def handle_give_button(tools: Tools, click: Click) -> None:
    """Open it from a Home, or where the announcement is beneath which the button stands."""
    open_give_form(tools, click, click.slack_channel_id, click.channel_name)


def handle_give_shortcut(tools: Tools, shortcut: Shortcut) -> None:
    """Open it from anywhere; where Slack does not show it, a direct message says so."""
    try:
        open_give_form(tools, shortcut)
    except UserFacingError as error:
        tell_not_opened(tools, shortcut, error)


def open_give_form(
    tools: Tools,
    asked: Command | Click | Shortcut,
    slack_channel_id: str = "",
    channel_name: str = "",
    *,
    slack_user_ids: Sequence[str] = (),
) -> None:
    """Open it where Slack says that somebody acts, or nowhere; those people are chosen already.

    Raises NotOpened where Slack does not show it.
    """

    def draw(session: Session) -> dict[str, Any]:
        draft = record_draft(
            session,
            workspace_id=asked.workspace.workspace_id,
            giver=get_actor(session, asked),
            text="",
            slack_channel_id=slack_channel_id,
            channel_name=channel_name,
            response_url=asked.response_url,
            now=tools.clock(),
        )
        return draw_new(draft, describe_where(asked, draft), slack_user_ids=slack_user_ids)

    open_once(tools, asked, draw)


def suggest_competencies(tools: Tools, suggestion: Suggestion) -> Options:
    """What may be meant by what was typed so far, in groups by cluster."""
    look_up = look_up_for(tools.framework_of(suggestion.workspace))
    return build_groups(look_up.find(suggestion.typed))


def handle_competencies_choice(tools: Tools, click: Click) -> None:
    """Ask about the competencies that were chosen; what was typed elsewhere in the form stays."""
    if click.view is None:
        return
    framework = tools.framework_of(click.workspace)
    try:
        choices = read_choices(framework, click.view.values)
    except WrongField:
        choices = Choices(framework, (), click.view.values)
    with tools.sessions.read() as session:
        draft = get_form(tools, session, click, click.view)
        if draft.kudos_id is not None:
            view = draw_change(session, click, draft, choices)
        else:
            where = describe_where(click, draft, asks_channel=asks_channel(click.view))
            view = draw_new(draft, where, choices)
    _update(tools, click, click.view, view)


def _update(tools: Tools, click: Click, shown: View, view: dict[str, Any]) -> None:
    """Show the form anew, unless it has changed since: then the next choice shows it."""
    try:
        client = tools.slack.for_reading(click.workspace.bot_token)
        client.views_update(view_id=shown.slack_view_id, hash=shown.view_hash, view=view)
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("form_not_updated", error=name_read_error(error))
