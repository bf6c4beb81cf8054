"""The demo as its command starts it, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from databases import sqlite_template
from db import OutboxMessage
from slackapp.app import Kudoscope, build_app
from slackapp.cli.demo_history import live_through
from slackapp.cli.manifest import build_manifest
from slackapp.cli.serve import DEMO_LEASE
from slackapp.clock import MovingClock
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.state import Message
from tests.flows.office import build_settings


@dataclass(frozen=True)
class Demo:
    """The demo's parts, running: its app has lived through the history."""

    app: Kudoscope
    sandbox: Sandbox
    clock: MovingClock

    def settle(self) -> None:
        """Wait until nothing is left to send."""
        pending = select(func.count()).where(OutboxMessage.state != "sent")

        def is_settled() -> bool:
            with self.app.tools.sessions.read() as session:
                return session.scalar(pending) == 0

        self.sandbox.wait_for(is_settled, message="something was not delivered")

    def told(self, name: str) -> list[Message]:
        """What the app wrote to a person directly."""
        return self.sandbox.messages(self.sandbox.im(self.sandbox.user(name)))


@contextmanager
def open_demo(folder: Path, *, until: datetime | None = None) -> Iterator[Demo]:
    """The demo; `until` is when the visit begins, today unless given."""
    clock, database = MovingClock(), folder / "demo.db"
    database.write_bytes(sqlite_template())
    manifest = build_manifest(http_url=None)
    with Sandbox.start(clock=clock.timestamp, has_begun=False, manifest=manifest) as sandbox:
        app = build_app(
            build_settings(sandbox, f"sqlite:///{database}", "socket"),
            clock=clock,
            lease=DEMO_LEASE,
        )
        live_through(app, sandbox, clock, until=until)
        app.start()
        try:
            yield Demo(app, sandbox, clock)
        finally:
            app.stop()
