"""Makes one call to Slack over kept connections, and says how it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from slackapp.delivery.retry import (
    MISSING_SCOPE,
    Outcome,
    Result,
    classify_error,
    read_code,
    read_own_code,
)

#: The event type of the metadata that carries our delivery id.
METADATA_EVENT = "kudoscope_delivery"

#: The text is marked up by us alone: Slack finds no names and links in it by itself. A change
#: would fall back to what it is for people's own messages.
_AS_IT_IS = {"parse": "none", "link_names": False}


#: What Slack says of a step that it does not wait for.
_STEP_IS_OVER = {
    "access_denied",
    "execution_not_in_running_state",
    "function_execution_not_found",
}

_WHO_CALLS = {"User-Agent": "kudoscope"}


class Sender:
    """Posts, changes and answers; safe to share between threads.

    It never repeats a call by itself: only the outbox may decide that.
    """

    def __init__(self, *, api_url: str, timeout: float, connections: int) -> None:
        self._api_url = api_url
        self._pool = urllib3.PoolManager(
            maxsize=connections,
            retries=False,
            timeout=urllib3.Timeout(total=timeout),
        )

    def post(
        self,
        token: str | None,
        *,
        slack_channel_id: str,
        delivery_id: str,
        content: Mapping[str, Any],
    ) -> Outcome:
        """Post a message to a channel, or to a person directly."""
        metadata = {"event_type": METADATA_EVENT, "event_payload": {"id": delivery_id}}
        arguments = {
            "channel": slack_channel_id,
            "metadata": metadata,
            "unfurl_links": False,
            "unfurl_media": False,
            **_AS_IT_IS,
            **content,
        }
        return _need_scope(self._call(token, "chat.postMessage", arguments))

    def whisper(self, token: str | None, *, content: Mapping[str, Any]) -> Outcome:
        """Show a message to one member of a channel; `content` names both, and the thread."""
        arguments = {**_AS_IT_IS, **content}
        return _need_scope(self._call(token, "chat.postEphemeral", arguments))

    def end_step(self, token: str, *, arguments: Mapping[str, Any]) -> Outcome:
        """Say how the step of a workflow ended, with that step's own token.

        What Slack no longer waits for, or takes this token for no longer, has ended already.
        """
        name = "completeSuccess" if "outputs" in arguments else "completeError"
        outcome = self._call(token, f"functions.{name}", arguments)
        is_over = outcome.error in _STEP_IS_OVER or outcome.result is Result.BAD_TOKEN
        return replace(outcome, result=Result.NEEDLESS) if is_over else outcome

    def change(
        self,
        token: str | None,
        *,
        slack_channel_id: str,
        slack_ts: str,
        content: Mapping[str, Any],
    ) -> Outcome:
        """Change a message that was posted before; one that is gone needs no change."""
        arguments = {"channel": slack_channel_id, "ts": slack_ts, **_AS_IT_IS, **content}
        return self._of_what_stands("chat.update", token, arguments)

    def delete(self, token: str | None, *, slack_channel_id: str, slack_ts: str) -> Outcome:
        """Take a message away that was posted before; one that is gone already is no trouble."""
        arguments = {"channel": slack_channel_id, "ts": slack_ts}
        return self._of_what_stands("chat.delete", token, arguments)

    def _of_what_stands(self, method: str, token: str | None, arguments: dict[str, Any]) -> Outcome:
        outcome = _need_scope(self._call(token, method, arguments))
        is_gone = outcome.error == "message_not_found"
        return replace(outcome, result=Result.NEEDLESS) if is_gone else outcome

    def respond(self, *, response_url: str, content: Mapping[str, Any]) -> Outcome:
        """Answer through a response_url, which must lead to Slack or to the sandbox for it."""
        if not self._leads_to_slack(response_url):
            return Outcome(Result.REFUSED, "foreign_response_url")
        response = self._send(response_url, content, {})
        if isinstance(response, Outcome):
            return response
        if _is_page(response):
            # Slack answers here in a plain word or JSON; a page is a proxy's, and did nothing.
            return Outcome(Result.PASSING, f"http_{response.status}")
        return _judge_status(response) or Outcome(Result.SENT)

    def upload(self, url: str, *, content: IO[bytes], size: int) -> Outcome | None:
        """Send a file's bytes to the address that Slack gave for them; None where all went well.

        Nobody sees the file before it is shared, so that whatever goes wrong may be tried again.
        """
        if not is_of_slack(url, self._api_url):
            return Outcome(Result.REFUSED, "foreign_upload_url")
        headers = {
            **_WHO_CALLS,
            "Content-Type": "application/octet-stream",
            "Content-Length": str(size),
        }
        try:
            response = self._pool.request(
                "POST", url, body=content, headers=headers, redirect=False
            )
        except HTTPError as error:
            return Outcome(Result.PASSING, type(error).__name__)
        if response.status == 200:
            return None
        return Outcome(Result.PASSING, f"http_{response.status}")

    def share(
        self,
        token: str | None,
        *,
        slack_channel_id: str,
        slack_file_id: str,
        title: str,
        comment: str,
    ) -> Outcome:
        """Share an uploaded file in a channel; Slack's answer names no message."""
        arguments = {
            "files": [{"id": slack_file_id, "title": title}],
            "channel_id": slack_channel_id,
            "initial_comment": comment,
        }
        outcome = self._call(token, "files.completeUploadExternal", arguments)
        if outcome.result is not Result.SENT:
            return outcome
        return replace(outcome, slack_channel_id=slack_channel_id)

    def _leads_to_slack(self, url: str) -> bool:
        try:
            there, api = urlsplit(url), urlsplit(self._api_url)
        except ValueError:
            return False
        # hooks.slack.com, or hooks.slack-gov.com: beside the API, whichever Slack that is.
        known = (("https", f"hooks.{api.hostname}"), (api.scheme, api.netloc))
        return (there.scheme, there.netloc) in known

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _call(self, token: str | None, method: str, arguments: Mapping[str, Any]) -> Outcome:
        url = urljoin(self._api_url, method)
        response = self._send(url, arguments, {"Authorization": f"Bearer {token or ''}"})
        if isinstance(response, Outcome):
            return response
        answer = _read_json(response)
        if response.status != 200 and response.status != 429:
            code = read_own_code(answer)
            if code is not None:
                return Outcome(classify_error(code), code)
            # Not Slack, but something on the way to it. Before 500 it let nothing through.
            result = Result.UNKNOWN if response.status >= 500 else Result.PASSING
            return Outcome(result, f"http_{response.status}")
        if outcome := _judge_status(response):
            return outcome
        if not isinstance(answer, dict) or "ok" not in answer:
            return Outcome(Result.UNKNOWN, "no_json")
        if not answer.get("ok"):
            code = read_code(answer)
            return Outcome(classify_error(code), code)
        return Outcome(
            Result.SENT, slack_ts=answer.get("ts"), slack_channel_id=answer.get("channel")
        )

    def _send(
        self, url: str, content: Mapping[str, Any], headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse | Outcome:
        try:
            return self._pool.request(
                "POST",
                url,
                body=json.dumps(content, ensure_ascii=False).encode(),
                headers={
                    **_WHO_CALLS,
                    "Content-Type": "application/json; charset=utf-8",
                    **headers,
                },
                redirect=False,
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            return Outcome(Result.PASSING, type(error).__name__)
        except HTTPError as error:
            # It may have arrived: a time-out, or a connection that broke under it.
            return Outcome(Result.UNKNOWN, type(error).__name__)


def is_of_slack(url: str, api_url: str) -> bool:
    """Whether an address is of Slack's own domain, or of the sandbox: where the API is."""
    try:
        there, api = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    host = there.hostname or ""
    is_slack = there.scheme == "https" and host.endswith(f".{api.hostname}")
    return is_slack or (there.scheme, there.netloc) == (api.scheme, api.netloc)


def _need_scope(outcome: Outcome) -> Outcome:
    """Without the scope to write, nothing of the app works: its token must be mended."""
    lacks = outcome.error == MISSING_SCOPE
    return replace(outcome, result=Result.BAD_TOKEN) if lacks else outcome


def _read_json(response: urllib3.BaseHTTPResponse) -> Any:
    try:
        return json.loads(response.data)
    except ValueError:
        return None


def _is_page(response: urllib3.BaseHTTPResponse) -> bool:
    is_markup = response.data.lstrip()[:1] == b"<"
    is_of_proxy = 300 <= response.status < 400 or response.status == 407
    return response.status < 500 and (is_markup or is_of_proxy)


def _judge_status(response: urllib3.BaseHTTPResponse) -> Outcome | None:
    if response.status == 429:
        return Outcome(
            Result.RATE_LIMITED,
            "ratelimited",
            retry_after=read_retry_after(response.headers),
        )
    if response.status >= 500:
        return Outcome(Result.UNKNOWN, f"http_{response.status}")
    if response.status >= 300:
        return Outcome(Result.REFUSED, f"http_{response.status}")
    return None


def read_retry_after(headers: Mapping[str, Any]) -> timedelta | None:
    """How long Slack wants us to wait, when it says so in whole seconds."""
    by_name = {name.lower(): value for name, value in headers.items()}
    value = by_name.get("retry-after")
    value = value[0] if isinstance(value, list) else value
    return timedelta(seconds=int(value)) if value and str(value).isdecimal() else None


def file_mark(delivery_id: str) -> str:
    """What the name of a delivered file says of its delivery, so that it is found again."""
    return delivery_id[:12]
