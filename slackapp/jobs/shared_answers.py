"""What people shared follows the switch of works-council mode, in pages, once it was used."""

from __future__ import annotations

from typing import Any

from slackapp.jobs.units import Units, work_off
from slackapp.services.reflection.council import list_to_settle, settle_shares
from slackapp.services.workspace.works_council import list_unsettled, mark_settled
from slackapp.tools import Tools

_PAGE = 50


def run(tools: Tools) -> None:
    """Hide what was shared, or show it again, in every workspace whose switch was used."""
    with tools.sessions.read() as session:
        unsettled = list_unsettled(session)
    if not unsettled:
        return
    answers = Units(tools.sessions, tools.clock, "shared_answer")
    for workspace_id, is_on in unsettled.items():
        _follow(tools, answers, workspace_id, is_on)


def _follow(tools: Tools, answers: Units, workspace_id: int, is_on: bool) -> None:
    of: dict[str, Any] = {"workspace_id": workspace_id, "is_on": is_on}
    work_off(
        answers,
        tools.sessions,
        work=lambda session, among, limit: settle_shares(
            session, limit=limit, among=among, now=tools.clock(), **of
        ),
        list_units=lambda session, among, limit: list_to_settle(
            session, limit=limit, among=among, **of
        ),
        page=_PAGE,
        after=tools.wake_delivery,
    )
    with tools.sessions.begin() as session:
        if not list_to_settle(session, limit=1, **of):
            mark_settled(session, **of)
