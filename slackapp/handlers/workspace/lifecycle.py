"""What Slack tells of its own accord: people who join or change, and the app's own end."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException

import structlog
from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.delivery.read_errors import find_token_error
from slackapp.domain.installation.installing import Defaults, Ended, judge_end
from slackapp.handlers.base.registration import on_event
from slackapp.handlers.base.requests import Event, InstallationNews
from slackapp.services.base.requests import record_request
from slackapp.services.installation.installations import end_installation, find_installed
from slackapp.services.installation.organisations import let_in, mark_unread, shut_out
from slackapp.services.workspace.people import record_people
from slackapp.tools import Tools

log = structlog.get_logger(__name__)


def register(app: App, tools: Tools) -> None:
    """Attach the events."""
    on_event(app, tools, "team_join", handle_person_event)
    on_event(app, tools, "user_change", handle_person_event)


def handle_person_event(tools: Tools, event: Event) -> None:
    """Store an account that is new or has changed."""
    now = tools.clock()
    with tools.sessions.begin() as session:
        # Bolt does not tell Slack's repeats of an event from new ones.
        if record_request(
            session,
            workspace_id=event.workspace.workspace_id,
            request_key=event.request_key,
            now=now,
        ):
            record_people(session, workspace=event.workspace, users=[event.account], now=now)


def handle_installation_news(
    tools: Tools,
    news: InstallationNews,
    *,
    defaults: Defaults,
    begin_reading: Callable[[], None],
) -> None:
    """Let tokens go at once that Slack took away, and workspaces of an organisation in and out.

    The two events about an end come in either order, more than once, and after the next
    installation: what ended before that changes nothing.
    """
    match news.kind:
        case "team_access_granted":
            _let_in(tools, news, defaults)
            begin_reading()
        case "team_access_revoked":
            with tools.sessions.begin() as session:
                shut_out(
                    session,
                    slack_enterprise_id=news.slack_enterprise_id or "",
                    slack_team_ids=list(news.slack_team_ids),
                    now=tools.clock(),
                )
            log.info("teams_shut_out", slack_team_ids=list(news.slack_team_ids), **news.ids)
        case _ if not _has_ended(tools, news):
            log.info("old_end_ignored", kind=news.kind, **news.ids)
        case _:
            with tools.sessions.begin() as session:
                ended = end_installation(session, now=tools.clock(), **news.ids)
            tools.workspaces.forget(news.slack_team_id or "")
            log.info("app_uninstalled", kind=news.kind, workspace_ids=ended, **news.ids)
            begin_reading()


def _let_in(tools: Tools, news: InstallationNews, defaults: Defaults) -> None:
    enterprise, teams = news.slack_enterprise_id or "", list(news.slack_team_ids)
    with tools.sessions.begin() as session:
        let_in(
            session,
            slack_enterprise_id=enterprise,
            teams=dict.fromkeys(teams, ""),
            defaults=defaults,
            now=tools.clock(),
        )
        mark_unread(session, slack_enterprise_id=enterprise)
    log.info("teams_let_in", slack_team_ids=teams, **news.ids)
    tools.wake_delivery()


def _has_ended(tools: Tools, news: InstallationNews) -> bool:
    """Whether what is installed now is what Slack says has ended; Slack is asked if unclear."""
    with tools.sessions.read() as session:
        installed = find_installed(session, **news.ids)
    if installed is None:
        return False
    judged = judge_end(told_at=news.told_at, installed_at=installed.installed_at)
    if judged is Ended.LATE or (judged is Ended.YES and news.is_clear):
        return judged is Ended.YES
    try:
        tools.slack.for_reading(installed.bot_token).auth_test()
    except SlackApiError as error:
        if find_token_error(error) is not None:
            return True
    except (SlackClientError, HTTPException, OSError):
        pass
    else:
        return False
    assert installed.installed_at is not None
    return news.told_at >= installed.installed_at
