"""Reactions that thank: which news is newer, and what is offered without a message's words."""

from __future__ import annotations

import pytest

from slackapp.domain.kudos.reactions import NEVER, HeardReaction, choose_likely
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Cluster, Competency, Framework

ECF = load_builtin()


@pytest.mark.parametrize(
    ("event_ts", "before", "is_after"),
    [
        ("1770000000.000200", "1770000000.000100", True),
        ("1770000000.000100", "1770000000.000200", False),
        ("1770000000.0001", "1770000000.000100", False),
        ("10000000000.0", "9999999999.9", True),
        ("0.1", NEVER, True),
    ],
)
def test_slack_s_time_says_what_is_newer(event_ts: str, before: str, is_after: bool) -> None:
    heard = HeardReaction("U1", "kudos", "C1", "1.0", "U2", True, event_ts)
    assert heard.is_after(before) is is_after


def likely(*named: str) -> list[str]:
    return [one.key for one in choose_likely(ECF, named, count=3)]


def test_what_was_named_lately_comes_before_what_is_seen_every_day() -> None:
    assert likely() == ["service_orientation", "empathy", "communication"]
    assert likely("optimism", "empathy") == ["optimism", "empathy", "service_orientation"]
    assert likely("optimism", "influence", "initiative", "empathy") == [
        "optimism",
        "influence",
        "initiative",
    ]


def test_what_another_framework_named_is_not_offered() -> None:
    assert likely("gone", "optimism") == ["optimism", "service_orientation", "empathy"]


def test_a_framework_without_tiers_offers_its_first_ones() -> None:
    values = tuple(Competency(key, key, key, "values") for key in ("bold", "kind", "calm", "open"))
    own = Framework("values@1", "Values", (Cluster("values", "Values", "values", values),))
    assert choose_likely(own, (), count=3) == values[:3]
    assert choose_likely(own, (), count=9) == values
