"""The one way in to Bolt, for both transports: checked, measured, and refused in plain words."""

from __future__ import annotations

import time
from http import HTTPStatus
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
            request = build_request(payload)
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


def build_request(payload: dict[str, Any]) -> BoltRequest:
    """What Bolt takes, verified and parsed as it is from a socket. Raises Refusal."""
    try:
        return BoltRequest(body=payload, mode="socket_mode")
    except (AttributeError, LookupError, TypeError, ValueError):
        # Bolt looks into fields that no kind of ours has.
        raise Refusal(HTTPStatus.BAD_REQUEST, "shape") from None


def _judge(request: BoltRequest, response: BoltResponse) -> str:
    # A command that failed is answered with an apology, which Slack takes for a success.
    if response.status >= 500 or request.context.get("has_failed"):
        return "failed"
    return "refused" if response.status >= 400 else "ok"
