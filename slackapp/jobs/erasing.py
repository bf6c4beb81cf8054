"""Erasing a person, step by step, each in a short transaction; it may be begun again."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Column

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.domain.base.traces import Traces
from slackapp.failpoints import failpoint
from slackapp.services.operate import erasure
from slackapp.services.operate.erasure import Erased

_PAGE = 200


def erase(sessions: SessionFactory, clock: Clock, *, person_id: int) -> Erased:
    """Erase all that is theirs, and take them out of all that is others'."""
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
