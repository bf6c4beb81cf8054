"""The app in a process that comes about quickly: a copy of one that has imported everything.

What an operator types takes a second of a processor to be imported, each time.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import TimeoutExpired
from typing import IO

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["slackapp.cli", "slackapp.app"])


class Forked:
    """A process that was started so; it is asked and ended like one of `subprocess`."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        told, tells = _CONTEXT.Pipe(duplex=False)
        hears, asked = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(
            target=_run, args=(command, folder, dict(environment), hears, tells), daemon=True
        )
        self._process.start()
        self.stdin: IO[str] = os.fdopen(os.dup(asked.fileno()), "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(os.dup(told.fileno()), encoding="utf-8")
        for end in (told, tells, hears, asked):
            end.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid or 0

    def poll(self) -> int | None:
        """Its exit status, or the signal that ended it as a negative number; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return its exit status. Raises TimeoutExpired."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise TimeoutExpired("the app", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing when it has ended."""
        # Between the two, its end may not have been told of yet.
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.send_signal(signal.SIGKILL)


def _run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    hears: Connection,
    tells: Connection,
) -> None:
    """Be what `python -m` would make of the command, with pipes and the log for its streams."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(hears.fileno(), 0)
    os.dup2(tells.fileno(), 1)
    with (folder / "app.log").open("a") as log:
        os.dup2(log.fileno(), 2)
    hears.close()
    tells.close()
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    module, *arguments = command
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
