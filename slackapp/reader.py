"""All reads from Slack: within their pace, counted where they came too soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery import reads
from slackapp.delivery.clients import SlackClients
from slackapp.delivery.downloads import TooSoon
from slackapp.delivery.read_errors import describe_read_error, says_wait
from slackapp.delivery.retry import Result
from slackapp.domain.kudos.audience import Place
from slackapp.pacing import MustWait, hold_method, pause_for_token, take_slot

#: How long a read waits when Slack says that it must, but not how long.
_WAIT = timedelta(minutes=1)


class Asker(Protocol):
    """The workspace that is read for, and its token: a WorkspaceView, or a claimed message."""

    @property
    def workspace_id(self) -> int:
        """Ours."""

    @property
    def bot_token(self) -> str | None:
        """What Slack knows the app by there."""


class TeamAsker(Asker, Protocol):
    """One whose team is named, as Slack wants it where a token is good for many."""

    @property
    def slack_team_id(self) -> str:
        """Slack's id of the workspace."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what the app may know of one Slack; safe to share between threads.

    Every read is made outside any transaction. It raises MustWait where the pace does not allow it
    now, or where Slack answers 429, which then holds the method for all processes and is told to
    `observe` by kind and result. Where Slack does not take the token, the workspace waits for
    another. Slack's errors go on, and so do OSErrors.

    A reader that `is_hurried` waits for Slack less long, as somebody waits for its answer.
    """

    sessions: SessionFactory
    slack: SlackClients
    clock: Clock
    observe: Callable[[str, str], None]
    is_hurried: bool = False

    def for_people(self, sessions: SessionFactory) -> Reader:
        """The same for requests, with the database that they use."""
        return replace(self, sessions=sessions, is_hurried=True)

    def read_place(self, asker: Asker, slack_channel_id: str, *, has_turn: bool = False) -> Place:
        """What kind of channel that is, and whether the app is in it.

        Whoever `has_turn` has kept the pace already, and hears of a 429 itself.
        """
        if has_turn:
            return reads.read_place(self._client(asker), slack_channel_id)
        with self._keeping_pace(asker, "conversations.info"):
            return reads.read_place(self._client(asker), slack_channel_id)

    def read_permalink(self, asker: Asker, slack_channel_id: str, slack_ts: str) -> str:
        """The address of a message; empty where Slack gave none that can be linked."""
        with self._keeping_pace(asker, "chat.getPermalink"):
            return reads.read_permalink(self._client(asker), slack_channel_id, slack_ts)

    def read_members_page(
        self, asker: Asker, slack_channel_id: str, cursor: str | None
    ) -> tuple[list[str], str]:
        """Some of those in a channel, and the cursor of the next page, "" at the end."""
        with self._keeping_pace(asker, "conversations.members"):
            return reads.read_members_page(self._client(asker), slack_channel_id, cursor)

    def read_members(self, asker: Asker, slack_channel_id: str) -> list[str]:
        """All who are in a channel."""
        members: list[str] = []
        cursor: str | None = None
        while cursor != "":
            page, cursor = self.read_members_page(asker, slack_channel_id, cursor)
            members += page
        return members

    def read_person(self, asker: Asker, slack_user_id: str) -> dict[str, Any] | None:
        """Slack's user object; None when Slack has none or does not say."""
        try:
            with self._keeping_pace(asker, "users.info"):
                return reads.read_person(self._client(asker), slack_user_id)
        except SlackApiError:
            return None

    def read_people_page(self, asker: TeamAsker, cursor: str | None) -> tuple[list[Any], str]:
        """One page of user objects, and the cursor of the next, "" at the end."""
        with self._keeping_pace(asker, "users.list"):
            return reads.read_people_page(self._client(asker), cursor, asker.slack_team_id)

    def read_groups_page(self, asker: TeamAsker, cursor: str | None) -> tuple[list[Any], str]:
        """User groups with who is in them, and the cursor of the next page, "" at the end."""
        with self._keeping_pace(asker, "usergroups.list"):
            return reads.read_groups_page(self._client(asker), cursor, asker.slack_team_id)

    def find_post_page(
        self,
        asker: Asker,
        cursor: str | None,
        *,
        slack_channel_id: str,
        delivery_id: str,
        slack_file_id: str,
        since: datetime,
    ) -> tuple[list[str], str]:
        """Look on a page of a channel's history for a post of ours: `reads.find_post_page`."""
        with self._keeping_pace(asker, "conversations.history"):
            return reads.find_post_page(
                self._client(asker),
                cursor,
                slack_channel_id=slack_channel_id,
                delivery_id=delivery_id,
                slack_file_id=slack_file_id,
                since=since,
            )

    def open_direct(self, asker: Asker, slack_user_id: str) -> str:
        """The channel of the app's direct messages with a person."""
        with self._keeping_pace(asker, "conversations.open"):
            return reads.open_direct(self._client(asker), slack_user_id)

    def find_upload_url(self, asker: Asker, *, name: str, size: int) -> tuple[str, str]:
        """Where to send a file of so many bytes, and Slack's id of it."""
        with self._keeping_pace(asker, "files.getUploadURLExternal"):
            return reads.find_upload_url(self._client(asker), name=name, size=size)

    def download(self, asker: Asker, url: str, *, most: int) -> bytes:
        """A file that somebody uploaded, `most` bytes at most; Slack names no pace for those.

        Raises DownloadError and nothing else.
        """
        try:
            return self.slack.download(asker.bot_token, url, most=most)
        except TooSoon:
            self.observe("read", Result.RATE_LIMITED)
            raise

    def take_turn(self, asker: Asker, method: str) -> None:
        """Take a slot of a method for a call that is no read. Raises MustWait while it has none."""
        now = self.clock()
        with self.sessions.begin() as session:
            slot = take_slot(session, workspace_id=asker.workspace_id, method=method, now=now)
        if slot.start_at > now:
            raise MustWait(method, slot.start_at)

    def _client(self, asker: Asker) -> WebClient:
        build = self.slack.for_reading if self.is_hurried else self.slack.for_posting
        return build(asker.bot_token)

    @contextmanager
    def _keeping_pace(self, asker: Asker, method: str) -> Iterator[None]:
        self.take_turn(asker, method)
        try:
            yield
        except SlackApiError as error:
            if says_wait(error):
                raise self._hold(asker, method, error) from error
            pause_for_token(
                self.sessions,
                workspace_id=asker.workspace_id,
                token=asker.bot_token,
                error=error,
                now=self.clock(),
            )
            raise

    def _hold(self, asker: Asker, method: str, error: SlackApiError) -> MustWait:
        outcome = describe_read_error(error)
        self.observe("read", outcome.result)
        now = self.clock()
        until = now + (outcome.retry_after or _WAIT)
        with self.sessions.begin() as session:
            hold_method(
                session, workspace_id=asker.workspace_id, method=method, until=until, now=now
            )
        return MustWait(method, until)
