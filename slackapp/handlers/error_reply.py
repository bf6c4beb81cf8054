"""What somebody reads when something of ours broke: that nothing changed, and their words."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltResponse

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_problem
from slackapp.errors import UserFacingError
from slackapp.guard import Refusal

log = structlog.get_logger(__name__)


class _OurFault(UserFacingError):
    """Something broke that the person cannot mend."""

    code = "our_fault"


def register(app: App) -> None:
    """Attach the last resort."""

    @app.error
    def handle_error(
        error: Exception, body: dict[str, Any], ack: Ack, context: BoltContext
    ) -> BoltResponse:
        if isinstance(error, Refusal):
            raise error
        context["has_failed"] = True
        log.error(
            "request_failed",
            slack_team_id=body.get("team_id"),
            kind=body.get("type") or body.get("command"),
            exc_info=error,
        )
        if "command" not in body:
            # Slack marks the button as failed; it has nowhere to show words of ours.
            return BoltResponse(status=500, body="")
        # With process_before_response, an answer that is not returned never reaches Slack.
        return ack(response_type="ephemeral", **_apologise(body).as_payload())


def _apologise(body: dict[str, Any]) -> Content:
    return build_problem(
        _OurFault("Something broke on our side, and nothing was stored. Please try again."),
        typed=str(body.get("text") or ""),
    )
