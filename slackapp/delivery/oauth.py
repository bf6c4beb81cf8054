"""OAuth with Slack: a code becomes a token, and a refresh token the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from slackapp.delivery.clients import SlackClients, read_scopes
from slackapp.delivery.read_errors import describe_read_error, name_read_error
from slackapp.delivery.retry import Result
from slackapp.domain.base.outside import read_id, read_object
from slackapp.domain.installation.installing import Grant

#: What Slack says where the app's own id and secret are wrong: no matter of one installation.
_OUR_SECRETS = frozenset({"invalid_client_id", "bad_client_secret"})

#: Of the workspaces of an organisation; Slack's largest have a few thousand.
_PAGE, _MOST_PAGES = 100, 100


class OAuthError(Exception):
    """Slack gave no token; `code` is its own word for why, or the kind of error."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code or "unknown_error"


class Refused(OAuthError):
    """Slack will not give one for this code or refresh token, however often it is asked."""


class NoAnswer(OAuthError):
    """It may yet: Slack is in trouble, or does not know the app by its id and secret."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """The app as Slack's OAuth knows it; where that is, `SLACK_API_URL` decides."""

    slack: SlackClients
    client_id: str
    client_secret: str

    def authorize_url(self, *, state: str, scopes: list[str]) -> str:
        """The page of Slack's on which people allow the app."""
        asked = {"client_id": self.client_id, "scope": ",".join(scopes), "state": state}
        return f"{find_slack_site(self.slack.api_url)}/oauth/v2/authorize?{urlencode(asked)}"

    def exchange(self, code: str, *, now: datetime) -> Grant:
        """The token for a code that came back with somebody. Raises OAuthError."""
        grant = _read_grant(self._access(code=code, grant_type="authorization_code"), now)
        return replace(grant, slack_url=self._find_address(grant))

    def refresh(self, refresh_token: str, *, now: datetime) -> Grant:
        """The next token; the refresh token is used up by it. Raises OAuthError."""
        answer = self._access(refresh_token=refresh_token, grant_type="refresh_token")
        return _read_grant(answer, now)

    def list_teams(self, token: str) -> dict[str, str]:
        """The workspaces that an organisation's token is good in: names by Slack's ids.

        Raises slack_sdk's errors and OSError.
        """
        client = self.slack.for_posting(token)
        teams: dict[str, str] = {}
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = client.auth_teams_list(limit=_PAGE, cursor=cursor)
            told = page.get("teams")
            if not isinstance(told, list):
                raise SlackClientError("an answer without teams")
            for team in map(read_object, told):
                team_id = read_id(team.get("id"))
                if team_id is not None:
                    teams[team_id] = _text(team, "name")
            cursor = _text(read_object(page.get("response_metadata")), "next_cursor") or None
            if cursor is None:
                break
        return teams

    def give_back(self, token: str) -> bool:
        """Tell Slack that a token is not wanted; whether it has heard."""
        try:
            self.slack.for_posting(token).auth_revoke()
        except (SlackClientError, HTTPException, OSError):
            return False
        return True

    def _find_address(self, grant: Grant) -> str | None:
        """The workspace's address in Slack; the installation is good without it."""
        if grant.slack_team_id is None:
            return None
        try:
            told = self.slack.for_reading(grant.bot_token).auth_test().get("url")
        except (SlackClientError, HTTPException, OSError):
            return None
        return told if isinstance(told, str) else None

    def _access(self, **asked: str) -> SlackResponse:
        try:
            return self.slack.for_posting(None).oauth_v2_access(
                client_id=self.client_id, client_secret=self.client_secret, **asked
            )
        except SlackApiError as error:
            outcome = describe_read_error(error)
            is_ours = outcome.error in _OUR_SECRETS
            if outcome.result is Result.REFUSED and not is_ours:
                raise Refused(outcome.error) from error
            raise NoAnswer(outcome.error) from error
        except (SlackClientError, HTTPException, OSError) as error:
            raise NoAnswer(name_read_error(error)) from error


def find_slack_site(api_url: str) -> str:
    """Slack's own pages, beside its API: https://slack.com, or GovSlack's."""
    parts = urlsplit(api_url)
    return f"{parts.scheme}://{parts.netloc}"


def _read_grant(answer: SlackResponse, now: datetime) -> Grant:
    team, enterprise = (read_object(answer.get(name)) for name in ("team", "enterprise"))
    is_of_org = bool(answer.get("is_enterprise_install"))
    team_id = None if is_of_org else read_id(team.get("id"))
    enterprise_id = read_id(enterprise.get("id"))
    token, bot_user_id = _text(answer, "access_token"), read_id(answer.get("bot_user_id"))
    if not token or not bot_user_id or not (enterprise_id if is_of_org else team_id):
        raise Refused("no_bot_token")
    return Grant(
        slack_team_id=team_id,
        slack_enterprise_id=enterprise_id,
        name=_text(enterprise if is_of_org else team, "name"),
        bot_token=token,
        slack_bot_user_id=bot_user_id,
        scopes=_text(answer, "scope") or read_scopes(answer),
        refresh_token=_text(answer, "refresh_token") or None,
        expires_at=_read_end(answer.get("expires_in"), now),
    )


def _text(told: Mapping[str, Any] | SlackResponse, name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _read_end(seconds: Any, now: datetime) -> datetime | None:
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return now + timedelta(seconds=seconds) if is_number and 0 < seconds < 10**9 else None
