"""What somebody reads when something of ours broke: what became of it, and their words."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse

from db.patience import seconds_left
from db.room import NO_ROOM
from db.trouble import Trouble, is_worth_repeating, name_trouble
from slackapp.blocks.base.our_fault import build_our_fault
from slackapp.domain.base.errors import NoRoom, OurFault, PerhapsSaved, TryAgain
from slackapp.errors import UserFacingError
from slackapp.handlers.base.tell_beside import TellBeside, find_first_input
from slackapp.refusal import Refusal

#: In the context of a request: that it has not been tried a second time, and what broke it.
MAY_REPEAT = "may_repeat"
HAS_FAILED = "has_failed"

#: Seconds of waiting for the database without which a second try would come to nothing.
_SECOND_TRY = 0.5

_NOT_NOW = {
    Trouble.REFUSED,
    Trouble.HOST,
    Trouble.CROWDED,
    Trouble.STARTING,
    Trouble.TIMEOUT,
    Trouble.LOST,
    Trouble.LOCKED,
    Trouble.DEADLOCK,
}


class SecondTry(Exception):
    """What the request met passes at once, and nothing was told yet: it is done once more."""


def register(app: App, api_url: str) -> None:
    """Attach the last resort."""
    tell_beside = TellBeside(api_url)

    @app.error
    def handle_error(
        error: Exception, body: dict[str, Any], ack: Ack, context: BoltContext
    ) -> BoltResponse:
        if isinstance(error, Refusal | SecondTry):
            raise error
        if context.get(MAY_REPEAT) and _passes_in_time(error):
            raise SecondTry from error
        context[HAS_FAILED] = error
        words = _choose_words(error)
        # With process_before_response, an answer that is not returned never reaches Slack.
        if "command" in body:
            content = build_our_fault(words, typed=str(body.get("text") or ""))
            return ack(response_type="ephemeral", **content.as_payload())
        field = find_first_input(body)
        if field is not None:
            return ack(response_action="errors", errors={field: str(words).replace("`", "")})
        # Slack marks the button as failed; it has nowhere to show words of ours in its answer.
        if body.get("response_url"):
            tell_beside.tell(str(body["response_url"]), build_our_fault(words, typed=""))
        return BoltResponse(status=500, body="")


def _passes_in_time(error: Exception) -> bool:
    if not is_worth_repeating(error):
        return False
    left = seconds_left()
    return left is None or left > _SECOND_TRY


def _choose_words(error: Exception) -> UserFacingError:
    trouble = name_trouble(error)
    if trouble is Trouble.UNKNOWN_OUTCOME:
        return PerhapsSaved()
    if trouble in NO_ROOM:
        return NoRoom()
    return TryAgain() if trouble in _NOT_NOW else OurFault()
