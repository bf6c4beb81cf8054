"""Reads all people of every workspace, page by page and within Slack's pace."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.context import Context
from slackapp.delivery.reads import describe_read_error, read_people_page
from slackapp.failpoints import failpoint
from slackapp.services.people import record_people, record_sync
from slackapp.services.workspaces import WorkspaceView, list_workspaces

log = structlog.get_logger(__name__)

#: Seconds between pages: users.list may be called about twenty times a minute.
_PAGE_INTERVAL = 3.0
#: A page is tried so often before the sync is left to the next day.
_TRIES = 5
#: Seconds before a page is tried again when Slack did not say how long.
_WAIT = timedelta(seconds=5)


class PeopleSync:
    """The job; `stop` ends its waits, so that the app need not wait for the last page."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Leave what is not read yet to the next run."""
        self._stopping.set()

    def run(self) -> None:
        """Read the people of every workspace."""
        with self._context.sessions.read() as session:
            workspaces = list_workspaces(session)
        for workspace in workspaces:
            self._sync(workspace)

    def _sync(self, workspace: WorkspaceView) -> None:
        cursor: str | None = None
        total = 0
        while cursor != "":
            page = self._read_page(workspace, cursor)
            if page is None:
                return
            users, cursor = page
            with self._context.sessions.begin() as session:
                total += record_people(
                    session, workspace=workspace, users=users, now=self._context.clock()
                )
            failpoint("people_page_recorded")
            if cursor and self._stopping.wait(_PAGE_INTERVAL):
                return
        with self._context.sessions.begin() as session:
            record_sync(session, workspace_id=workspace.workspace_id, now=self._context.clock())
        log.info("people_synced", workspace_id=workspace.workspace_id, changed=total)

    def _read_page(
        self, workspace: WorkspaceView, cursor: str | None
    ) -> tuple[list[dict[str, object]], str] | None:
        client = self._context.slack.for_posting(workspace.bot_token)
        for _ in range(_TRIES):
            try:
                return read_people_page(client, cursor)
            except SlackApiError as error:
                outcome = describe_read_error(error)
                wait, reason = outcome.retry_after or _WAIT, outcome.error
            except (SlackClientError, HTTPException, OSError) as error:
                wait, reason = _WAIT, type(error).__name__
            log.warning("people_sync_waits", workspace_id=workspace.workspace_id, error=reason)
            if self._stopping.wait(wait.total_seconds()):
                return None
        return None
