"""At the start: whose token that is which the settings hold, and what Slack says of it."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.config import Settings
from slackapp.delivery.clients import read_scopes
from slackapp.delivery.read_errors import describe_read_error
from slackapp.delivery.retry import Result
from slackapp.errors import ConfigurationError, SlackUnreachable
from slackapp.services.installation.installations import is_installed_by_pages
from slackapp.services.privacy.retention_policy import record_first_retention
from slackapp.services.workspace.pauses import pause_workspace
from slackapp.services.workspace.workspaces import list_workspaces, record_installation
from slackapp.tools import Tools

log = structlog.get_logger(__name__)


def connect_workspace(settings: Settings, tools: Tools) -> None:
    """Ask Slack whose token the settings hold, if they hold one, and record the installation.

    When Slack cannot be reached, or is in trouble, an installation that is known already goes on
    with what it has; one whose own token died waits for another, and monitors are told. Where
    people install the app themselves, others go on whatever becomes of it.
    Raises SlackUnreachable where there is none, ConfigurationError where Slack refuses the token.
    """
    token = settings.slack_bot_token.get_secret_value().strip()
    if not token:
        return
    try:
        identity = tools.slack.for_posting(token).auth_test()
    except SlackApiError as error:
        outcome = describe_read_error(error)
        if outcome.result in (Result.REFUSED, Result.BAD_TOKEN):
            reason = str(error.response.get("error"))
            if outcome.result is Result.BAD_TOKEN and _pause_known(tools, token, reason):
                return
            if settings.installs_itself:
                log.error("bot_token_refused", error=outcome.error)
                return
            raise ConfigurationError(f"Slack refuses SLACK_BOT_TOKEN: {reason}.") from error
        _go_on_without(settings, tools, error, str(outcome.error))
        return
    except (SlackClientError, OSError) as error:
        _go_on_without(settings, tools, error, str(error))
        return
    with tools.sessions.begin() as session:
        if is_installed_by_pages(session, slack_team_id=identity["team_id"]):
            log.warning("bot_token_not_needed", slack_team_id=identity["team_id"])
            return
        workspace = record_installation(
            session,
            slack_team_id=identity["team_id"],
            slack_enterprise_id=identity.get("enterprise_id"),
            name=identity["team"],
            slack_url=identity.get("url"),
            bot_token=token,
            slack_bot_user_id=identity["user_id"],
            scopes=read_scopes(identity),
            daily_limit=settings.kudoscope_daily_limit,
            slack_default_channel_id=settings.kudoscope_default_channel or None,
            now=tools.clock(),
        )
        record_first_retention(
            session,
            workspace_id=workspace.workspace_id,
            sent_days=settings.kudoscope_keep_sent_days,
        )


def _pause_known(tools: Tools, token: str, reason: str) -> bool:
    """Let the workspace wait whose token this was; False where we know of none.

    Ending here would have us started again and again, and monitors see nothing of why.
    """
    with tools.sessions.read() as session:
        ids = [one.workspace_id for one in list_workspaces(session) if one.bot_token == token]
    for workspace_id in ids:
        with tools.sessions.begin() as session:
            pause_workspace(
                session, workspace_id=workspace_id, token=token, reason=reason, now=tools.clock()
            )
        log.warning("workspace_paused", workspace_id=workspace_id, error=reason)
    return bool(ids)


def _go_on_without(settings: Settings, tools: Tools, error: Exception, reason: str) -> None:
    with tools.sessions.read() as session:
        known = list_workspaces(session)
    if not known and not settings.installs_itself:
        raise SlackUnreachable(
            f"Slack cannot be reached at {settings.slack_api_url}: {reason}"
        ) from error
    log.warning("slack_unreachable", error=type(error).__name__)
