"""Saying hello where the app has joined a channel."""

from __future__ import annotations

from slack_bolt import App

from slackapp.handlers.base.registration import on_event
from slackapp.handlers.base.requests import Event
from slackapp.services.kudos.welcome import enqueue_welcome
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the event."""
    on_event(app, tools, "member_joined_channel", handle_joined_event)


def handle_joined_event(tools: Tools, event: Event) -> None:
    """Say what the app is for where it is new; whoever else joins is nothing to it."""
    if not event.slack_joined_channel_id:
        return
    with tools.sessions.begin() as session:
        enqueue_welcome(
            session,
            workspace_id=event.workspace.workspace_id,
            slack_channel_id=event.slack_joined_channel_id,
            now=tools.clock(),
        )
    tools.wake_delivery()
