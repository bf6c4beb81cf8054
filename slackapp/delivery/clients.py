"""Clients for Slack's Web API: one kind that reads while a person waits, one that posts."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from slackapp.delivery.downloads import download

#: Seconds. A person waits for a read, and Slack waits three seconds for the person's answer.
_READ_TIMEOUT = 2
#: Seconds for a post, connecting included; the lease on a lane outlasts it.
POST_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class SlackClients:
    """Makes clients for one Slack (or sandbox).

    None of them repeats a call by itself: slack_sdk's default posts again after a dropped
    connection, and only the outbox may decide that.
    """

    api_url: str

    def for_reading(self, token: str | None) -> WebClient:
        """A client for the one read that may lie between a click and its ack."""
        return self._build(token, _READ_TIMEOUT)

    def for_posting(self, token: str | None) -> WebClient:
        """A client for the outbox and for jobs."""
        return self._build(token, POST_TIMEOUT)

    def download(self, token: str | None, url: str, *, most: int) -> bytes:
        """A file that somebody uploaded, in the time of such a read. Raises DownloadError."""
        return download(url, token=token, api_url=self.api_url, most=most)

    def _build(self, token: str | None, timeout: int) -> WebClient:
        return WebClient(token=token, base_url=self.api_url, timeout=timeout, retry_handlers=[])


def read_scopes(identity: SlackResponse) -> str:
    """What a token may do, comma between, as the answer about it says in a header."""
    headers = {name.lower(): value for name, value in (identity.headers or {}).items()}
    return str(headers.get("x-oauth-scopes") or "")
