"""What nobody came back to: held kudos are sent privately, drafts and old requests forgotten."""

from __future__ import annotations

from sqlalchemy.orm import Session

from slackapp.context import Context
from slackapp.failpoints import failpoint
from slackapp.jobs.units import Units, work_off
from slackapp.services.drafts import delete_old_drafts
from slackapp.services.kudos_decisions import list_overdue, release_overdue
from slackapp.services.requests import delete_old_requests
from slackapp.services.units import Among

_PAGE = 100


def run(context: Context) -> None:
    """Send overdue held kudos to their recipients privately; delete old drafts and requests."""

    def release(session: Session, among: Among, limit: int) -> int:
        released = release_overdue(session, limit=limit, now=context.clock(), among=among)
        failpoint("held_before_commit")
        return released

    def after() -> None:
        failpoint("held_after_commit")
        context.wake_delivery()

    with context.sessions.begin() as session:
        delete_old_drafts(session, now=context.clock())
        delete_old_requests(session, now=context.clock())
    work_off(
        Units(context.sessions, context.clock, "held_kudos"),
        context.sessions,
        work=release,
        list_units=lambda session, among, limit: list_overdue(
            session, limit=limit, now=context.clock(), among=among
        ),
        page=_PAGE,
        after=after,
    )
