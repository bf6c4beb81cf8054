"""The app in a process of its own, which can be killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from faults.forked import Forked
from slackapp.sandbox.server import Sandbox

CHECKOUT = Path(__file__).resolve().parents[1]
#: What an operator types.
RUN = ("slackapp", "run", "--skip-migrations")

#: What the process gets of our environment: the rest could be a developer's own settings.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR")


class AppProcess:
    """A process that was started, and has its port once it serves; 0 when it died before."""

    def __init__(self, process: subprocess.Popen[str] | Forked, first: str = "") -> None:
        self._process = process
        self._write(first)
        self.port = self._read_port()

    def _read_port(self) -> int:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"health at http://[^:]+:(\d+)/", line):
                return int(found[1])
        return 0

    def ask(self, line: str) -> str:
        """Write that line to it, and read the line that it answers."""
        assert self._process.stdout is not None
        self._write(line)
        return self._process.stdout.readline()

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()

    @property
    def events_url(self) -> str:
        """Where it takes Slack's requests over HTTP."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    @property
    def is_alive(self) -> bool:
        """Whether it runs still."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end in good order, and return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self, timeout: float = 30.0) -> int:
        """Wait for its end, and return its exit status."""
        return self._process.wait(timeout)

    def close(self) -> None:
        """Make an end of it, if it has none yet."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def _start_anew(
    command: Sequence[str],
    folder: Path,
    environment: dict[str, str],
    before: Callable[[], None] | None,
) -> subprocess.Popen[str]:
    with (folder / "app.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=before,
        )


@contextmanager
def app_process(
    sandbox: Sandbox,
    database_url: str,
    key: str,
    *,
    folder: Path,
    command: Sequence[str] = RUN,
    before: Callable[[], None] | None = None,
    first: str = "",
    receives: bool = True,
    checkout: Path = CHECKOUT,
    **settings: str,
) -> Iterator[AppProcess]:
    """The app, started over HTTP in that folder, where its log goes too; killed at the end.

    `before` is called in the new process first, which then reads `first` from its standard input;
    `settings` are environment variables. Slack's requests go to it, if it `receives`. The code is
    that of the `checkout`.
    """
    environment = _build_environment(sandbox, database_url, key) | settings
    if before is None and checkout == CHECKOUT:
        process = AppProcess(Forked(command, folder, environment), first)
    else:
        environment["PYTHONPATH"] = str(checkout)
        process = AppProcess(_start_anew(command, folder, environment, before), first)
    if receives:
        sandbox.deliver_over_http(process.events_url)
    try:
        yield process
    finally:
        process.close()


def run_command(
    sandbox: Sandbox, database_url: str, key: str, *words: str, folder: Path
) -> tuple[int, str]:
    """Run `kudoscope` with these words; its exit status, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "slackapp", *words],
        cwd=folder,
        env=_build_environment(sandbox, database_url, key),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def _build_environment(sandbox: Sandbox, database_url: str, key: str) -> dict[str, str]:
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url,
        "KUDOSCOPE_ENCRYPTION_KEYS": key,
        "KUDOSCOPE_PORT": "0",
        "KUDOSCOPE_DAILY_LIMIT": "0",
    }
