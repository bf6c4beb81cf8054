"""The button that sends again what failed in a workspace, for its admins."""

from __future__ import annotations

from slack_bolt import App

from slackapp.blocks import ids
from slackapp.blocks.home.words import health as words
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_tap
from slackapp.handlers.base.reply import show_notice
from slackapp.handlers.base.requests import Click
from slackapp.handlers.home.home import refresh_home
from slackapp.services.base.requests import record_request
from slackapp.services.operate.set_aside import retry_all_of
from slackapp.services.workspace.admin_acts import record_act
from slackapp.tools import Tools

SENT_AGAIN = "sent_again"


def register(app: App, tools: Tools) -> None:
    """Attach the button."""
    on_tap(app, tools, ids.SEND_AGAIN, handle_send_again)


def handle_send_again(tools: Tools, click: Click) -> None:
    """Put all of it back in line, once for each press, and say so."""
    here, now, count = click.workspace.workspace_id, tools.clock(), 0
    with tools.sessions.begin() as session:
        admin = get_admin(session, click)
        if record_request(session, workspace_id=here, request_key=click.request_key, now=now):
            count = retry_all_of(session, workspace_id=here, now=now)
        if count:
            record_act(
                session,
                workspace_id=here,
                actor_id=admin.person_id,
                kind=SENT_AGAIN,
                after={"count": count},
                now=now,
            )
    tools.wake_delivery()
    refresh_home(tools, click)
    show_notice(tools, click, words.SENT_AGAIN if count else words.NOTHING_TO_SEND)
