"""What Slack tells of its own accord: people who join or change."""

from __future__ import annotations

from slack_bolt import App

from slackapp.handlers.base.registration import on_event
from slackapp.handlers.base.requests import Event
from slackapp.services.base.requests import record_request
from slackapp.services.workspace.people import record_people
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the events."""
    on_event(app, tools, "team_join", handle_person_event)
    on_event(app, tools, "user_change", handle_person_event)


def handle_person_event(tools: Tools, event: Event) -> None:
    """Store an account that is new or has changed."""
    now = tools.clock()
    with tools.sessions.begin() as session:
        # Bolt does not tell Slack's repeats of an event from new ones.
        if record_request(
            session,
            workspace_id=event.workspace.workspace_id,
            request_key=event.request_key,
            now=now,
        ):
            record_people(session, workspace=event.workspace, users=[event.account], now=now)
