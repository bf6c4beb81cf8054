"""Where a request comes from: what is known of the channel, with at most one read from Slack."""

from __future__ import annotations

from slackapp.context import Context
from slackapp.delivery.reads import read_place
from slackapp.domain.audience import ChannelKind, Place
from slackapp.services.channels import find_place, record_place
from slackapp.services.workspaces import WorkspaceView

#: What Slack calls the channel of a command that was typed in a direct message.
_DIRECT_MESSAGE = "directmessage"


def find_or_read_place(
    context: Context,
    workspace: WorkspaceView,
    slack_channel_id: str,
    *,
    channel_name: str = "",
    anew: bool = False,
) -> tuple[Place, bool]:
    """The place, and whether Slack had to be asked; `anew` asks even when the answer is fresh."""
    if channel_name == _DIRECT_MESSAGE:
        return Place(slack_channel_id, ChannelKind.DIRECT, app_is_member=False), False
    now = context.clock()
    if not anew:
        with context.sessions.read() as session:
            known = find_place(
                session,
                workspace_id=workspace.workspace_id,
                slack_channel_id=slack_channel_id,
                now=now,
            )
        # A channel without the app may have got it since: that is what the giver is told to do.
        if known is not None and known.app_is_member:
            return known, False
    client = context.slack.for_reading(workspace.bot_token)
    place, proven = read_place(client, slack_channel_id)
    if proven:
        with context.sessions.begin() as session:
            record_place(session, workspace_id=workspace.workspace_id, place=place, now=now)
    return place, True
