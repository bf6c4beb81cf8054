"""The one way in to Bolt, for both transports: checked, measured, and refused in plain words."""

from __future__ import annotations

import time
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from slackapp.guard import Refusal
from slackapp.metrics import Metrics
from slackapp.shapes import check_shape

log = structlog.get_logger(__name__)


class Intake:
    """Takes what Slack has proven to be its own, and gives Bolt's answer."""

    def __init__(self, bolt: App, metrics: Metrics) -> None:
        self._bolt = bolt
        self._metrics = metrics

    def receive(self, payload: dict[str, Any]) -> BoltResponse:
        """Have a request handled. Raises Refusal when it is none that we can handle."""
        begun = time.perf_counter()
        kind = check_shape(payload)
        outcome = "failed"
        try:
            # Verified and parsed already, so Bolt takes it as it takes one from a socket.
            request = BoltRequest(body=payload, mode="socket_mode")
            response = self._bolt.dispatch(request)
            outcome = _judge(request, response)
        except Refusal:
            outcome = "refused"
            raise
        finally:
            self._metrics.observe_ack(kind, outcome, time.perf_counter() - begun)
        return response

    def refuse(self, refusal: Refusal) -> None:
        """Count and log a refusal, with what names nobody."""
        self._metrics.observe_refusal(refusal.reason)
        log.warning(
            "request_refused",
            reason=refusal.reason,
            status=refusal.status.value,
            **refusal.details,
        )


def _judge(request: BoltRequest, response: BoltResponse) -> str:
    # A command that failed is answered with an apology, which Slack takes for a success.
    if response.status >= 500 or request.context.get("has_failed"):
        return "failed"
    return "refused" if response.status >= 400 else "ok"
