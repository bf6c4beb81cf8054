"""Where a request comes from: what is known of the channel, with at most one read from Slack."""

from __future__ import annotations

from datetime import datetime
from http.client import HTTPException

from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.domain.kudos.audience import ChannelKind, Place, unproven_place
from slackapp.pacing import MustWait
from slackapp.services.workspace.channels import find_place, record_place
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

#: What Slack calls the channel of a command that was typed in a direct message.
_DIRECT_MESSAGE = "directmessage"
#: How it names a group message; it does not name private channels.
_GROUP_MESSAGE = "mpdm-"


def find_known_place(
    session: Session,
    workspace: WorkspaceView,
    slack_channel_id: str,
    *,
    channel_name: str,
    now: datetime,
) -> Place | None:
    """The place as far as we know it without asking Slack; None where Slack must be asked."""
    if channel_name == _DIRECT_MESSAGE:
        return Place(slack_channel_id, ChannelKind.DIRECT, app_is_member=False)
    known = find_place(
        session,
        workspace_id=workspace.workspace_id,
        slack_channel_id=slack_channel_id,
        now=now,
    )
    # A channel without the app may have got it since: that is what the giver is told to do.
    return known if known is not None and known.app_is_member else None


def is_direct_message(channel_name: str) -> bool:
    """Whether a command was typed in a direct message, where every kudos is private."""
    return channel_name == _DIRECT_MESSAGE


def is_group_message(channel_name: str) -> bool:
    """Whether a request came from a group message, which no app can be invited to."""
    return channel_name.startswith(_GROUP_MESSAGE)


def learn_place(tools: Tools, workspace: WorkspaceView, slack_channel_id: str) -> Place:
    """Ask Slack what the channel is, and keep its answer.

    Unproven where we must not ask now, or where Slack does not say.
    """
    try:
        place = tools.reader.read_place(workspace, slack_channel_id)
    except (MustWait, SlackClientError, HTTPException, OSError):
        return unproven_place(slack_channel_id)
    with tools.sessions.begin() as session:
        record_place(
            session,
            workspace_id=workspace.workspace_id,
            place=place,
            now=tools.clock(),
        )
    return place
