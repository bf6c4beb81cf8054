"""Erasing a person, step by step, each in a short transaction; it may be begun again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Column

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.domain.base.traces import Traces
from slackapp.failpoints import failpoint
from slackapp.jobs.units import Units
from slackapp.services.operate import erasure
from slackapp.services.operate.erasing import begin_erasing, claim_erasing, end_erasing
from slackapp.services.operate.erasure import Erased
from slackapp.tools import Tools

_PAGE = 200
#: For so long nobody else goes on with an erasing that somebody is at; then they have died.
_LEASE = timedelta(minutes=10)


def run(tools: Tools) -> None:
    """Erase whoever asked for it, and go on with what an earlier process did not end."""
    units = Units(tools.sessions, tools.clock, "erasing")
    while True:
        with tools.sessions.begin() as session:
            claimed = claim_erasing(session, now=tools.clock(), until=tools.clock() + _LEASE)
        if claimed is None:
            return
        workspace_id, person_id = claimed
        if not units.is_left_alone(person_id):
            with units.guard(workspace_id, person_id):
                _go_on(tools.sessions, tools.clock, person_id)
        tools.wake_delivery()


def erase(sessions: SessionFactory, clock: Clock, *, person_id: int) -> Erased:
    """Erase all that is theirs, and take them out of all that is others', at once.

    Where this dies, a running app ends it.
    """
    with sessions.begin() as session:
        due_at = clock() + _LEASE
        begin_erasing(session, person_id=person_id, due_at=due_at, tells_them=False, now=clock())
    return _go_on(sessions, clock, person_id)


def _go_on(sessions: SessionFactory, clock: Clock, person_id: int) -> Erased:
    with sessions.begin() as session:
        traces = erasure.mark_erased(session, person_id=person_id, now=clock())
    with sessions.begin() as session:
        erased = erasure.erase_own(session, person_id=person_id, now=clock())
    failpoint("erased_own")
    sweep = partial(_sweep, sessions, clock, person_id, traces)
    for column in erasure.list_swept():
        sweep(column)
    with sessions.begin() as session:
        erasure.leave_tombstone(session, person_id=person_id)
        erasure.redraw_digests(session, person_id=person_id, now=clock())
    failpoint("erased_name")
    after: int | None = 0
    while after is not None:
        with sessions.begin() as session:
            after = erasure.show_kudos_anew(
                session, person_id=person_id, after_id=after, limit=_PAGE, now=clock()
            )
    # What was sent meanwhile, under the old name.
    for column in erasure.list_swept():
        sweep(column)
    with sessions.begin() as session:
        end_erasing(session, person_id=person_id, now=clock())
    return erased


def _sweep(
    sessions: SessionFactory, clock: Clock, person_id: int, traces: Traces, column: Column[Any]
) -> None:
    """Look through a column's texts page by page; only those that tell of them are written."""
    after = 0
    while True:
        with sessions.read() as session:
            page = erasure.find_traces(
                session, column, person_id=person_id, traces=traces, after_id=after, limit=_PAGE
            )
        if page is None:
            return
        after, found = page
        if found:
            with sessions.begin() as session:
                erasure.take_out_traces(
                    session,
                    column,
                    person_id=person_id,
                    traces=traces,
                    row_ids=found,
                    now=clock(),
                )
