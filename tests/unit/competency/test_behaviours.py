"""Which behaviours of a competency are offered first."""

from __future__ import annotations

import pytest

from slackapp.domain.competency import suggest
from slackapp.domain.competency.behaviours import rank_behaviours
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Behaviour, Competency, Tier

ECF = load_builtin("ecf")


def behaviour(key: str, text: str, tier: Tier) -> Behaviour:
    return Behaviour(key, text, tier)


CALMING = Competency(
    "calming",
    "Calming",
    "Calms",
    "cluster",
    behaviours=(
        behaviour("lead", "Shows the team how to breathe", Tier.LEADER),
        behaviour("listen", "Listens to an angry caller", Tier.BASIC),
        behaviour("plan", "Plans for the next storm", Tier.HIGHER),
        behaviour("pause", "Pauses before answering", Tier.BASIC),
    ),
)


def test_the_behaviour_that_shares_words_with_the_message_comes_first() -> None:
    ranked = rank_behaviours(CALMING, "thanks for planning ahead of the storms")
    assert [one.key for one in ranked] == ["plan", "listen", "pause"]


def test_without_a_hint_the_lower_tier_comes_first_then_the_frameworks_order() -> None:
    ranked = rank_behaviours(CALMING, "", limit=4)
    assert [one.key for one in ranked] == ["listen", "pause", "plan", "lead"]


def test_a_competency_without_behaviours_has_none_to_offer() -> None:
    assert rank_behaviours(Competency("x", "X", "x", "cluster"), "x") == ()


def first_of(key: str, message: str) -> str:
    competency = ECF.find_competency(key)
    assert competency is not None
    first, *rest = rank_behaviours(competency, message, limit=12)
    assert {first, *rest} == set(competency.behaviours)
    return first.text


def test_what_the_message_tells_of_comes_first_without_a_word_in_common() -> None:
    told = first_of("self_control", "they yelled at you for an hour and you kept your cool")
    assert told == "Stays calm and friendly however rough the conversation gets"
    assert first_of("empathy", "for hearing me out when I was down") == (
        "Notices how someone feels and listens before answering"
    )


def test_without_weights_the_words_in_common_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "load_weights", lambda: None)
    assert first_of("empathy", "you notice how people feel").startswith("Notices how someone")
    assert first_of("empathy", "") == first_of("empathy", "thanks")
