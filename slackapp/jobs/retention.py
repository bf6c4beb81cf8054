"""Nightly: answers and prompts older than their workspace keeps them are deleted.

So are old requests for review packets, the words of messages that were sent long ago, and what was
sent to people who were erased.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog

from slackapp.jobs.units import Units, work_off
from slackapp.services.files.packet import expire_requests
from slackapp.services.outbox.upkeep import drop_lanes_of_erased, empty_settled
from slackapp.services.reflection.schedule import get_policy
from slackapp.services.reflection.upkeep import expire_prompts, expire_reflections, list_expired
from slackapp.services.workspace.workspaces import list_workspace_ids
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: How long the words of a settled message are kept where nothing else is set.
KEEP_SENT = timedelta(days=30)
_MONTH = timedelta(days=30.44)
_PAGE = 200


def run(tools: Tools, keep_sent: timedelta = KEEP_SENT) -> None:
    """Delete what is too old, in pages, in every workspace that sets an age."""
    now = tools.clock()
    with tools.sessions.read() as session:
        workspace_ids = list_workspace_ids(session)
    with tools.sessions.begin() as session:
        expire_requests(session, now=now)
    _tidy_outbox(tools, keep_sent)
    # Once a day: what fails now is told of at once.
    workspaces, answers = (
        Units(tools.sessions, tools.clock, kind, most_tries=1)
        for kind in ("retention", "old_answer")
    )
    for workspace_id in workspace_ids:
        with workspaces.guard(workspace_id, workspace_id):
            _expire(tools, workspace_id, answers, now)
    tools.wake_delivery()


def _expire(tools: Tools, workspace_id: int, units: Units, now: datetime) -> None:
    with tools.sessions.read() as session:
        months = get_policy(session, workspace_id=workspace_id).keep_months
    if months == 0:
        return
    which: dict[str, Any] = {"workspace_id": workspace_id, "before": now - months * _MONTH}
    answers = work_off(
        units,
        tools.sessions,
        work=lambda session, among, limit: expire_reflections(
            session, limit=limit, among=among, now=now, **which
        ),
        list_units=lambda session, among, limit: list_expired(
            session, limit=limit, among=among, **which
        ),
        page=_PAGE,
    )
    prompts = 0
    while True:
        with tools.sessions.begin() as session:
            count = expire_prompts(session, limit=_PAGE, **which)
        prompts += count
        if count < _PAGE:
            break
    if answers or prompts:
        log.info("expired", workspace_id=workspace_id, answers=answers, prompts=prompts)


def _tidy_outbox(tools: Tools, keep_sent: timedelta) -> None:
    before = tools.clock() - keep_sent
    emptied = dropped = 0
    while True:
        with tools.sessions.begin() as session:
            count = empty_settled(session, before=before, limit=_PAGE)
        emptied += count
        if count < _PAGE:
            break
    while True:
        with tools.sessions.begin() as session:
            count = drop_lanes_of_erased(session, limit=_PAGE)
        dropped += count
        if not count:
            break
    if emptied or dropped:
        log.info("outbox_tidied", emptied=emptied, lanes_dropped=dropped)
