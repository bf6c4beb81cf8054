"""Reads a file that somebody uploaded in Slack: from Slack alone, soon, and never too much."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from slackapp.delivery.sender import is_of_slack

#: Seconds for all of it, so that the form's own answer still comes within Slack's three.
SECONDS = 2.0
_PIECE = 65_536


class DownloadError(Exception):
    """A file cannot be read."""


class ForeignAddress(DownloadError):
    """The address is none of Slack's: our token is not for whoever is there."""


class TooLarge(DownloadError):
    """The file has more bytes than are wanted of it."""


class NotAllowed(DownloadError):
    """Slack does not let the app read it: the scope `files:read` is not granted, or it is gone."""


class NoAnswer(DownloadError):
    """It did not come in time, or Slack is in trouble."""


class TooSoon(NoAnswer):
    """Slack says that the app reads too fast."""


def download(
    url: str, *, token: str | None, api_url: str, most: int, seconds: float = SECONDS
) -> bytes:
    """The bytes of that file, `most` of them at most.

    A redirect is not followed: it leads to where Slack asks a person to sign in. Raises
    DownloadError.
    """
    if not is_of_slack(url, api_url):
        raise ForeignAddress
    ends_at = time.monotonic() + seconds
    with _open(url, seconds) as connection:
        connection.connect()
        # Kept here, as the connection lets go of it once the answer has begun.
        sock = connection.sock

        def hurry() -> None:
            left = ends_at - time.monotonic()
            if left <= 0:
                raise NoAnswer
            sock.settimeout(left)

        hurry()
        connection.request("GET", _path_of(url), headers={"Authorization": f"Bearer {token or ''}"})
        hurry()
        # Where the server ends the connection, the answer alone has the socket.
        with connection.getresponse() as response:
            _check_status(response.status)
            content = b""
            while len(content) <= most:
                hurry()
                piece = response.read1(_PIECE)
                if not piece:
                    return content
                content += piece
    raise TooLarge


@contextmanager
def _open(url: str, seconds: float) -> Iterator[HTTPConnection]:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=seconds)
        try:
            yield connection
        finally:
            connection.close()
    except (HTTPException, OSError, ValueError) as error:
        raise NoAnswer from error


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _check_status(status: int) -> None:
    if status == 429:
        raise TooSoon
    if status >= 500:
        raise NoAnswer
    if status != 200:
        raise NotAllowed
