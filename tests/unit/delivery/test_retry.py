"""What becomes of a message after a call, for every way that a call may end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW
from slackapp.delivery.retry import (
    GIVE_UP_AFTER,
    GIVE_UP_AT_LAST,
    GIVE_UP_ATTEMPTS,
    Decision,
    Outcome,
    Result,
    classify_error,
    decide,
    read_code,
    read_own_code,
)

LONGEST_WAIT = timedelta(minutes=5)
UNSETTLED = (Result.RATE_LIMITED, Result.PASSING, Result.UNKNOWN)

waits = st.one_of(st.none(), st.integers(0, 100_000).map(lambda number: timedelta(seconds=number)))
#: A bad token decides nothing about a message, and is not asked about.
results = [one for one in Result if one is not Result.BAD_TOKEN]
outcomes = st.builds(
    Outcome, result=st.sampled_from(results), error=st.just("error"), retry_after=waits
)
ages = st.timedeltas(timedelta(0), 2 * GIVE_UP_AFTER)
young = st.timedeltas(timedelta(0), GIVE_UP_AFTER - timedelta(microseconds=1))
attempts = st.integers(1, 10_000)


def decided(
    outcome: Outcome,
    *,
    attempts: int = 1,
    age: timedelta = timedelta(0),
    may_repeat: bool = True,
    faults: int = 1,
) -> Decision:
    return decide(
        outcome,
        attempts=attempts,
        created_at=NOW - age,
        may_repeat=may_repeat,
        now=NOW,
        faults=faults,
    )


@given(outcomes, attempts, ages, st.booleans())
def test_a_message_is_either_settled_or_tried_again_later(
    outcome: Outcome, attempts: int, age: timedelta, may_repeat: bool
) -> None:
    decision = decided(outcome, attempts=attempts, age=age, may_repeat=may_repeat)
    assert (decision.state is None) == (decision.retry_at is not None)
    assert decision.retry_at is None or decision.retry_at > NOW
    assert decision.state in (None, "sent", "failed", "cancelled")


@given(outcomes, attempts, young)
def test_no_message_is_tried_again_before_slack_allows_it(
    outcome: Outcome, attempts: int, age: timedelta
) -> None:
    decision = decided(outcome, attempts=attempts, age=age)
    if decision.retry_at is not None and outcome.retry_after is not None:
        assert decision.retry_at >= NOW + outcome.retry_after


@given(st.sampled_from(UNSETTLED), attempts, young)
def test_without_slacks_word_no_wait_is_longer_than_five_minutes(
    result: Result, attempts: int, age: timedelta
) -> None:
    retry_at = decided(Outcome(result), attempts=attempts, age=age).retry_at
    assert retry_at is not None
    assert timedelta(seconds=1) <= retry_at - NOW <= LONGEST_WAIT


@given(
    outcomes,
    st.integers(GIVE_UP_ATTEMPTS, 10_000),
    st.timedeltas(GIVE_UP_AT_LAST, 10 * GIVE_UP_AT_LAST),
    st.booleans(),
)
def test_after_a_month_of_tries_every_message_is_settled_for_good(
    outcome: Outcome, attempts: int, age: timedelta, may_repeat: bool
) -> None:
    decision = decided(outcome, attempts=attempts, age=age, may_repeat=may_repeat)
    assert decision.retry_at is None
    assert decision.state == {Result.SENT: "sent", Result.NEEDLESS: "cancelled"}.get(
        outcome.result, "failed" if may_repeat else "cancelled"
    )


@given(waits, attempts, young)
def test_an_answer_is_never_repeated_after_an_unknown_outcome(
    wait: timedelta | None, attempts: int, age: timedelta
) -> None:
    outcome = Outcome(Result.UNKNOWN, retry_after=wait)
    assert decided(outcome, attempts=attempts, age=age, may_repeat=False) == Decision("cancelled")


@pytest.mark.parametrize("error", ["internal_error", "fatal_error"])
def test_a_message_that_slack_stumbles_over_is_set_aside_after_three_days(error: str) -> None:
    outcome = Outcome(Result.UNKNOWN, error)
    assert decided(outcome, attempts=GIVE_UP_ATTEMPTS, age=GIVE_UP_AFTER).state == "failed"


@pytest.mark.parametrize("error", ["http_407", "org_login_required", "message_limit_exceeded"])
def test_what_says_nothing_about_a_message_does_not_set_it_aside_for_weeks(error: str) -> None:
    outcome = Outcome(Result.PASSING, error)
    assert decided(outcome, attempts=5_000, age=GIVE_UP_AT_LAST - timedelta(hours=1)).state is None


def test_days_in_which_the_app_was_down_are_no_tries() -> None:
    assert decided(Outcome(Result.PASSING), attempts=1, age=2 * GIVE_UP_AFTER).state is None


@pytest.mark.parametrize("result", [Result.RATE_LIMITED, Result.PASSING])
def test_an_answer_that_was_certainly_not_given_is_tried_again(result: Result) -> None:
    assert decided(Outcome(result), may_repeat=False).state is None


@pytest.mark.parametrize(
    ("result", "state"),
    [(Result.SENT, "sent"), (Result.REFUSED, "failed"), (Result.NEEDLESS, "cancelled")],
)
def test_an_end_that_is_certain_settles_a_message_at_once(result: Result, state: str) -> None:
    assert decided(Outcome(result)) == Decision(state)


@pytest.mark.parametrize("result", [Result.PASSING, Result.UNKNOWN])
def test_waits_double_up_to_five_minutes(result: Result) -> None:
    waits = [decided(Outcome(result), attempts=attempts) for attempts in (1, 2, 3, 9, 10, 11, 999)]
    seconds = [one.retry_at and (one.retry_at - NOW).total_seconds() for one in waits]
    assert seconds == [1, 2, 4, 256, 300, 300, 300]


@pytest.mark.parametrize("result", Result)
def test_a_message_that_raises_something_each_time_is_tried_thrice_and_set_aside(
    result: Result,
) -> None:
    decisions = [decided(Outcome(result), faults=faults) for faults in (1, 2, 3, 4)]
    if result is not Result.UNEXPECTED:
        assert len(set(decisions)) == 1
        return
    waits = [timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1)]
    assert decisions == [*(Decision(None, NOW + wait) for wait in waits), Decision("failed")]


@given(outcomes, attempts, young)
def test_only_a_rate_limit_holds_up_other_messages(
    outcome: Outcome, attempts: int, age: timedelta
) -> None:
    decision = decided(outcome, attempts=attempts, age=age)
    assert decision.holds_method == (outcome.result is Result.RATE_LIMITED)


@pytest.mark.parametrize(
    ("error", "result"),
    [
        ("ratelimited", Result.PASSING),
        ("rate_limited", Result.PASSING),
        ("service_unavailable", Result.PASSING),
        ("request_timeout", Result.PASSING),
        ("team_added_to_org", Result.PASSING),
        ("internal_error", Result.UNKNOWN),
        ("fatal_error", Result.UNKNOWN),
        ("channel_not_found", Result.REFUSED),
        ("is_archived", Result.REFUSED),
        ("invalid_blocks", Result.REFUSED),
        ("not_in_channel", Result.REFUSED),
        ("no_permission", Result.REFUSED),
        ("missing_scope", Result.REFUSED),
        ("org_login_required", Result.PASSING),
        ("message_limit_exceeded", Result.PASSING),
        ("ekm_access_denied", Result.PASSING),
        ("token_revoked", Result.BAD_TOKEN),
        ("token_expired", Result.BAD_TOKEN),
        ("account_inactive", Result.BAD_TOKEN),
        ("invalid_auth", Result.BAD_TOKEN),
        ("not_authed", Result.BAD_TOKEN),
        ("a_new_error_of_slacks", Result.REFUSED),
    ],
)
def test_slacks_errors_are_told_apart(error: str, result: Result) -> None:
    assert classify_error(error) is result


CODES = [
    ({"error": "not_in_channel"}, "not_in_channel"),
    ({"error": "a" * 64}, "a" * 64),
    ({"error": "a" * 65}, None),
    ({"error": "Words of somebody"}, None),
    ({"error": "not_in_channel\n"}, None),
    ({"error": 404}, None),
    ({"error": None}, None),
    ({}, None),
]


@pytest.mark.parametrize(("answer", "code"), CODES)
def test_a_code_is_read_where_it_looks_like_one(answer: dict[str, Any], code: str | None) -> None:
    assert read_code(answer) == (code or "unknown_error")
    assert read_own_code(answer) == code
    assert read_own_code(answer | {"ok": False}) == code
    assert read_own_code(answer | {"ok": True}) is None


@pytest.mark.parametrize("answer", [None, "", "<html>", b"ok", ["error"]])
def test_what_a_proxy_says_is_no_code_of_slack_s(answer: Any) -> None:
    assert read_own_code(answer) is None
