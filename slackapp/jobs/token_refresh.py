"""Renews tokens that rotate, before they end."""

from __future__ import annotations

from datetime import timedelta

import structlog

from slackapp.delivery.oauth import NoAnswer, OAuth, Refused
from slackapp.services.installation.token_refresh import (
    Claimed,
    claim_refresh,
    give_up_refresh,
    put_off_refresh,
    record_refresh,
)
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Where Slack gave no answer; there is time for many tries before the token's end.
_AGAIN_AFTER = timedelta(minutes=5)


def run(tools: Tools, oauth: OAuth) -> None:
    """Renew those that end soon, one after the other; one without an answer holds up no other."""
    while True:
        with tools.sessions.begin() as session:
            claimed = claim_refresh(session, now=tools.clock())
        if claimed is None:
            return
        _renew(tools, oauth, claimed)


def _renew(tools: Tools, oauth: OAuth, claimed: Claimed) -> None:
    which = {"organisation_id" if claimed.is_of_org else "workspace_id": claimed.id}
    try:
        grant = oauth.refresh(claimed.refresh_token, now=tools.clock())
    except Refused as error:
        log.error("token_not_renewed", error=error.code, **which)
        with tools.sessions.begin() as session:
            give_up_refresh(session, claimed=claimed)
        return
    except NoAnswer as error:
        log.warning("token_renewal_waits", error=error.code, **which)
        with tools.sessions.begin() as session:
            put_off_refresh(session, claimed=claimed, until=tools.clock() + _AGAIN_AFTER)
        return
    with tools.sessions.begin() as session:
        is_kept = record_refresh(session, claimed=claimed, grant=grant, now=tools.clock())
    log.info("token_renewed", is_kept=is_kept, **which)
    # A workspace that waited because its token had ended goes on.
    tools.wake_delivery()
