"""Reads all people of every workspace, and who is in its teams, within Slack's pace."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError

from slackapp.delivery.read_errors import find_token_error, name_read_error
from slackapp.failpoints import failpoint
from slackapp.jobs.team_reads import read_team
from slackapp.jobs.units import Units
from slackapp.pacing import MustWait
from slackapp.services.team.teams import list_team_channels
from slackapp.services.workspace.people import Recorded, record_people
from slackapp.services.workspace.readings import claim_reading, hold_reading, record_sync
from slackapp.services.workspace.workspaces import WorkspaceView, get_workspace, list_working_ids
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: A page is tried so often before the sync is left to the next time.
_TRIES = 5
#: Before a page that Slack did not give is tried again.
_WAIT = timedelta(seconds=5)
#: While somebody reads, nobody else does; it is renewed before each call, which is shorter.
_LEASE = timedelta(minutes=1)
#: After a reading that came to no end.
_NEXT_TIME = timedelta(minutes=5)
#: What is no fault of the channel's.
_PASSING = (MustWait, SlackClientError, HTTPException, OSError)


class PeopleSync:
    """The job; `stop` ends its waits, so that the app need not wait for the last page."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Leave what is not read yet to the next run."""
        self._stopping.set()

    def run(self) -> None:
        """Read the people of every workspace of whom a day has passed since they were read."""
        sessions, clock = self._tools.sessions, self._tools.clock
        with sessions.read() as session:
            workspace_ids = list_working_ids(session)
        people = Units(sessions, clock, "people")
        for workspace_id in workspace_ids:
            if self._claim(workspace_id):
                self._take_turn(workspace_id, people)

    def _claim(self, workspace_id: int) -> bool:
        with self._tools.sessions.begin() as session:
            return claim_reading(
                session, workspace_id=workspace_id, lease=_LEASE, now=self._tools.clock()
            )

    def _hold(self, workspace_id: int, wait: timedelta) -> None:
        with self._tools.sessions.begin() as session:
            hold_reading(session, workspace_id=workspace_id, until=self._tools.clock() + wait)

    def _take_turn(self, workspace_id: int, people: Units) -> None:
        workspace, is_read = None, False
        with people.guard(workspace_id, workspace_id):
            with self._tools.sessions.read() as session:
                workspace = get_workspace(session, workspace_id=workspace_id)
            is_read = self._sync(workspace)
        if not is_read:
            self._hold(workspace_id, timedelta(0) if self._stopping.is_set() else _NEXT_TIME)
        if workspace is not None:
            self._sync_teams(workspace)

    def _sync(self, workspace: WorkspaceView) -> bool:
        """Read all people; whether it came to its end."""
        pages = Units(self._tools.sessions, self._tools.clock, "people_page")
        cursor: str | None = None
        total = Recorded(0, 0)
        number, is_whole = 0, True
        while cursor != "":
            page = self._read_page(workspace, cursor)
            if page is None:
                return False
            users, cursor = page
            number += 1
            key = f"{workspace.workspace_id}:{number}"
            with pages.guard(workspace.workspace_id, key):
                with self._tools.sessions.begin() as session:
                    recorded = record_people(
                        session, workspace=workspace, users=users, now=self._tools.clock()
                    )
                total = total.with_more(recorded)
            failpoint("people_page_recorded")
            # One that is set aside was told of; the others are not read again and again for it.
            is_whole = is_whole and not pages.has_failed(key)
            if cursor and self._stopping.is_set():
                return False
        if not is_whole:
            return False
        with self._tools.sessions.begin() as session:
            record_sync(session, workspace_id=workspace.workspace_id, now=self._tools.clock())
        log.info(
            "people_synced",
            workspace_id=workspace.workspace_id,
            changed=total.changed,
            left_out=total.left_out,
        )
        return True

    def _sync_teams(self, workspace: WorkspaceView) -> None:
        """Read who is in the channels that have leaders; what must wait is left to the next day."""
        # Once a day: what fails now is told of at once.
        teams = Units(self._tools.sessions, self._tools.clock, "team_read", most_tries=1)
        with self._tools.sessions.read() as session:
            channels = list_team_channels(session, workspace_id=workspace.workspace_id)
        for channel in channels:
            try:
                with teams.guard(workspace.workspace_id, channel, through=_PASSING):
                    read_team(self._tools, asker=workspace, channel=channel)
            except _PASSING as error:
                log.warning("team_not_read", slack_channel_id=channel, error=type(error).__name__)

    def _read_page(
        self, workspace: WorkspaceView, cursor: str | None
    ) -> tuple[list[Any], str] | None:
        failed = 0
        while failed < _TRIES:
            try:
                self._hold(workspace.workspace_id, _LEASE)
                return self._tools.reader.read_people_page(workspace, cursor)
            except MustWait as error:
                wait = error.start_at - self._tools.clock()
            except (SlackClientError, HTTPException, OSError) as error:
                reason = name_read_error(error)
                log.warning("people_sync_waits", workspace_id=workspace.workspace_id, error=reason)
                if find_token_error(error) is not None:
                    return None
                wait, failed = _WAIT, failed + 1
            self._hold(workspace.workspace_id, max(wait, timedelta(0)) + _LEASE)
            if self._stopping.wait(wait.total_seconds()):
                return None
        return None
