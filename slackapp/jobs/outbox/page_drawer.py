"""Draws pages that a message of the outbox promises: read in one transaction, kept in another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from http.client import HTTPException

from slack_sdk.errors import SlackClientError

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.read_errors import find_token_error
from slackapp.errors import UserFacingError
from slackapp.failpoints import failpoint
from slackapp.jobs.source_reads import SourceReads
from slackapp.pacing import MustWait
from slackapp.services.outbox import claims
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import DRAWN_FROM, WISH
from slackapp.services.team.pages import PeopleNotMet, draw_pages, find_telling, promise_rest

#: Until Slack is asked again that did not answer.
_NEXT_TRY = timedelta(seconds=5)
#: So long a page waits for the people of a workspace to be read; then it says that they are not.
_PATIENCE = timedelta(minutes=10)


def forget_page(claimed: ClaimedMessage) -> ClaimedMessage:
    """The message with its wish again, where a page was drawn that Slack did not take.

    Who reads what may have changed since. One that Slack may have taken stays as it was sent.
    """
    if DRAWN_FROM not in claimed.payload or claimed.is_in_doubt:
        return claimed
    return replace(claimed, payload={WISH: claimed.payload[DRAWN_FROM]})


class PageDrawer:
    """Draws what was wished for; safe to share between threads."""

    def __init__(self, sessions: SessionFactory, clock: Clock, sources: SourceReads) -> None:
        self._sessions = sessions
        self._clock = clock
        self._sources = sources

    def draw(
        self, claimed: ClaimedMessage, *, refusal: UserFacingError | None = None
    ) -> ClaimedMessage:
        """The message with its page, which is stored first: a repeat sends the same.

        A `refusal` is told instead of the page. As long as a message holds a wish it was never
        sent, however often it was begun. Raises MustWait where the lease was lost meanwhile, or
        while Slack does not say which channels are public or who the people are: nothing was sent
        yet.
        """
        proven_since = self._clock() if refusal is not None else self._prove(claimed)
        try:
            with self._sessions.read() as session:
                payload, *rest = draw_pages(
                    session,
                    workspace_id=claimed.workspace_id,
                    payload=claimed.payload,
                    proven_since=proven_since,
                    now=self._clock(),
                    refusal=refusal,
                    is_last_try=self._clock() > claimed.created_at + _PATIENCE,
                )
        except PeopleNotMet:
            raise MustWait(None, self._clock() + _NEXT_TRY) from None
        if claimed.kind == "post":
            payload |= {DRAWN_FROM: claimed.payload[WISH]}
        failpoint("page_drawn")
        with self._sessions.begin() as session:
            if not claims.store_page(session, claimed, payload=payload):
                raise MustWait(None, self._clock())
            promise_rest(session, claimed, rest, now=self._clock())
        return replace(claimed, payload=payload, is_in_doubt=False)

    def _prove(self, claimed: ClaimedMessage) -> datetime:
        telling = find_telling(workspace_id=claimed.workspace_id, payload=claimed.payload)
        if telling is None:
            return self._clock()
        try:
            return self._sources.prove(telling, asker=claimed, key=claimed.message_id)
        except (SlackClientError, HTTPException, OSError) as error:
            if find_token_error(error):
                raise
            raise MustWait(None, self._clock() + _NEXT_TRY) from error
