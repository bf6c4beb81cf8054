"""Makes one call to Slack and says how it ended."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from slackapp.delivery.clients import POST_TIMEOUT
from slackapp.delivery.retry import Outcome, Result, classify_error

#: Where Slack's response_urls lead.
_RESPONSE_HOST = "hooks.slack.com"


def post(client: WebClient, *, slack_channel_id: str, content: dict[str, Any]) -> Outcome:
    """Post a message to a channel, or to a person directly."""
    arguments = {"channel": slack_channel_id, "unfurl_links": False, "unfurl_media": False}
    return _call(client, "chat.postMessage", {**arguments, **content})


def change(client: WebClient, *, slack_channel_id: str, slack_ts: str, content: Any) -> Outcome:
    """Change a message that was posted before."""
    return _call(client, "chat.update", {"channel": slack_channel_id, "ts": slack_ts, **content})


def _call(client: WebClient, method: str, arguments: dict[str, Any]) -> Outcome:
    try:
        response = client.api_call(method, json=arguments)
    except SlackApiError as error:
        return describe_refusal(error)
    except (SlackClientError, HTTPException, OSError) as error:
        return Outcome(Result.PASSING, type(error).__name__)
    return Outcome(
        Result.SENT, slack_ts=response.get("ts"), slack_channel_id=response.get("channel")
    )


def describe_refusal(error: SlackApiError) -> Outcome:
    """How a call ended that Slack answered with an error."""
    status = error.response.status_code
    if status == 429:
        return Outcome(
            Result.RATE_LIMITED, "ratelimited", retry_after=_read_wait(error.response.headers)
        )
    if status >= 500:
        return Outcome(Result.PASSING, f"http_{status}")
    code = str(error.response.get("error") or "unknown_error")
    return Outcome(classify_error(code), code)


def _read_wait(headers: Any) -> timedelta | None:
    by_name = {name.lower(): value for name, value in headers.items()}
    value = by_name.get("retry-after")
    value = value[0] if isinstance(value, list) else value
    return timedelta(seconds=int(value)) if value and str(value).isdigit() else None


def respond(*, response_url: str, api_url: str, content: dict[str, Any]) -> Outcome:
    """Answer through a response_url, which must lead to Slack or to the sandbox in its place."""
    host = urlsplit(response_url)
    api = urlsplit(api_url)
    is_slack = host.scheme == "https" and host.hostname == _RESPONSE_HOST
    if not is_slack and (host.scheme, host.netloc) != (api.scheme, api.netloc):
        return Outcome(Result.REFUSED, "foreign_response_url")
    client = WebhookClient(response_url, timeout=POST_TIMEOUT, retry_handlers=[])
    try:
        response = client.send_dict(content)
    except (SlackClientError, HTTPException, OSError) as error:
        return Outcome(Result.PASSING, type(error).__name__)
    if response.status_code == 429:
        return Outcome(Result.RATE_LIMITED, "ratelimited", retry_after=_read_wait(response.headers))
    if response.status_code != 200:
        return Outcome(Result.REFUSED, f"http_{response.status_code}")
    return Outcome(Result.SENT)
