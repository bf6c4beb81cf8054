"""Asks the pace before a call to Slack: the rule of a method meets the row of all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.rate_limits import PACES, Slot, find_slot, hold_until
from slackapp.delivery.reads import describe_read_error, find_token_error, says_wait
from slackapp.services import pace
from slackapp.services.pauses import pause_workspace

log = structlog.get_logger(__name__)

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


def pause_for_token(
    sessions: SessionFactory,
    *,
    workspace_id: int,
    token: str | None,
    error: Exception,
    now: datetime,
) -> bool:
    """Let the workspace wait for another token, if that is what Slack's error says."""
    code = find_token_error(error)
    if code is None:
        return False
    with sessions.begin() as session:
        pause_workspace(session, workspace_id=workspace_id, token=token, reason=code, now=now)
    log.warning("workspace_paused", workspace_id=workspace_id, error=code)
    return True


@dataclass(frozen=True, slots=True)
class ReadPace:
    """The pace of reads; `observe` is told the kind and the result of those that came too soon."""

    sessions: SessionFactory
    clock: Clock
    observe: Callable[[str, str], None]

    @contextmanager
    def read(self, workspace_id: int, method: str, *, token: str | None) -> Iterator[None]:
        """Make one read in the block with that token, outside any transaction.

        Raises MustWait where the pace does not allow it now, or where Slack answers 429, which
        then holds the method for all processes. Where Slack does not take the token, the workspace
        waits for another, and the error goes on.
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
                pause_for_token(
                    self.sessions,
                    workspace_id=workspace_id,
                    token=token,
                    error=error,
                    now=self.clock(),
                )
                raise
            outcome = describe_read_error(error)
            self.observe("read", outcome.result)
            now = self.clock()
            until = now + (outcome.retry_after or _WAIT)
            with self.sessions.begin() as session:
                hold_method(session, workspace_id=workspace_id, method=method, until=until, now=now)
            raise MustWait(method, until) from error
