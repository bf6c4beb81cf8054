"""Starts what is measured, each as a process of its own, and ends it again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.fernet import Fernet

from slackapp.sandbox.server import Sandbox

_START = 30.0


@contextmanager
def reference_server(signing_secret: str) -> Iterator[int]:
    """Bare Bolt on granian with 16 threads; gives its port."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "16"]
    command += ["--log-level", "error", "bench.reference:app"]
    environment = {**os.environ, "SLACK_SIGNING_SECRET": signing_secret}
    with _running(command, environment, f"http://127.0.0.1:{port}/"):
        yield port


@contextmanager
def kudoscope_server(sandbox: Sandbox, database_url: str) -> Iterator[tuple[int, int]]:
    """`kudoscope run` over signed HTTP; gives its port and its process id."""
    port = _free_port()
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url,
        "KUDOSCOPE_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "KUDOSCOPE_PORT": str(port),
        "KUDOSCOPE_DAILY_LIMIT": "0",
    }
    command = [sys.executable, "-m", "slackapp", "run"]
    with _running(command, environment, f"http://127.0.0.1:{port}/readyz") as process:
        yield port, process.pid


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], url: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_up(process, url)
        yield process
    finally:
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
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 503:  # an answer, if not a page
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not answer within {_START:.0f} s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
