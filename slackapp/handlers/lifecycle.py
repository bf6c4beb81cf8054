"""What Slack tells of its own accord: people who join or change."""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext

from slackapp.context import Context
from slackapp.services.people import record_people
from slackapp.services.requests import record_request
from slackapp.services.workspaces import WorkspaceView


def register(app: App, tools: Context) -> None:
    """Attach the events."""

    def handle_person_event(
        event: dict[str, Any], body: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]
        now = tools.clock()
        with tools.sessions.begin() as session:
            # Bolt does not tell Slack's repeats of an event from new ones.
            if record_request(
                session,
                workspace_id=workspace.workspace_id,
                request_key=str(body["event_id"]),
                now=now,
            ):
                record_people(session, workspace=workspace, users=[event["user"]], now=now)

    app.event("team_join")(handle_person_event)
    app.event("user_change")(handle_person_event)
