"""Reading who is in the channel of a team, within Slack's pace."""

from __future__ import annotations

from functools import partial

from slack_sdk import WebClient

from slackapp.context import Context
from slackapp.delivery.reads import read_members_page, read_place
from slackapp.domain.audience import Place
from slackapp.pacing import ReadPace
from slackapp.services.channels import record_members, record_place


def read_team(context: Context, *, workspace_id: int, token: str | None, channel: str) -> Place:
    """Read what a channel is and who is in it, and store both.

    Raises MustWait where the pace does not allow a page now, and slack_sdk's errors and OSError;
    then the members stay as they were.
    """
    client: WebClient = context.slack.for_posting(token)
    pace = ReadPace(context.sessions, context.clock, context.slack.observe)
    with pace.read(workspace_id, "conversations.info", token=token):
        place = read_place(client, channel)
    if not place.app_is_member:
        return place
    read_page = partial(read_members_page, client, channel)
    members: list[str] = []
    cursor: str | None = None
    while cursor != "":
        with pace.read(workspace_id, "conversations.members", token=token):
            page, cursor = read_page(cursor)
        members += page
    now = context.clock()
    with context.sessions.begin() as session:
        record_place(session, workspace_id=workspace_id, place=place, now=now)
        record_members(
            session,
            workspace_id=workspace_id,
            slack_channel_id=channel,
            slack_user_ids=members,
            now=now,
        )
    return place
