"""Files are read from Slack alone, soon, never too much, and the token goes nowhere else."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest

from databases import Database
from factories import NOW, make_workspace
from slackapp.delivery.downloads import (
    DownloadError,
    ForeignAddress,
    NoAnswer,
    NotAllowed,
    TooLarge,
    TooSoon,
    download,
)
from slackapp.services.workspace.workspaces import find_workspace
from toolbox import build_reader

API = "https://slack.com/api/"


class Slack(BaseHTTPRequestHandler):
    """Serves one file, and misbehaves by its address."""

    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        status = {"/gone": 404, "/trouble": 503, "/wait": 429, "/sign-in": 302}.get(self.path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/file")
        self.end_headers()
        if self.path == "/drip":
            for _ in range(50):
                time.sleep(0.02)
                self.wfile.write(b"x")
                self.wfile.flush()
        elif self.path == "/silence":
            time.sleep(1)
        elif status == 200:
            self.wfile.write(b"x" * 1_000)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def backend() -> str:
    """One database is enough: a download asks it nothing."""
    return "sqlite"


@pytest.fixture
def slack() -> Iterator[ThreadingHTTPServer]:
    Slack.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def read(slack: ThreadingHTTPServer, path: str, *, most: int = 1_000) -> bytes:
    place = f"http://127.0.0.1:{slack.server_port}"
    return download(
        f"{place}{path}", token="xoxb-1", api_url=f"{place}/api/", most=most, seconds=0.3
    )


def test_a_file_is_read_with_the_token(slack: ThreadingHTTPServer) -> None:
    assert read(slack, "/file?a=b") == b"x" * 1_000
    assert Slack.seen == [("/file?a=b", "Bearer xoxb-1")]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/gone", NotAllowed),
        ("/sign-in", NotAllowed),
        ("/trouble", NoAnswer),
        ("/wait", TooSoon),
        ("/silence", NoAnswer),
        ("/drip", NoAnswer),
        ("/with blanks", NoAnswer),
    ],
)
def test_what_is_not_given_is_told_apart_and_nothing_is_followed(
    slack: ThreadingHTTPServer, path: str, error: type[DownloadError]
) -> None:
    with pytest.raises(error) as caught:
        read(slack, path)
    assert len(Slack.seen) <= 1
    assert caught.value.__traceback__ is not None  # what the frames hold is not gone by itself
    assert not list_open_sockets(slack.server_port)


def list_open_sockets(port: int) -> list[socket.socket]:
    sockets = [one for one in gc.get_objects() if isinstance(one, socket.socket)]
    return [one for one in sockets if one.fileno() != -1 and find_peer(one)[1:] == (port,)]


def find_peer(of: socket.socket) -> tuple[str, int]:
    try:
        return cast(tuple[str, int], of.getpeername())
    except OSError:
        return ("", 0)


def test_a_file_that_was_read_too_soon_is_counted(
    slack: ThreadingHTTPServer, database: Database
) -> None:
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id="T1", bot_token="xoxb-1")
        asker = find_workspace(session, slack_team_id="T1")
    assert asker is not None
    seen: list[tuple[str, str]] = []
    place = f"http://127.0.0.1:{slack.server_port}"
    reader = build_reader(
        database.sessions, lambda: NOW, f"{place}/api/", lambda *what: seen.append(what)
    )
    assert reader.download(asker, f"{place}/file", most=1_000) == b"x" * 1_000
    with pytest.raises(TooSoon):
        reader.download(asker, f"{place}/wait", most=9)
    assert seen == [("read", "rate_limited")]


def test_no_more_is_read_than_is_wanted(slack: ThreadingHTTPServer) -> None:
    with pytest.raises(TooLarge):
        read(slack, "/file", most=999)


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        download("http://127.0.0.1:9/file", token="t", api_url="http://127.0.0.1:9/api/", most=9)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "http://files.slack.com/x",
        "https://files.slack.com.evil.example/x",
        "https://evil.example/files.slack.com",
        "https://files.slack.com@evil.example/x",
        "https://evilslack.com/x",
        "https://slack.com:443@[::1]/x",
        "https://[::1/x",
        "http://127.0.0.1:4390/x",
    ],
)
def test_the_token_goes_to_slack_alone(url: str) -> None:
    with pytest.raises(ForeignAddress):
        download(url, token="xoxb-1", api_url=API, most=9)
