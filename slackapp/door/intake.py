"""The one way in to Bolt, for both transports: checked, measured, and refused in plain words."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from db.patience import at_most
from db.trouble import name_trouble
from slackapp.domain.base.outside import drop_unstorable
from slackapp.door.event_shapes import InstallationEvent
from slackapp.door.fields import Shape
from slackapp.door.shapes import RATE_LIMITED, check_shape
from slackapp.handlers.base.error_reply import HAS_FAILED, MAY_REPEAT, SecondTry
from slackapp.handlers.base.requests import SENT, InstallationNews
from slackapp.metrics import Metrics
from slackapp.refusal import Refusal
from slackapp.traces import REQUEST, annotate, make_request_id, span, tracing
from slackapp.trouble import TroubleLog, name_error

log = structlog.get_logger(__name__)

#: Seconds that a request may wait for the database in all; Slack waits three for the answer.
_ANSWER_TIME = 2.5
#: Seconds before a request is done once more.
_PAUSE = 0.05
#: Seconds without a failure after which the trouble of requests is over.
_QUIET = 10.0


class Intake:
    """Takes what Slack has proven to be its own, and gives Bolt's answer.

    What is about an installation itself goes to `take_news`: Bolt would look for its token first.
    """

    def __init__(
        self,
        bolt: App,
        metrics: Metrics,
        take_news: Callable[[InstallationNews], None] = lambda _: None,
    ) -> None:
        self._bolt = bolt
        self._take_news = take_news
        self._metrics = metrics
        self._trouble = TroubleLog("request_failed")

    def receive(self, payload: dict[str, Any]) -> BoltResponse:
        """Have a request handled. Raises Refusal when it is none that we can handle."""
        with tracing(make_request_id()), span(REQUEST):
            return self._receive(payload)

    def _receive(self, payload: dict[str, Any]) -> BoltResponse:
        begun = time.perf_counter()
        drop_unstorable(payload)
        shape = check_shape(payload)
        kind = shape.kind
        if kind == RATE_LIMITED:
            return self._note_limit(payload)
        outcome = "failed"
        try:
            with at_most(_ANSWER_TIME):
                request, response = self._dispatch(payload, shape)
            if kind == "event" and response.status == HTTPStatus.NOT_FOUND:
                # Nobody here listens to it. Slack would send it again, and in time no more events.
                response = BoltResponse(status=200)
            outcome = _judge(request, response)
            self._tell(request, payload)
        except Refusal:
            outcome = "refused"
            raise
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.observe_ack(kind, outcome, seconds)
            annotate(kind=kind, outcome=outcome)
            log.debug("request", kind=kind, outcome=outcome, seconds=round(seconds, 4))
        return response

    def _note_limit(self, payload: dict[str, Any]) -> BoltResponse:
        """Tell the operator that Slack withholds events: more than 30,000 came within an hour."""
        self._metrics.count_withheld_events()
        log.warning(
            "slack_withholds_events",
            slack_team_id=payload.get("team_id"),
            minute=payload.get("minute_rate_limited"),
        )
        return BoltResponse(status=200)

    def _dispatch(self, payload: dict[str, Any], shape: Shape) -> tuple[BoltRequest, BoltResponse]:
        if isinstance(shape, InstallationEvent):
            return self._note_news(shape)
        request = build_request(payload)
        request.context[SENT] = shape
        request.context[MAY_REPEAT] = True
        try:
            return request, self._bolt.dispatch(request)
        except SecondTry as met:
            log.info("request_tried_again", reason=name_trouble(met))
            # Whoever it met in a deadlock was let through and goes on now: at once, we would take
            # what they wait for, and meet them again.
            time.sleep(_PAUSE)
            # What it may have stored before it failed is found by its request key.
            request = build_request(payload)
            request.context[SENT] = shape
            return request, self._bolt.dispatch(request)

    def _note_news(self, shape: InstallationEvent) -> tuple[BoltRequest, BoltResponse]:
        request = BoltRequest(body={}, mode="socket_mode")
        news = shape.as_news()
        if news is not None:
            try:
                self._take_news(news)
            except Exception as error:
                # Slack tells it again where it hears of no success.
                request.context[HAS_FAILED] = error
                return request, BoltResponse(status=500)
        return request, BoltResponse(status=200)

    def _tell(self, request: BoltRequest, payload: dict[str, Any]) -> None:
        error: Exception | None = request.context.get(HAS_FAILED)
        if error is None:
            self._trouble.over(quiet=_QUIET)
            return
        fields: dict[str, Any] = {
            "slack_team_id": payload.get("team_id"),
            "kind": payload.get("type") or payload.get("command"),
        }
        if name_trouble(error) is not None:
            self._trouble.note(error, **fields)
        else:
            log.error("request_failed", reason=name_error(error), **fields, exc_info=error)

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
        return BoltRequest(body=_with_workspace(payload), mode="socket_mode")
    except (AttributeError, LookupError, TypeError, ValueError):
        # Bolt looks into fields that no kind of ours has.
        raise Refusal(HTTPStatus.BAD_REQUEST, "shape") from None


def _with_workspace(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload; of an event, its workspace stands where Bolt looks for it first."""
    if payload.get("type") != "event_callback":
        return payload
    first = (payload.get("authorizations") or [{}])[0]
    team_id = first.get("team_id") or payload.get("team_id")
    return payload | {"team_id": team_id, "authorizations": [first | {"team_id": team_id}]}


def _judge(request: BoltRequest, response: BoltResponse) -> str:
    # A command that failed is answered with an apology, which Slack takes for a success.
    if response.status >= 500 or request.context.get(HAS_FAILED):
        return "failed"
    return "refused" if response.status >= 400 else "ok"
