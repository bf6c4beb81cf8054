"""Reading who is in the channel of a team, within Slack's pace."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from db import SessionFactory
from slackapp.context import Context
from slackapp.delivery.clients import SlackClients
from slackapp.delivery.reads import describe_read_error, read_members_page, read_place
from slackapp.delivery.retry import Result
from slackapp.domain.audience import Place
from slackapp.errors import TeamNotRead
from slackapp.pacing import ReadPace
from slackapp.services.channels import (
    FRESH_FOR,
    record_members,
    record_place,
    was_read_since,
)
from slackapp.services.outbox import ClaimedMessage

#: Reads the pages of a method for a message, from where it had to stop before.
ReadPages = Callable[
    [ClaimedMessage, str, Callable[[str | None], tuple[list[str], str]]], list[str]
]


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


class TeamReader:
    """Reads a channel anew before a message tells of it; safe to share between threads."""

    def __init__(
        self,
        *,
        sessions: SessionFactory,
        slack: SlackClients,
        pace: ReadPace,
        read_pages: ReadPages,
    ) -> None:
        self._sessions = sessions
        self._slack = slack
        self._pace = pace
        self._read_pages = read_pages

    def read_for(self, claimed: ClaimedMessage, channel: str) -> TeamNotRead | None:
        """Store what a channel is and who is in it; why nothing is told of it, if that is so.

        Nothing is read again that was read since the message was promised, and lately. Raises
        MustWait, and slack_sdk's errors and OSError where Slack did not say.
        """
        since = max(claimed.created_at, self._pace.clock() - FRESH_FOR)
        with self._sessions.read() as session:
            if was_read_since(
                session,
                workspace_id=claimed.workspace_id,
                slack_channel_id=channel,
                since=since,
            ):
                return None
        try:
            return self._read(claimed, channel)
        except SlackApiError as error:
            if describe_read_error(error).result is not Result.REFUSED:
                raise
            return TeamNotRead(channel, app_is_away=False, is_archived=False)

    def _read(self, claimed: ClaimedMessage, channel: str) -> TeamNotRead | None:
        workspace_id, token = claimed.workspace_id, claimed.bot_token
        client = self._slack.for_posting(token)
        with self._pace.read(workspace_id, "conversations.info", token=token):
            place = read_place(client, channel)
        if not place.app_is_member:
            return TeamNotRead(channel, app_is_away=True, is_archived=place.is_archived)
        read_page = partial(read_members_page, client, channel)
        members = self._read_pages(claimed, "conversations.members", read_page)
        now = self._pace.clock()
        with self._sessions.begin() as session:
            record_place(session, workspace_id=workspace_id, place=place, now=now)
            record_members(
                session,
                workspace_id=workspace_id,
                slack_channel_id=channel,
                slack_user_ids=members,
                now=now,
            )
        return None
