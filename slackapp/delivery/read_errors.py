"""How a read from Slack ended that Slack answered with an error, or did not answer."""

from __future__ import annotations

from http import HTTPStatus

from slack_sdk.errors import SlackApiError

from slackapp.delivery.retry import Outcome, Result, classify_error, read_own_code
from slackapp.delivery.sender import read_retry_after


def says_wait(error: SlackApiError) -> bool:
    """Whether Slack answered that we are too fast."""
    return int(error.response.status_code) == HTTPStatus.TOO_MANY_REQUESTS


def describe_read_error(error: SlackApiError) -> Outcome:
    """How a read ended that Slack answered with an error."""
    status = error.response.status_code
    if says_wait(error):
        wait = read_retry_after(error.response.headers)
        return Outcome(Result.RATE_LIMITED, "ratelimited", retry_after=wait)
    code = read_own_code(error.response.data)
    if code is None:
        # Not Slack, but something on the way to it.
        return Outcome(Result.PASSING, "no_json" if status == 200 else f"http_{status}")
    # A read has no half-done work: whatever is unclear may simply be read again.
    result = classify_error(code)
    return Outcome(Result.PASSING if result is Result.UNKNOWN else result, code)


def find_token_error(error: Exception) -> str | None:
    """Slack's code where it did not take the token, whatever the call was; else None."""
    if not isinstance(error, SlackApiError):
        return None
    outcome = describe_read_error(error)
    return outcome.error if outcome.result is Result.BAD_TOKEN else None


def name_read_error(error: Exception) -> str | None:
    """A read's error in one word, fit to be stored: Slack's code, or the kind of error."""
    if isinstance(error, SlackApiError):
        return describe_read_error(error).error
    return type(error).__name__
