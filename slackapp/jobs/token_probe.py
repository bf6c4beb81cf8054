"""Tries the tokens that Slack did not take, so that a workspace goes on when they are mended."""

from __future__ import annotations

from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackClientError

from slackapp.delivery.clients import read_scopes
from slackapp.delivery.read_errors import name_read_error
from slackapp.delivery.retry import MISSING_SCOPE
from slackapp.services.workspace.pauses import list_to_try, record_try, resume_workspace
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Without this scope nothing of the app works.
_NEEDED = "chat:write"


def run(tools: Tools) -> None:
    """Try each of them whose turn it is; those whose token is good again go on at once."""
    with tools.sessions.read() as session:
        waiting = list_to_try(session, now=tools.clock())
    for workspace_id, token, reason in waiting:
        scopes = _try(tools, workspace_id, token, reason)
        with tools.sessions.begin() as session:
            if scopes is None:
                record_try(session, workspace_id=workspace_id, now=tools.clock())
                continue
            resume_workspace(session, workspace_id=workspace_id, token=token, scopes=scopes)
        log.info("workspace_resumed", workspace_id=workspace_id)
        tools.wake_delivery()


def _try(tools: Tools, workspace_id: int, token: str, reason: str) -> str | None:
    """The token's scopes; None while Slack does not take it."""
    try:
        scopes = read_scopes(tools.slack.for_posting(token).auth_test())
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("token_refused", workspace_id=workspace_id, error=name_read_error(error))
        return None
    granted = {scope.strip() for scope in scopes.split(",")}
    if reason == MISSING_SCOPE and _NEEDED not in granted:
        log.warning("token_refused", workspace_id=workspace_id, error=MISSING_SCOPE)
        return None
    return scopes
