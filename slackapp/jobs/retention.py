"""Nightly: answers and prompts older than their workspace keeps them are deleted.

So are old requests for review packets, the words of messages that were sent long ago, and what was
sent to people who were erased.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from slackapp.context import Context
from slackapp.services.outbox_upkeep import drop_lanes_of_erased, empty_settled
from slackapp.services.reflection_schedule import get_policy
from slackapp.services.reflection_upkeep import expire_prompts, expire_reflections
from slackapp.services.review_packet import expire_requests
from slackapp.services.workspaces import list_workspaces

log = structlog.get_logger(__name__)

#: How long the words of a settled message are kept where nothing else is set.
KEEP_SENT = timedelta(days=30)
_MONTH = timedelta(days=30.44)
_PAGE = 200


def run(context: Context, keep_sent: timedelta = KEEP_SENT) -> None:
    """Delete what is too old, in pages, in every workspace that sets an age."""
    now = context.clock()
    with context.sessions.read() as session:
        ages = [
            (one.workspace_id, get_policy(session, workspace_id=one.workspace_id).keep_months)
            for one in list_workspaces(session)
        ]
    with context.sessions.begin() as session:
        expire_requests(session, now=now)
    _tidy_outbox(context, keep_sent)
    for workspace_id, months in ages:
        if months == 0:
            continue
        before = now - months * _MONTH
        answers = prompts = 0
        while True:
            with context.sessions.begin() as session:
                count = expire_reflections(
                    session, workspace_id=workspace_id, before=before, limit=_PAGE, now=now
                )
            answers += count
            if count < _PAGE:
                break
        while True:
            with context.sessions.begin() as session:
                count = expire_prompts(
                    session, workspace_id=workspace_id, before=before, limit=_PAGE
                )
            prompts += count
            if count < _PAGE:
                break
        if answers or prompts:
            log.info("expired", workspace_id=workspace_id, answers=answers, prompts=prompts)
    context.wake_delivery()


def _tidy_outbox(context: Context, keep_sent: timedelta) -> None:
    before = context.clock() - keep_sent
    emptied = dropped = 0
    while True:
        with context.sessions.begin() as session:
            count = empty_settled(session, before=before, limit=_PAGE)
        emptied += count
        if count < _PAGE:
            break
    while True:
        with context.sessions.begin() as session:
            count = drop_lanes_of_erased(session, limit=_PAGE)
        dropped += count
        if not count:
            break
    if emptied or dropped:
        log.info("outbox_tidied", emptied=emptied, lanes_dropped=dropped)
