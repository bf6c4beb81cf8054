"""The demo as a process: it goes on where it was left, also when it was killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db import OutboxMessage, SessionFactory, build_engine
from slackapp.clock import utc_now
from slackapp.sandbox.seed import user_id
from slackapp.services.operate.verify import verify

#: Its history is cut to two kudos within two days: three months would come to the same here.
SCRIPT = """
from datetime import timedelta
from slackapp.cli import app, demo_history
demo_history.HISTORY = demo_history.HISTORY[:2]
demo_history.LENGTH = timedelta(days=2)
app()
"""
ANA, BEN, ROOM = user_id("ana"), user_id("ben"), "C0SUPPORT"


class Demo:
    """One that runs, and what a page asks it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line.strip())
            if "Kudoscope demo: " in line:
                self.url = line.split()[-1]
            if "begins again" in line or "nothing is kept" in line:
                return
        raise AssertionError(self.said)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/sandbox/api/{path}", data, headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def thank(self, words: str) -> None:
        text = f"/kudos <@{BEN}> empathy {words}"
        answer = self.ask("commands", {"as": ANA, "channel": ROOM, "text": text})
        assert answer["ok"], answer

    def texts(self) -> list[str]:
        """What Ben reads in the room."""
        read = self.ask(f"conversations/{ROOM}/messages?as={BEN}")
        return [one["text"] for one in read["messages"]]

    def wait_for(self, words: str) -> None:
        for _ in range(1_000):
            if any(words in text for text in self.texts()):
                return
        raise AssertionError(self.texts())

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait()


@contextmanager
def started(folder: Path, port: int) -> Iterator[Demo]:
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            SCRIPT,
            "demo",
            "--no-browser",
            f"--port={port}",
            f"--folder={folder}",
        ],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Demo(process)
        finally:
            process.kill()


def find_trouble(folder: Path) -> list[str]:
    """What is wrong in the app's database."""
    engine = build_engine(f"sqlite:///{folder / 'kudoscope.db'}")
    with closing(SessionFactory(engine)) as sessions, sessions.read() as session:
        return [one.name for one in verify(session, now=utc_now()) if one.count]


def count_unsent(folder: Path) -> int:
    """How many messages wait in the app's database."""
    engine = build_engine(f"sqlite:///{folder / 'kudoscope.db'}")
    pending = select(func.count()).where(OutboxMessage.state == "pending")
    with closing(SessionFactory(engine)) as sessions, sessions.read() as session:
        return session.scalar(pending) or 0


def test_what_one_did_is_there_again_and_what_waited_is_posted_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, started(tmp_path, 0) as demo:
        # The next start finds its port taken, and says so.
        taken = listener.getsockname()[1]
        demo.thank("that was posted")
        demo.wait_for("that was posted")
        fault = {"method": "chat.postMessage", "kind": "drop_before", "times": 99}
        demo.ask("faults", fault)
        demo.thank("that has to wait")
        while not count_unsent(tmp_path):
            pass
        before = demo.texts()
        assert demo.end(signal.SIGKILL) == -signal.SIGKILL

        with started(tmp_path, taken) as demo:
            assert demo.said[0].startswith(f"Port {taken} is taken, so the demo is at port ")
            assert str(tmp_path) in " ".join(demo.said)
            assert not demo.url.endswith(f":{taken}")
            demo.wait_for("that has to wait")
            assert demo.texts()[: len(before)] == before
            assert sum("that has to wait" in text for text in demo.texts()) == 1
            assert demo.end(signal.SIGTERM) == 0
    assert find_trouble(tmp_path) == []
    assert count_unsent(tmp_path) == 0
