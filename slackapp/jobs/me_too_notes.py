"""Tells recipients who joined in on kudos to them: each of them once a day at most."""

from __future__ import annotations

from sqlalchemy.orm import Session

from slackapp.jobs.units import Units, work_off
from slackapp.services.base.units import Among
from slackapp.services.kudos.me_too_notes import list_due, tell_joined
from slackapp.tools import Tools

#: A transaction for each recipient, who may be waited for.
_PAGE = 1


def run(tools: Tools) -> None:
    """Promise the notes that are due."""

    def tell(session: Session, among: Among, limit: int) -> int:
        return tell_joined(session, limit=limit, now=tools.clock(), among=among)

    told = work_off(
        Units(tools.sessions, tools.clock, "me_too_notes"),
        tools.sessions,
        work=tell,
        list_units=lambda session, among, limit: list_due(
            session, limit=limit, now=tools.clock(), among=among
        ),
        page=_PAGE,
    )
    if told:
        tools.wake_delivery()
