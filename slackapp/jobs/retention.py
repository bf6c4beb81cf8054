"""Nightly: what is older than its workspace keeps it is deleted, kind by kind, in pages.

So is what was sent to people who were erased.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.jobs.units import Units, work_off
from slackapp.services.outbox.upkeep import drop_lanes_of_erased, empty_settled
from slackapp.services.privacy.expiry import (
    NOTHING,
    Expired,
    empty_kudos,
    expire_acts,
    expire_kudos,
    expire_requests,
    list_old_kudos,
)
from slackapp.services.privacy.retention_policy import find_cutoff, get_retention
from slackapp.services.reflection.upkeep import expire_prompts, expire_reflections, list_expired
from slackapp.services.workspace.admin_acts import record_act
from slackapp.services.workspace.workspaces import name_workspaces
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: What is written down of a night in which something of people's went.
RAN = "retention_ran"
_PAGE = 200


def run(tools: Tools) -> None:
    """Delete what is too old in every workspace, and have Slack show what follows from that."""
    expire_all(tools.sessions, tools.clock)
    tools.wake_delivery()


def expire_all(sessions: SessionFactory, clock: Clock) -> dict[int, Expired]:
    """Delete what is too old in every workspace; returns what went, by the workspaces' ids.

    What is kept ages also where the app was removed.
    """
    with sessions.read() as session:
        workspace_ids = list(name_workspaces(session))
    # Once a day: what fails now is told of at once.
    workspaces, answers = (
        Units(sessions, clock, kind, most_tries=1) for kind in ("retention", "old_answer")
    )
    gone = {}
    for workspace_id in workspace_ids:
        with workspaces.guard(workspace_id, workspace_id):
            gone[workspace_id] = _expire(sessions, workspace_id, answers, clock())
    _repeat(sessions, drop_lanes_of_erased)
    return gone


def _expire(sessions: SessionFactory, workspace_id: int, units: Units, now: datetime) -> Expired:
    with sessions.read() as session:
        policy = get_retention(session, workspace_id=workspace_id)

    def work(step: Callable[..., int], **age: int) -> int:
        before = find_cutoff(now, **age)
        if before is None:
            return 0
        return _repeat(sessions, partial(step, workspace_id=workspace_id, before=before))

    def walk(step: Callable[..., int], months: int, *, with_words: bool = False) -> int:
        before = find_cutoff(now, months=months)
        if before is None:
            return 0
        return _walk(sessions, step, workspace_id, before, with_words=with_words)

    # First, for what goes with its kudos loses its words with it.
    sent = work(empty_settled, days=policy.sent_days)
    gone = Expired(
        kudos=walk(expire_kudos, policy.kudos_months),
        words=walk(empty_kudos, policy.words_months, with_words=True),
        answers=_expire_answers(sessions, workspace_id, units, policy.answers_months, now),
        questions=work(expire_prompts, months=policy.answers_months),
        requests=work(expire_requests, months=policy.requests_months),
        acts=work(expire_acts, months=policy.acts_months),
        sent=sent,
    )
    if gone != NOTHING:
        log.info("expired", workspace_id=workspace_id, **asdict(gone))
    if gone.without_sent != NOTHING:
        with sessions.begin() as session:
            record_act(
                session,
                workspace_id=workspace_id,
                actor_id=None,
                kind=RAN,
                after={kind: count for kind, count in asdict(gone.without_sent).items() if count},
                now=now,
            )
    return gone


def _expire_answers(
    sessions: SessionFactory, workspace_id: int, units: Units, months: int, now: datetime
) -> int:
    """One by one where a page fails: an answer that cannot go stops no other."""
    before = find_cutoff(now, months=months)
    if before is None:
        return 0
    which: dict[str, Any] = {"workspace_id": workspace_id, "before": before}
    return work_off(
        units,
        sessions,
        work=lambda session, among, limit: expire_reflections(
            session, limit=limit, among=among, now=now, **which
        ),
        list_units=lambda session, among, limit: list_expired(
            session, limit=limit, among=among, **which
        ),
        page=_PAGE,
    )


def _repeat(sessions: SessionFactory, step: Callable[..., int]) -> int:
    """Do a page at a time, a transaction each, until there is none; returns how many went."""
    gone = 0
    while True:
        with sessions.begin() as session:
            count = step(session, limit=_PAGE)
        if not count:
            return gone
        gone += count


def _walk(
    sessions: SessionFactory,
    step: Callable[..., int],
    workspace_id: int,
    before: datetime,
    *,
    with_words: bool,
) -> int:
    """The same for old kudos, each page behind the last one, whatever became of that."""
    which: dict[str, Any] = {"workspace_id": workspace_id, "before": before}
    gone, after = 0, None
    while True:
        with sessions.read() as session:
            page = list_old_kudos(session, **which, after=after, limit=_PAGE, with_words=with_words)
        if not page:
            return gone
        with sessions.begin() as session:
            gone += step(session, **which, ids=[kudos_id for _, kudos_id in page])
        after = page[-1]
