"""What Slack tells of its own accord: people who join or change."""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext

from slackapp.context import Context
from slackapp.services.people import record_people


def register(app: App, tools: Context) -> None:
    """Attach the events."""

    def handle_person_event(event: dict[str, Any], context: BoltContext) -> None:
        # A repeated or late event is harmless: people are stored by Slack's own time of change.
        with tools.sessions.begin() as session:
            record_people(
                session, workspace=context["workspace"], users=[event["user"]], now=tools.clock()
            )

    app.event("team_join")(handle_person_event)
    app.event("user_change")(handle_person_event)
