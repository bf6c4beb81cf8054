"""Telling somebody without the outbox: for what must not, or cannot, be stored."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from slackapp.blocks.base.kit import Content
from slackapp.delivery.retry import Outcome
from slackapp.delivery.sender import Sender
from slackapp.domain.base.outside import read_object
from slackapp.handlers.base.requests import Mention, StepRun

#: Seconds for an answer that goes out beside the ack.
_TIMEOUT = 5
#: So many of them at a time; in a storm, Slack's own mark beside the button has to do.
_TELLERS = 4


class TellBeside:
    """Answers beside what was clicked or written; once, or never."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url
        self._tellers = threading.Semaphore(_TELLERS)

    def tell(self, response_url: str, content: Content) -> None:
        """Tell whoever clicked, and nobody else; nothing where too many are being told."""
        told = {
            **content.as_payload(),
            "response_type": "ephemeral",
            "replace_original": False,
        }
        self._send(lambda sender: sender.respond(response_url=response_url, content=told))

    def whisper(self, mention: Mention, content: Content) -> None:
        """Tell whoever wrote a message where they wrote it, and nobody else."""
        where = {"channel": mention.slack_channel_id, "user": mention.slack_user_id}
        thread = {"thread_ts": mention.slack_thread_ts} if mention.slack_thread_ts else {}
        told = {**content.as_payload(), **where, **thread}
        self._send(lambda sender: sender.whisper(mention.workspace.bot_token, content=told))

    def fail_step(self, run: StepRun, error: str) -> None:
        """Say why a step of a workflow is refused, with that step's own token."""
        told = {
            "function_execution_id": run.execution_id,
            "error": error.replace("`", "").replace("*", ""),
        }
        self._send(lambda sender: sender.end_step(run.token, arguments=told))

    def _send(self, tell: Callable[[Sender], Outcome]) -> None:
        if not self._tellers.acquire(blocking=False):
            return

        def send() -> None:
            sender = Sender(api_url=self._api_url, timeout=_TIMEOUT, connections=1)
            try:
                tell(sender)
            finally:
                sender.close()
                self._tellers.release()

        threading.Thread(target=send, name="tell-beside", daemon=True).start()


def find_first_input(body: dict[str, Any]) -> str | None:
    """The field of a form at which its fault is told; None for what is no submitted form."""
    if body.get("type") != "view_submission":
        return None
    blocks = body["view"].get("blocks")
    fields = map(read_object, blocks if isinstance(blocks, list) else ())
    found = (one.get("block_id") for one in fields if one.get("type") == "input")
    return next((str(one) for one in found if one), None)
