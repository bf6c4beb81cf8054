"""What nobody came back to: held kudos are sent privately, drafts and old requests forgotten."""

from __future__ import annotations

from sqlalchemy.orm import Session

from slackapp.failpoints import failpoint
from slackapp.jobs.units import Units, work_off
from slackapp.services.base.requests import delete_old_requests
from slackapp.services.base.units import Among
from slackapp.services.kudos.decisions import list_overdue, release_overdue
from slackapp.services.kudos.drafts import delete_old_drafts
from slackapp.services.kudos.reactions import delete_old_reactions
from slackapp.tools import Tools

_PAGE = 100


def run(tools: Tools) -> None:
    """Send overdue held kudos to their recipients privately; delete old drafts and requests."""

    def release(session: Session, among: Among, limit: int) -> int:
        released = release_overdue(session, limit=limit, now=tools.clock(), among=among)
        failpoint("held_before_commit")
        return released

    def after() -> None:
        failpoint("held_after_commit")
        tools.wake_delivery()

    with tools.sessions.begin() as session:
        delete_old_drafts(session, now=tools.clock())
        delete_old_reactions(session, now=tools.clock())
        delete_old_requests(session, now=tools.clock())
    work_off(
        Units(tools.sessions, tools.clock, "held_kudos"),
        tools.sessions,
        work=release,
        list_units=lambda session, among, limit: list_overdue(
            session, limit=limit, now=tools.clock(), among=among
        ),
        page=_PAGE,
        after=after,
    )
