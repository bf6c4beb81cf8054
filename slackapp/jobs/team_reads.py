"""Reading who is in the channel of a team, within Slack's pace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from slack_sdk.errors import SlackApiError

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.read_errors import describe_read_error
from slackapp.delivery.retry import Result
from slackapp.domain.kudos.audience import Place
from slackapp.domain.team.errors import TeamNotRead
from slackapp.reader import Asker, Reader
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.workspace.channels import (
    FRESH_FOR,
    record_members,
    record_place,
    was_read_since,
)
from slackapp.tools import Tools

#: Reads the pages of a method for a message, from where it had to stop before.
ReadPages = Callable[
    [ClaimedMessage, str, Callable[[str | None], tuple[list[str], str]]], list[str]
]


def read_team(tools: Tools, *, asker: Asker, channel: str) -> Place:
    """Read what a channel is and who is in it, and store both.

    Raises MustWait where the pace does not allow a page now, and slack_sdk's errors and OSError;
    then the members stay as they were.
    """
    place = tools.reader.read_place(asker, channel)
    if place.app_is_member:
        members = tools.reader.read_members(asker, channel)
        _store(tools.sessions, asker, place, members, now=tools.clock())
    return place


def _store(
    sessions: SessionFactory, asker: Asker, place: Place, members: list[str], *, now: datetime
) -> None:
    with sessions.begin() as session:
        record_place(session, workspace_id=asker.workspace_id, place=place, now=now)
        record_members(
            session,
            workspace_id=asker.workspace_id,
            slack_channel_id=place.slack_channel_id,
            slack_user_ids=members,
            now=now,
        )


class TeamReader:
    """Reads a channel anew before a message tells of it; safe to share between threads."""

    def __init__(
        self, *, sessions: SessionFactory, clock: Clock, reader: Reader, read_pages: ReadPages
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._reader = reader
        self._read_pages = read_pages

    def read_for(self, claimed: ClaimedMessage, channel: str) -> TeamNotRead | None:
        """Store what a channel is and who is in it; why nothing is told of it, if that is so.

        Nothing is read again that was read since the message was promised, and lately. Raises
        MustWait, and slack_sdk's errors and OSError where Slack did not say.
        """
        since = max(claimed.created_at, self._clock() - FRESH_FOR)
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
        place = self._reader.read_place(claimed, channel)
        if not place.app_is_member:
            return TeamNotRead(channel, app_is_away=True, is_archived=place.is_archived)
        read_page = partial(self._reader.read_members_page, claimed, channel)
        members = self._read_pages(claimed, "conversations.members", read_page)
        _store(self._sessions, claimed, place, members, now=self._clock())
        return None
