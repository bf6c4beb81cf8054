"""Joining in on a kudos: the button on its announcement, and on the notes to its recipients."""

from __future__ import annotations

import re

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.me_too import build_joined, build_notes_choice
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_click
from slackapp.handlers.base.reply import read_id
from slackapp.handlers.base.requests import Click
from slackapp.services.kudos.me_too import set_me_too
from slackapp.services.kudos.me_too_notes import set_wants_notes
from slackapp.tools import Tools

_NOTES = re.compile(f"^({ids.MUTE_ME_TOO}|{ids.UNMUTE_ME_TOO})$")


def register(app: App, tools: Tools) -> None:
    """Attach the buttons; what they answer stands beside what everybody reads."""
    on_click(app, tools, ids.ME_TOO, handle_me_too_button, replace=False)
    on_click(app, tools, _NOTES, handle_notes_choice, replace=False)


def handle_me_too_button(tools: Tools, session: Session, click: Click) -> Content:
    """Add the name of whoever pressed it, or take it away again."""
    is_in = set_me_too(
        session,
        workspace_id=click.workspace.workspace_id,
        person=get_actor(session, click),
        kudos_id=read_id(click.value),
        wants=None,
        now=tools.clock(),
        acts_in=click.slack_channel_id,
    )
    return build_joined(is_in=is_in)


def handle_notes_choice(tools: Tools, session: Session, click: Click) -> Content:
    """Tell a recipient no longer of those who join in, or tell them again."""
    wants = click.action_id == ids.UNMUTE_ME_TOO
    set_wants_notes(session, person_id=get_actor(session, click).person_id, wants=wants)
    return build_notes_choice(is_told=wants)
