"""What nobody came back to: held kudos are sent privately, drafts and old requests forgotten."""

from __future__ import annotations

from slackapp.context import Context
from slackapp.failpoints import failpoint
from slackapp.services.drafts import delete_old_drafts
from slackapp.services.kudos_decisions import release_overdue
from slackapp.services.requests import delete_old_requests

_PAGE = 100


def run(context: Context) -> None:
    """Send overdue held kudos to their recipients privately; delete old drafts and requests."""
    while True:
        with context.sessions.begin() as session:
            released = release_overdue(session, limit=_PAGE, now=context.clock())
            failpoint("held_before_commit")
        failpoint("held_after_commit")
        context.wake_delivery()
        if released < _PAGE:
            break
    with context.sessions.begin() as session:
        delete_old_drafts(session, now=context.clock())
        delete_old_requests(session, now=context.clock())
