"""Asks the pace before a call to Slack: the rule of a method meets the row of all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.rate_limits import PACES, Slot, find_slot, hold_until
from slackapp.delivery.reads import describe_read_error, says_wait
from slackapp.services import pace

#: How long a read waits when Slack says that it must, but not how long.
_WAIT = timedelta(minutes=1)


class MustWait(Exception):
    """The method may not be called in the workspace before `start_at`.

    Without a method, it is this one message that has to wait.
    """

    def __init__(self, method: str | None, start_at: datetime) -> None:
        super().__init__(method)
        self.method = method
        self.start_at = start_at


def take_slot(session: Session, *, workspace_id: int, method: str, now: datetime) -> Slot:
    """The next slot for a call of the method, which is taken if the call may start now."""
    next_at = pace.lock_pace(session, workspace_id=workspace_id, method=method, now=now)
    slot = find_slot(PACES[method], next_at=next_at, now=now)
    if slot.start_at <= now:
        pace.write_pace(session, workspace_id=workspace_id, method=method, next_at=slot.next_at)
    return slot


def hold_method(
    session: Session, *, workspace_id: int, method: str, until: datetime, now: datetime
) -> None:
    """Let nobody call the method in the workspace before `until`, as Slack asked."""
    next_at = pace.lock_pace(session, workspace_id=workspace_id, method=method, now=now)
    # A shorter wait that Slack asks for elsewhere does not end a longer one.
    held = max(next_at, hold_until(PACES[method], until))
    pace.write_pace(session, workspace_id=workspace_id, method=method, next_at=held)


@dataclass(frozen=True, slots=True)
class ReadPace:
    """The pace of reads; `observe` is told the kind and the result of those that came too soon."""

    sessions: SessionFactory
    clock: Clock
    observe: Callable[[str, str], None]

    @contextmanager
    def read(self, workspace_id: int, method: str) -> Iterator[None]:
        """Make one read in the block, outside any transaction.

        Raises MustWait where the pace does not allow it now, or where Slack answers 429, which
        then holds the method for all processes.
        """
        now = self.clock()
        with self.sessions.begin() as session:
            slot = take_slot(session, workspace_id=workspace_id, method=method, now=now)
        if slot.start_at > now:
            raise MustWait(method, slot.start_at)
        try:
            yield
        except SlackApiError as error:
            if not says_wait(error):
                raise
            outcome = describe_read_error(error)
            self.observe("read", outcome.result)
            now = self.clock()
            until = now + (outcome.retry_after or _WAIT)
            with self.sessions.begin() as session:
                hold_method(session, workspace_id=workspace_id, method=method, until=until, now=now)
            raise MustWait(method, until) from error
