"""Opening the form of kudos: from a command, a button or a shortcut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.errors import UserFacingError
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_shortcut, on_tap
from slackapp.handlers.base.requests import Click, Command, Shortcut
from slackapp.handlers.kudos.form.answering import tell_not_opened
from slackapp.handlers.kudos.form.drawing import describe_where, draw_new, open_once
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.kudos.limits import check_guest
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach every way to the form."""
    on_shortcut(app, tools, ids.GIVE_SHORTCUT, handle_give_shortcut)
    on_tap(app, tools, ids.HOME_GIVE, handle_give_button)
    on_tap(app, tools, ids.THANK_TOO, handle_give_button)


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

    Raises GuestsMayNotGive, and NotOpened where Slack does not show it.
    """

    def draw(session: Session) -> dict[str, Any]:
        giver = get_actor(session, asked)
        check_guest(asked.workspace, giver)
        draft = record_draft(
            session,
            workspace_id=asked.workspace.workspace_id,
            giver=giver,
            text="",
            slack_channel_id=slack_channel_id,
            channel_name=channel_name,
            response_url=asked.response_url,
            now=tools.clock(),
        )
        return draw_new(draft, describe_where(asked, draft), slack_user_ids=slack_user_ids)

    open_once(tools, asked, draw)
