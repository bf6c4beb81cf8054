"""The checks of `kudoscope doctor` that ask Slack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db import GivingPolicy, Workspace
from slackapp.cli.doctor_visit import Finding, Level, Visit, fault, ok, warning
from slackapp.domain.installation.scopes import OPTIONAL_SCOPE_REASONS, SCOPE_REASONS
from slackapp.services.workspace.workspaces import REACTIONS_READ

#: May be granted beyond the manifest: with them, a post in doubt is looked up.
_HISTORY_SCOPES = {"channels:history", "groups:history", "im:history"}
#: Seconds between Slack's clock and ours; from 300 on, Slack's signatures are refused.
_SKEW_WARNING, _SKEW_FAULT = 60, 240
_NO_TOKEN = "None is needed: people install the app themselves."
_CODE = re.compile(r"[a-z_]+")
_REINSTALL = "reinstall the app (Install App) and put the new token into SLACK_BOT_TOKEN"


def check_slack(visit: Visit) -> Finding:
    """Whether Slack's Web API answers."""
    url = visit.settings.slack_api_url
    try:
        headers = visit.slack.for_posting(None).api_test().headers
    except SlackApiError as error:
        if _read_code(error) is None or error.response.status_code >= 500:
            return fault(
                f"{url} does not answer as Slack does (HTTP {error.response.status_code}): look "
                "at SLACK_API_URL, and at https://slack-status.com."
            )
        headers = error.response.headers
    except (SlackClientError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        return fault(
            f"{url} cannot be reached ({reason}): look at SLACK_API_URL, the network, and the "
            "firewall's rules for outgoing connections."
        )
    visit.asked_at = visit.clock()
    visit.slack_date = _lower_names(headers).get("date", "")
    return ok(f"{url} answers.")


def check_clock(visit: Visit) -> Finding:
    """Whether this machine's clock agrees with Slack's."""
    try:
        slack_time = parsedate_to_datetime(visit.slack_date)
    except ValueError:
        return Finding(Level.NOT_CHECKED, "Slack did not say what time it is.")
    ahead = round((visit.asked_at - slack_time).total_seconds())
    where = (
        f"This machine's clock is {abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} Slack's"
    )
    if abs(ahead) <= _SKEW_WARNING:
        return ok(f"{where}.")
    level = Level.FAULT if abs(ahead) > _SKEW_FAULT else Level.WARNING
    mend = "let NTP set it (timedatectl set-ntp true). From 300 s on, Slack's requests are refused."
    return Finding(level, f"{where}: {mend}")


def check_bot_token(visit: Visit) -> Finding:
    """Whether Slack takes the bot token."""
    if not visit.bot_token.strip():
        return ok(_NO_TOKEN)
    try:
        visit.identity = identity = visit.slack.for_posting(visit.bot_token).auth_test()
    except SlackApiError as error:
        return fault(f"Slack refuses SLACK_BOT_TOKEN ({_name_code(error)}): {_REINSTALL}.")
    except (SlackClientError, HTTPException, OSError):
        return fault("Slack gave no answer about SLACK_BOT_TOKEN: try again.")
    return ok(f"Slack takes it, for the workspace {identity['team']}.")


def check_scopes(visit: Visit) -> Finding:
    """Whether the app may do what the manifest asks for, and no more."""
    if visit.identity is None:
        return ok(_NO_TOKEN)
    granted = _read_granted(visit)
    missing = [scope for scope in SCOPE_REASONS if scope not in granted]
    if missing:
        return fault(
            f"The app lacks {', '.join(missing)}: add it under OAuth & Permissions, Bot Token "
            "Scopes, then reinstall the app."
        )
    surplus = sorted(granted - set(SCOPE_REASONS) - set(OPTIONAL_SCOPE_REASONS) - _HISTORY_SCOPES)
    if surplus:
        return warning(
            f"The app may do more than it needs to: {', '.join(surplus)}. Take it away under "
            "OAuth & Permissions, Bot Token Scopes, then reinstall the app.",
        )
    return ok("The app may do what it needs to.")


def check_reactions(visit: Visit) -> Finding:
    """Whether Slack tells of reactions, where an admin wants some to thank."""
    if visit.identity is None:
        return ok(_NO_TOKEN)
    with visit.database.read() as session:
        wanted = session.scalar(
            select(GivingPolicy.takes_reactions)
            .join(Workspace, Workspace.id == GivingPolicy.workspace_id)
            .where(Workspace.slack_team_id == visit.identity["team_id"])
        )
    if not wanted:
        return ok("Reactions do not thank anybody: no admin has switched that on.")
    if REACTIONS_READ in _read_granted(visit):
        return ok("Slack tells of reactions.")
    return warning(
        "An admin has switched on that a reaction thanks, and Slack tells of none: add "
        f"{REACTIONS_READ} under OAuth & Permissions, Bot Token Scopes, and the events "
        "reaction_added and reaction_removed under Event Subscriptions, then reinstall the app; "
        "or have it switched off on the Home, under Giving kudos."
    )


def check_app_token(visit: Visit) -> Finding:
    """Whether Slack lets us connect over Socket Mode."""
    app_token = visit.settings.slack_app_token.get_secret_value().strip()
    if not app_token:
        return ok("None is needed: Slack sends its requests over HTTP.")
    try:
        visit.slack.for_posting(app_token).apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return fault(
            f"Slack refuses SLACK_APP_TOKEN ({_name_code(error)}): generate one with the scope "
            "connections:write under Basic Information, and look that Socket Mode is on."
        )
    except (SlackClientError, HTTPException, OSError):
        return fault("Slack gave no answer about SLACK_APP_TOKEN: try again.")
    return ok("Slack lets us connect over Socket Mode.")


def check_default_channel(visit: Visit) -> Finding:
    """Whether the app can post in the channel for kudos from where it is not."""
    if visit.identity is None:
        return ok(_NO_TOKEN)
    channel_id = _find_default_channel(visit, visit.identity["team_id"])
    if not channel_id:
        return ok("There is none, so kudos stay where they are given.")
    try:
        client = visit.slack.for_posting(visit.bot_token)
        channel: dict[str, Any] = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        return fault(
            f"Slack does not show {channel_id} to the app ({_name_code(error)}): take the id from "
            "the channel's details, and if the channel is private, /invite @kudoscope there."
        )
    except (SlackClientError, HTTPException, OSError):
        return fault(f"Slack gave no answer about {channel_id}: try again.")
    if channel.get("is_archived"):
        return fault(f"#{channel.get('name')} ({channel_id}) is archived: bring it back.")
    if not channel.get("is_member"):
        return fault(
            f"The app is not in #{channel.get('name')} ({channel_id}): /invite @kudoscope there."
        )
    return ok(f"The app is in #{channel.get('name')} ({channel_id}).")


def _find_default_channel(visit: Visit, slack_team_id: str) -> str:
    # A workspace that is known keeps what was set when it was met.
    if visit.sessions is not None:
        query = select(Workspace.slack_default_channel_id).where(
            Workspace.slack_team_id == slack_team_id
        )
        # Without tables nothing is known; another check says so.
        with suppress(DBAPIError), visit.sessions.read() as session:
            row = session.execute(query).one_or_none()
            if row is not None:
                return row[0] or ""
    return visit.settings.kudoscope_default_channel


def _read_granted(visit: Visit) -> set[str]:
    assert visit.identity is not None
    granted = _lower_names(visit.identity.headers).get("x-oauth-scopes", "").split(",")
    return {scope.strip() for scope in granted} - {""}


def _read_code(error: SlackApiError) -> str | None:
    code = str(error.response.get("error") or "")
    return code if _CODE.fullmatch(code) else None


def _name_code(error: SlackApiError) -> str:
    return _read_code(error) or f"HTTP {error.response.status_code}"


def _lower_names(headers: Mapping[str, Any] | None) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in (headers or {}).items()}
