"""What comes near to a text that names no competency, and when nothing does."""

from __future__ import annotations

import pytest

from slackapp.domain.competency.match import find_competency
from slackapp.domain.competency.near import closest_competencies
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin("ecf")

#: What people call each other in thanks, and the competency that it speaks of.
EVERYDAY = {
    "emotional_awareness": "mindful self-aware",
    "accurate_self_assessment": "humble modest reflective humorous",
    "self_confidence": "brave courageous confident decisive assertive bold",
    "self_control": "calm patient composed cool",
    "trustworthiness": "honest fair sincere genuine authentic ethical",
    "conscientiousness": "reliable dependable responsible organised organized careful diligent "
    "thorough accountable hardworking hard-working punctual precise",
    "adaptability": "flexible versatile agile adaptable",
    "innovativeness": "creative curious inventive imaginative original innovative",
    "achievement_drive": "ambitious determined driven motivated quality",
    "commitment": "dedicated loyal committed selfless",
    "initiative": "proactive resourceful",
    "optimism": "positive optimistic resilient persistent cheerful hopeful tenacious",
    "empathy": "caring kind supportive thoughtful considerate compassionate understanding warm "
    "gentle attentive listening listener empathetic care support",
    "service_orientation": "helpful responsive help",
    "developing_others": "coach mentor teacher encouraging",
    "leveraging_diversity": "respectful inclusive polite",
    "influence": "persuasive convincing",
    "communication": "clear open transparent articulate explaining communicator",
    "leadership": "leader inspiring visionary guide",
    "change_catalyst": "change",
    "conflict_management": "diplomatic tactful mediator negotiator",
    "building_bonds": "friendly sociable approachable welcoming",
    "collaboration_and_cooperation": "teamwork collaborative cooperative sharing knowledge",
}


@pytest.mark.parametrize("key", EVERYDAY)
def test_an_everyday_word_is_understood_or_comes_near_to_what_it_means(key: str) -> None:
    for word in EVERYDAY[key].split():
        assert [one.key for one in closest_competencies(ECF, word, limit=1)] == [key], word


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("thanks for the empathy you showed", "empathy"),
        ("empahtyyy", "empathy"),
        ("comunicating", "communication"),
        ("leaders like you", "leadership"),
        ("thanks for being so patient", "self_control"),
        ("you stayed calm with an angry customer", "self_control"),
        ("you listened before you answered", "empathy"),
    ],
)
def test_the_closest_competency_comes_first(text: str, key: str) -> None:
    assert closest_competencies(ECF, text)[0].key == key


@pytest.mark.parametrize(
    "text",
    [
        " :) <@U1> &amp; ",
        "thanks a lot for everything",
        "you are great",
        "first of all",
        "passion",
        "lunch",
        "xyzzy",
        "you brought cake to the office on Friday",
    ],
)
def test_where_nothing_is_near_nothing_is_offered(text: str) -> None:
    assert closest_competencies(ECF, text) == ()


def test_the_likeness_of_another_word_is_no_meaning() -> None:
    assert find_competency(ECF, "polite") is None
    assert [one.key for one in closest_competencies(ECF, "polite")] == ["leveraging_diversity"]


def test_no_more_than_three_are_offered_unless_more_are_asked_for() -> None:
    text = "a calm, kind, honest, brave, reliable and curious colleague"
    assert len(closest_competencies(ECF, text)) == 3
    assert len(closest_competencies(ECF, text, limit=5)) == 5
