"""Draws pages that a message of the outbox promises: read in one transaction, kept in another."""

from __future__ import annotations

from dataclasses import replace

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.failpoints import failpoint
from slackapp.pacing import MustWait
from slackapp.services import outbox
from slackapp.services.outbox import ClaimedMessage
from slackapp.services.pages import draw_page


class PageDrawer:
    """Draws what was wished for; safe to share between threads."""

    def __init__(self, sessions: SessionFactory, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    def draw(self, claimed: ClaimedMessage) -> ClaimedMessage:
        """The message with its page, which is stored first: a repeat sends the same.

        As long as a message holds a wish it was never sent, however often it was begun. Raises
        MustWait where the lease was lost meanwhile.
        """
        with self._sessions.read() as session:
            payload = draw_page(
                session,
                workspace_id=claimed.workspace_id,
                payload=claimed.payload,
                now=self._clock(),
            )
        failpoint("page_drawn")
        with self._sessions.begin() as session:
            if not outbox.store_page(session, claimed, payload=payload):
                raise MustWait(None, self._clock())
        return replace(claimed, payload=payload, is_in_doubt=False)
