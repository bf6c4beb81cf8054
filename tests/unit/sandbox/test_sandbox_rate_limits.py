"""The counting behind 429, with a clock of its own."""

from __future__ import annotations

import pytest

from slackapp.sandbox.rate_limits import Limits, RateLimits

POST = "chat.postMessage"


@pytest.fixture
def limits() -> RateLimits:
    return RateLimits(Limits())


def test_channel_takes_a_burst_of_two_and_then_one_a_second(limits: RateLimits) -> None:
    assert [limits.check(POST, "C1", 0.0) for _ in range(3)] == [None, None, 1]
    assert limits.held(POST, "C1", 1.0) is None
    assert [limits.check(POST, "C1", 1.0) for _ in range(2)] == [None, 1]


def test_one_channel_does_not_slow_another(limits: RateLimits) -> None:
    for _ in range(3):
        limits.check(POST, "C1", 0.0)
    assert limits.held(POST, "C2", 0.0) is None
    assert limits.check(POST, "C2", 0.0) is None


def test_workspace_has_a_cap_on_posts_of_all_channels(limits: RateLimits) -> None:
    answers = [limits.check(POST, f"C{number}", 0.0) for number in range(21)]
    assert answers == [None] * 20 + [1]
    assert limits.held(POST, "C99", 0.5) == 1
    assert limits.check(POST, "C99", 1.0) is None


def test_method_has_its_tier_in_a_sliding_minute(limits: RateLimits) -> None:
    assert [limits.check("users.list", None, float(n)) for n in range(21)] == [None] * 20 + [40]
    assert limits.check("users.list", None, 60.0) is None
    assert limits.check("users.info", None, 20.0) is None


def test_unlisted_method_is_not_limited(limits: RateLimits) -> None:
    assert [limits.check("auth.test", None, 0.0) for _ in range(500)] == [None] * 500


def test_call_before_retry_after_has_passed_is_a_violation(limits: RateLimits) -> None:
    limits.hold(POST, None, 5, now=10.0)
    assert limits.held(POST, "C1", 12.0) == 3
    assert limits.held("chat.update", "C1", 12.0) is None
    assert limits.held(POST, "C1", 15.0) is None
    assert limits.violations == 1


def test_hold_on_a_channel_leaves_the_others_alone(limits: RateLimits) -> None:
    limits.hold(POST, "C1", 5, now=0.0)
    assert limits.held(POST, "C2", 1.0) is None
    assert limits.held(POST, "C1", 1.0) == 4
