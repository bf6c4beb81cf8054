"""Reads all people of every workspace, and who is in its teams, within Slack's pace."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError

from slackapp.context import Context
from slackapp.delivery.reads import find_token_error, name_read_error, read_people_page
from slackapp.failpoints import failpoint
from slackapp.jobs.team_reads import read_team
from slackapp.pacing import MustWait, ReadPace
from slackapp.services.people import Recorded, record_people
from slackapp.services.people_readings import claim_reading, hold_reading, record_sync
from slackapp.services.teams import list_team_channels
from slackapp.services.workspaces import WorkspaceView, list_working

log = structlog.get_logger(__name__)

#: A page is tried so often before the sync is left to the next time.
_TRIES = 5
#: Before a page that Slack did not give is tried again.
_WAIT = timedelta(seconds=5)
#: While somebody reads, nobody else does; it is renewed before each call, which is shorter.
_LEASE = timedelta(minutes=1)
#: After a reading that came to no end.
_NEXT_TIME = timedelta(minutes=5)


class PeopleSync:
    """The job; `stop` ends its waits, so that the app need not wait for the last page."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pace = ReadPace(context.sessions, context.clock, context.slack.observe)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Leave what is not read yet to the next run."""
        self._stopping.set()

    def run(self) -> None:
        """Read the people of every workspace of whom a day has passed since they were read."""
        with self._context.sessions.read() as session:
            workspaces = list_working(session)
        for workspace in workspaces:
            if self._claim(workspace):
                self._take_turn(workspace)

    def _claim(self, workspace: WorkspaceView) -> bool:
        with self._context.sessions.begin() as session:
            return claim_reading(
                session,
                workspace_id=workspace.workspace_id,
                lease=_LEASE,
                now=self._context.clock(),
            )

    def _hold(self, workspace: WorkspaceView, wait: timedelta) -> None:
        with self._context.sessions.begin() as session:
            hold_reading(
                session,
                workspace_id=workspace.workspace_id,
                until=self._context.clock() + wait,
            )

    def _take_turn(self, workspace: WorkspaceView) -> None:
        is_read = False
        try:
            is_read = self._sync(workspace)
        except Exception:
            # Other workspaces have their turn all the same.
            log.exception("people_not_read", workspace_id=workspace.workspace_id)
        if not is_read:
            self._hold(workspace, timedelta(0) if self._stopping.is_set() else _NEXT_TIME)
        self._sync_teams(workspace)

    def _sync(self, workspace: WorkspaceView) -> bool:
        """Read all people; whether it came to its end."""
        cursor: str | None = None
        total = Recorded(0, 0)
        while cursor != "":
            page = self._read_page(workspace, cursor)
            if page is None:
                return False
            users, cursor = page
            with self._context.sessions.begin() as session:
                recorded = record_people(
                    session, workspace=workspace, users=users, now=self._context.clock()
                )
            total = total.with_more(recorded)
            failpoint("people_page_recorded")
            if cursor and self._stopping.is_set():
                return False
        with self._context.sessions.begin() as session:
            record_sync(session, workspace_id=workspace.workspace_id, now=self._context.clock())
        log.info(
            "people_synced",
            workspace_id=workspace.workspace_id,
            changed=total.changed,
            left_out=total.left_out,
        )
        return True

    def _sync_teams(self, workspace: WorkspaceView) -> None:
        """Read who is in the channels that have leaders; what must wait is left to the next day."""
        with self._context.sessions.read() as session:
            channels = list_team_channels(session, workspace_id=workspace.workspace_id)
        for channel in channels:
            try:
                read_team(
                    self._context,
                    workspace_id=workspace.workspace_id,
                    token=workspace.bot_token,
                    channel=channel,
                )
            except (MustWait, SlackClientError, HTTPException, OSError) as error:
                log.warning("team_not_read", slack_channel_id=channel, error=type(error).__name__)

    def _read_page(
        self, workspace: WorkspaceView, cursor: str | None
    ) -> tuple[list[Any], str] | None:
        client = self._context.slack.for_posting(workspace.bot_token)
        failed = 0
        while failed < _TRIES:
            try:
                self._hold(workspace, _LEASE)
                with self._pace.read(
                    workspace.workspace_id, "users.list", token=workspace.bot_token
                ):
                    return read_people_page(client, cursor)
            except MustWait as error:
                wait = error.start_at - self._context.clock()
            except (SlackClientError, HTTPException, OSError) as error:
                reason = name_read_error(error)
                log.warning("people_sync_waits", workspace_id=workspace.workspace_id, error=reason)
                if find_token_error(error) is not None:
                    return None
                wait, failed = _WAIT, failed + 1
            self._hold(workspace, max(wait, timedelta(0)) + _LEASE)
            if self._stopping.wait(wait.total_seconds()):
                return None
        return None
