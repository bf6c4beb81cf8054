"""Reads all people of every workspace, and who is in its teams, within Slack's pace."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
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
#: Seconds between two looks for workspaces that are new, while others wait.
_LOOK_EVERY = 5.0
#: What is no fault of the channel's.
_PASSING = (MustWait, SlackClientError, HTTPException, OSError)


@dataclass(slots=True)
class _Reading:
    """How far the reading of a workspace's people has come, and when it may go on.

    `is_whole` is false once a page could not be stored.
    """

    workspace: WorkspaceView
    cursor: str | None = None
    number: int = 0
    total: Recorded = field(default=Recorded(0, 0))
    is_whole: bool = True
    failed: int = 0
    ready_at: float = 0.0
    is_waiting: bool = False

    @property
    def is_at_end(self) -> bool:
        return self.cursor == ""


class PeopleSync:
    """The job; `stop` ends its waits, so that the app need not wait for the last page.

    Where Slack lets one workspace wait, another's pages are read meanwhile.
    """

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Leave what is not read yet to the next run."""
        self._stopping.set()

    def run(self) -> None:
        """Read the people of every workspace of whom a day has passed since they were read."""
        sessions, clock = self._tools.sessions, self._tools.clock
        people, pages = (Units(sessions, clock, kind) for kind in ("people", "people_page"))
        readings = self._begin(people)
        while readings:
            reading = min(readings, key=lambda one: one.ready_at)
            if reading.is_waiting:
                wait = max(reading.ready_at - time.monotonic(), 0.0)
                if self._stopping.wait(min(wait, _LOOK_EVERY)):
                    self._leave(readings)
                    return
                # Somebody may have installed the app, and waits to be known.
                readings += self._begin(people)
                reading.is_waiting = reading.ready_at > time.monotonic()
                continue
            workspace_id = reading.workspace.workspace_id
            goes_on = False
            with people.guard(workspace_id, workspace_id):
                goes_on = self._take_page(reading, pages)
            if not goes_on:
                readings.remove(reading)
                self._end(reading, people)

    def _begin(self, people: Units) -> list[_Reading]:
        """Take on what is due, and what no other process is at."""
        begun = []
        with self._tools.sessions.read() as session:
            workspace_ids = list_working_ids(session)
        for workspace_id in workspace_ids:
            if people.is_left_alone(workspace_id) or not self._claim(workspace_id):
                continue
            with people.guard(workspace_id, workspace_id):
                with self._tools.sessions.read() as session:
                    workspace = get_workspace(session, workspace_id=workspace_id)
                begun.append(_Reading(workspace))
        return begun

    def _claim(self, workspace_id: int) -> bool:
        with self._tools.sessions.begin() as session:
            return claim_reading(
                session, workspace_id=workspace_id, lease=_LEASE, now=self._tools.clock()
            )

    def _hold(self, workspace_id: int, wait: timedelta) -> None:
        with self._tools.sessions.begin() as session:
            hold_reading(session, workspace_id=workspace_id, until=self._tools.clock() + wait)

    def _leave(self, readings: list[_Reading]) -> None:
        for reading in readings:
            self._hold(reading.workspace.workspace_id, timedelta(0))

    def _take_page(self, reading: _Reading, pages: Units) -> bool:
        """Read one page, unless it must wait; whether the reading goes on."""
        workspace = reading.workspace
        page = self._read_page(reading)
        if page is None:
            return reading.is_waiting
        users, reading.cursor = page
        reading.number += 1
        reading.failed = 0
        key = f"{workspace.workspace_id}:{reading.number}"
        with pages.guard(workspace.workspace_id, key):
            with self._tools.sessions.begin() as session:
                recorded = record_people(
                    session, workspace=workspace, users=users, now=self._tools.clock()
                )
            reading.total = reading.total.with_more(recorded)
        failpoint("people_page_recorded")
        # One that is set aside was told of; the others are not read again and again for it.
        reading.is_whole = reading.is_whole and not pages.has_failed(key)
        return not reading.is_at_end and not self._stopping.is_set()

    def _end(self, reading: _Reading, people: Units) -> None:
        """Note that all were read, or leave it to a later run; then read who is in the teams."""
        workspace = reading.workspace
        workspace_id = workspace.workspace_id
        if reading.is_at_end and reading.is_whole and not people.has_failed(workspace_id):
            with self._tools.sessions.begin() as session:
                record_sync(session, workspace_id=workspace_id, now=self._tools.clock())
            log.info(
                "people_synced",
                workspace_id=workspace_id,
                changed=reading.total.changed,
                left_out=reading.total.left_out,
            )
        else:
            self._hold(workspace_id, timedelta(0) if self._stopping.is_set() else _NEXT_TIME)
        self._sync_teams(workspace)

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

    def _read_page(self, reading: _Reading) -> tuple[list[Any], str] | None:
        """The next page; None where all ends, or where it `is_waiting` until it is ready."""
        workspace = reading.workspace
        try:
            self._hold(workspace.workspace_id, _LEASE)
            return self._tools.reader.read_people_page(workspace, reading.cursor)
        except MustWait as error:
            wait = error.start_at - self._tools.clock()
        except (SlackClientError, HTTPException, OSError) as error:
            reason = name_read_error(error)
            log.warning("people_sync_waits", workspace_id=workspace.workspace_id, error=reason)
            if find_token_error(error) is not None:
                return None
            wait, reading.failed = _WAIT, reading.failed + 1
            if reading.failed >= _TRIES:
                return None
        wait = max(wait, timedelta(0))
        self._hold(workspace.workspace_id, wait + _LEASE)
        reading.is_waiting, reading.ready_at = True, time.monotonic() + wait.total_seconds()
        return None
