"""Reads which workspaces of an organisation the app was let into, after each change of that."""

from __future__ import annotations

from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackClientError

from slackapp.delivery.oauth import OAuth
from slackapp.delivery.read_errors import find_token_error, name_read_error
from slackapp.domain.installation.installing import Defaults
from slackapp.services.installation.organisations import (
    ToRead,
    end_reading,
    list_to_read,
    record_teams,
)
from slackapp.tools import Tools

log = structlog.get_logger(__name__)


def run(tools: Tools, oauth: OAuth, defaults: Defaults) -> None:
    """Read those that are to be read; one that Slack does not tell of holds up no other."""
    with tools.sessions.read() as session:
        organisations = list_to_read(session)
    for organisation in organisations:
        try:
            teams = oauth.list_teams(organisation.bot_token)
        except (SlackClientError, HTTPException, OSError) as error:
            log.warning(
                "organisation_not_read",
                slack_enterprise_id=organisation.slack_enterprise_id,
                error=name_read_error(error),
            )
            if find_token_error(error) is not None:
                # Its workspaces tell of it; with another token it is read again.
                with tools.sessions.begin() as session:
                    end_reading(session, organisation=organisation, now=tools.clock())
            continue
        _record(tools, organisation, teams, defaults)


def _record(tools: Tools, organisation: ToRead, teams: dict[str, str], defaults: Defaults) -> None:
    with tools.sessions.begin() as session:
        let = record_teams(
            session,
            organisation=organisation,
            teams=teams,
            defaults=defaults,
            now=tools.clock(),
        )
    log.info(
        "organisation_read",
        slack_enterprise_id=organisation.slack_enterprise_id,
        workspace_ids=let,
    )
    tools.wake_delivery()
