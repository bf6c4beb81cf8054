"""Asks Slack, before a channel's kudos are told, which of the channels they come from are public.

What was read for giving a kudos is up to ten minutes old: good for a post in the channel itself,
and not for telling elsewhere what was said in it.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.read_errors import describe_read_error
from slackapp.delivery.retry import Result
from slackapp.reader import Asker, Reader
from slackapp.services.kudos.sources import Telling, list_unproven
from slackapp.services.workspace.channels import record_place

#: A telling that waits for Slack's pace keeps for so long what it has read.
_KEPT_FOR = timedelta(hours=1)


class SourceReads:
    """Reads the places that are told of; safe to share between threads."""

    def __init__(self, sessions: SessionFactory, clock: Clock, reader: Reader) -> None:
        self._sessions = sessions
        self._clock = clock
        self._reader = reader
        self._lock = threading.Lock()
        #: When tellings began that had to wait: they need not read everything again.
        self._began: dict[Hashable, datetime] = {}
        #: Workspaces for which Slack gave no answer in the run that is under way, or the last one.
        self.silent: set[int] = set()

    def begin(self, key: Hashable) -> datetime:
        """When the telling of that name began: now, unless it had to wait since."""
        now = self._clock()
        with self._lock:
            self._began = {
                one: began for one, began in self._began.items() if began > now - _KEPT_FOR
            }
            return self._began.setdefault(key, now)

    def end(self, key: Hashable) -> None:
        """Forget when a telling began: the next of that name reads everything anew."""
        with self._lock:
            self._began.pop(key, None)

    def prove(self, telling: Telling, *, asker: Asker, key: Hashable) -> datetime:
        """Read what must be read, and return since when it is: what is older proves nothing.

        Raises MustWait where the pace does not allow a read now, and slack_sdk's errors and
        OSError. A channel that Slack does not speak of stays unproven.
        """
        began = self.begin(key)
        with self._sessions.read() as session:
            unproven = list_unproven(session, telling, proven_since=began)
        for channel in unproven:
            try:
                place = self._reader.read_place(asker, channel)
            except SlackApiError as error:
                if describe_read_error(error).result is not Result.REFUSED:
                    raise
                continue
            with self._sessions.begin() as session:
                record_place(
                    session, workspace_id=telling.workspace_id, place=place, now=self._clock()
                )
        self.end(key)
        return began
