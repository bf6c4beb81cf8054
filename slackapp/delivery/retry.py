"""What to do after a call to Slack: pure decisions, without a clock of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

#: The first wait after an error that may pass; it doubles up to the longest.
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=5)

#: A message over which Slack itself has stumbled for so long, so often, is set aside, so that its
#: lane goes on. Time alone does not count: it may have passed while we were down.
GIVE_UP_AFTER = timedelta(days=3)
GIVE_UP_ATTEMPTS = 20
#: What says nothing about the message (an outage, a proxy, a workspace that moves) has until then.
GIVE_UP_AT_LAST = timedelta(days=30)

#: How long a message is left alone after it raised something unexpected once, twice …: then it is
#: set aside, so that its lane goes on.
FAULT_WAITS = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1))
#: A message whose calls began so often and were never recorded is not begun again.
MOST_LOST = 10

#: Slack's error codes that may be gone at the next try, with nothing done.
_PASSING_ERRORS = frozenset(
    {
        "ekm_access_denied",
        "message_limit_exceeded",
        "org_login_required",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
#: Those of which Slack says that part of the work may be done.
_UNCLEAR_ERRORS = frozenset({"fatal_error", "internal_error"})
#: Those that are about the token: nothing gets through before there is another, or it is mended.
_TOKEN_ERRORS = frozenset(
    {
        "accesslimited",
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
#: What a token lacks when it may not be used for a call; only some calls are needed by all.
MISSING_SCOPE = "missing_scope"


class Result(StrEnum):
    """How a call ended.

    `unknown` is the one that may have been carried out although we have no answer. `bad_token` says
    nothing of the message: its workspace waits for another token. After `unexpected` nobody knows
    even how far it came: something was raised that nobody foresaw.
    """

    SENT = "sent"
    RATE_LIMITED = "rate_limited"
    PASSING = "passing"
    BAD_TOKEN = "bad_token"
    REFUSED = "refused"
    NEEDLESS = "needless"
    UNKNOWN = "unknown"
    UNEXPECTED = "unexpected"


#: After these a message may have been posted.
IN_DOUBT = frozenset({Result.UNKNOWN, Result.UNEXPECTED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended, with Slack's own word for it.

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

    `holds_method` says that nothing else may be called by this method in the workspace before.
    """

    state: str | None
    retry_at: datetime | None = None
    holds_method: bool = False


#: What Slack's error codes look like. Anything else may repeat what somebody wrote.
_CODE = re.compile(r"[a-z0-9_]{1,64}")


def read_code(answer: Mapping[str, Any]) -> str:
    """Slack's error code in an answer, fit to be stored and shown in plain text."""
    return _read_code(answer.get("error")) or "unknown_error"


def read_own_code(answer: Any) -> str | None:
    """Slack's error code, if it is Slack that answers: None for what a proxy says in its place."""
    if not isinstance(answer, Mapping) or answer.get("ok"):
        return None
    return _read_code(answer.get("error"))


def _read_code(code: Any) -> str | None:
    return code if isinstance(code, str) and _CODE.fullmatch(code) else None


def classify_error(error: str) -> Result:
    """What one of Slack's error codes says of the call."""
    if error in _TOKEN_ERRORS:
        return Result.BAD_TOKEN
    if error in _UNCLEAR_ERRORS:
        return Result.UNKNOWN
    return Result.PASSING if error in _PASSING_ERRORS else Result.REFUSED


def decide(
    outcome: Outcome,
    *,
    attempts: int,
    created_at: datetime,
    may_repeat: bool,
    now: datetime,
    faults: int,
) -> Decision:
    """What to do next; `attempts` counts the call that just ended, from 1.

    So does `faults`, of those calls in a row that ended without Slack's word.

    `may_repeat` is false for an answer that nobody could recognise as a repeat: it is tried
    again only where it was certainly not carried out, and no operator could mend its failure.
    A bad token decides nothing about a message, and is not asked about here.
    """
    match outcome.result:
        case Result.SENT:
            return Decision("sent")
        case Result.NEEDLESS:
            return Decision("cancelled")
    patience = GIVE_UP_AFTER if outcome.error in _UNCLEAR_ERRORS else GIVE_UP_AT_LAST
    is_hopeless = now - created_at >= patience and attempts >= GIVE_UP_ATTEMPTS
    is_broken = outcome.result is Result.UNEXPECTED and faults > len(FAULT_WAITS)
    may_not = outcome.result in IN_DOUBT and not may_repeat
    if outcome.result is Result.REFUSED or is_hopeless or is_broken or may_not:
        return Decision("failed" if may_repeat else "cancelled")
    if outcome.result is Result.RATE_LIMITED:
        return Decision(None, now + (outcome.retry_after or _LONGEST_WAIT), holds_method=True)
    if outcome.result is Result.UNEXPECTED:
        wait = FAULT_WAITS[faults - 1]
    else:
        wait = min(_FIRST_WAIT * 2 ** min(attempts - 1, 10), _LONGEST_WAIT)
    return Decision(None, now + max(wait, outcome.retry_after or wait))
