"""What the sandbox's switches for trouble learn of the app, and what an operator does after one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import OutboxMessage
from slackapp.app import Kudoscope
from slackapp.jobs.connecting import connect_workspace

if TYPE_CHECKING:
    from slackapp.sandbox.server import Sandbox


def prepare_for_trouble(app: Kudoscope, sandbox: Sandbox) -> None:
    """Let the page say how many messages wait, and the app start anew with its token."""

    def count_waiting() -> int:
        pending = select(func.count()).where(OutboxMessage.state == "pending")
        with app.tools.sessions.read() as session:
            return session.scalar(pending) or 0

    def start_anew() -> None:
        connect_workspace(app.settings, app.tools)
        app.tools.wake_delivery()

    sandbox.world.count_waiting = count_waiting
    sandbox.world.start_anew = start_anew
