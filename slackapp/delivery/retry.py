"""What to do after a call to Slack: pure decisions, without a clock of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: The first wait after a passing error; it doubles up to the longest.
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=5)

#: A message that Slack has refused for so long is set aside, so that its lane goes on.
GIVE_UP_AFTER = timedelta(days=3)

#: Slack's error codes that may be gone at the next try; all others stay as they are.
_PASSING_ERRORS = frozenset(
    {
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)


class Result(StrEnum):
    """How a call ended."""

    SENT = "sent"
    RATE_LIMITED = "rate_limited"
    PASSING = "passing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended, with Slack's own words for it.

    `slack_ts` and `slack_channel_id` are set where a post was made; `retry_after` where Slack
    said how long to wait.
    """

    result: Result
    error: str | None = None
    slack_ts: str | None = None
    slack_channel_id: str | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the message: settled for good in `state`, or tried again at `retry_at`.

    `pause_workspace` says that nothing else may go to this workspace before then either.
    """

    state: str | None
    retry_at: datetime | None = None
    pause_workspace: bool = False


def classify_error(error: str) -> Result:
    """Whether one of Slack's error codes may pass."""
    return Result.PASSING if error in _PASSING_ERRORS else Result.REFUSED


def decide(
    outcome: Outcome, *, attempts: int, created_at: datetime, may_repeat: bool, now: datetime
) -> Decision:
    """What to do next; `attempts` counts the call that just ended, from 1.

    `may_repeat` is false for an answer that nobody could recognise as a repeat.
    """
    if outcome.result is Result.SENT:
        return Decision("sent")
    if outcome.result is Result.REFUSED or now - created_at >= GIVE_UP_AFTER:
        return Decision("failed")
    if outcome.result is Result.RATE_LIMITED:
        wait = outcome.retry_after or _LONGEST_WAIT
        return Decision(None, now + wait, pause_workspace=True)
    if not may_repeat:
        return Decision("failed")
    doublings = min(attempts - 1, 10)
    return Decision(None, now + min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT))
