"""The shipped framework holds the facts of its source, and none of its sentences."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Behaviour, Competency, Tier
from tests.unit.framework_texts import FILLER, GENDERED, run_hashes, words

#: Each competency's behaviours in order: the tier's first letter, then "p" or "l" where the
#: source names the behaviour as one of outstanding providers or leaders.
FACTS = {
    "self_awareness": {
        "emotional_awareness": "b bp b hp",
        "accurate_self_assessment": "b bp bp hp",
        "self_confidence": "h hp hp",
    },
    "self_regulation": {
        "self_control": "bp bp hp",
        "trustworthiness": "bp bp bp h h",
        "conscientiousness": "bp bp bp",
        "adaptability": "bp bp b",
        "innovativeness": "hp hp hp h",
    },
    "self_motivation": {
        "achievement_drive": "hp lp hp bp",
        "commitment": "hp hp b h",
        "initiative": "l hp bp l",
        "optimism": "hp h b",
    },
    "social_awareness": {
        "empathy": "bp bp bp",
        "service_orientation": "bp bp bp bp",
        "developing_others": "ll ll ll",
        "leveraging_diversity": "b h l b",
        "political_awareness": "l l ll hl",
    },
    "social_skills": {
        "influence": "hp hp ll l",
        "communication": "bp bp bl ll ll",
        "leadership": "ll ll ll ll",
        "change_catalyst": "ll ll ll ll",
        "conflict_management": "bp hl ll hp",
        "building_bonds": "l l hl bl",
        "collaboration_and_cooperation": "hl hl ll h",
        "team_capabilities": "ll ll ll ll",
    },
}
DOMAINS = ["personal", "personal", "personal", "social", "social"]

COMPETENCIES = list(load_builtin().competencies())
BEHAVIOURS = [behaviour for one in COMPETENCIES for behaviour in one.behaviours]
SENTENCES = [one.definition for one in COMPETENCIES] + [one.text for one in BEHAVIOURS]


def code(behaviour: Behaviour) -> str:
    return behaviour.tier[0] + "".join(mark[0] for mark in behaviour.outstanding)


@pytest.fixture(scope="module")
def source_hashes() -> set[str]:
    file = Path(__file__).parents[1] / "data" / "source_five_word_runs.txt"
    return set(file.read_text(encoding="ascii").split())


def test_clusters_and_competencies_are_those_of_the_framework_in_its_order() -> None:
    clusters = load_builtin().clusters
    held = {cluster.key: [one.key for one in cluster.competencies] for cluster in clusters}
    assert held == {cluster: list(competencies) for cluster, competencies in FACTS.items()}
    assert list(held) == list(FACTS)
    assert [cluster.domain for cluster in clusters] == DOMAINS


@pytest.mark.parametrize("competency", COMPETENCIES, ids=lambda one: one.key)
def test_each_competency_has_the_tiers_and_marks_of_the_framework(competency: Competency) -> None:
    facts = FACTS[competency.cluster_key][competency.key]
    assert " ".join(code(behaviour) for behaviour in competency.behaviours) == facts


def test_totals_are_those_of_the_framework() -> None:
    assert len(COMPETENCIES) == 25
    assert len(BEHAVIOURS) == 95
    tiers = Counter(behaviour.tier for behaviour in BEHAVIOURS)
    assert tiers == {Tier.BASIC: 35, Tier.HIGHER: 30, Tier.LEADER: 30}
    marks = Counter(mark for behaviour in BEHAVIOURS for mark in behaviour.outstanding)
    assert marks == {"provider": 43, "leader": 28}


@pytest.mark.parametrize(
    ("key", "tier"),
    [("empathy", Tier.BASIC), ("self_confidence", Tier.HIGHER), ("leadership", Tier.LEADER)],
)
def test_entry_tier_is_the_lowest_that_a_competency_has(key: str, tier: Tier) -> None:
    competency = load_builtin().find_competency(key)
    assert competency is not None
    assert competency.entry_tier is tier


def test_no_sentence_repeats_five_words_in_a_row_of_the_source(source_hashes: set[str]) -> None:
    sentences = SENTENCES + [behaviour.question for behaviour in BEHAVIOURS]
    repeated = [sentence for sentence in sentences if run_hashes(sentence) & source_hashes]
    assert repeated == []


def test_a_sentence_of_the_source_would_be_noticed(source_hashes: set[str]) -> None:
    assert run_hashes("Oh, they meet commitments AND keep\npromises!") & source_hashes
    assert not run_hashes("Nobody has ever published these very words") & source_hashes


def test_sentences_are_short_single_and_address_everybody() -> None:
    for sentence in SENTENCES:
        assert 20 <= len(sentence) <= 75, sentence
        assert sentence[0].isupper(), sentence
        assert not sentence.endswith("."), sentence
        assert not GENDERED & set(words(sentence)), sentence
    assert len(set(SENTENCES)) == len(SENTENCES)


@pytest.mark.parametrize("competency", COMPETENCIES, ids=lambda one: one.key)
def test_each_competency_has_some_plain_aliases(competency: Competency) -> None:
    assert 4 <= len(competency.aliases) <= 20
    for alias in competency.aliases:
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", alias), alias
        assert alias not in FILLER


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        ("calm", "self_control"),
        ("listening", "empathy"),
        ("honesty", "trustworthiness"),
        ("integrity", "trustworthiness"),
        ("teamwork", "collaboration_and_cooperation"),
    ],
)
def test_an_everyday_word_names_one_competency(alias: str, key: str) -> None:
    assert [one.key for one in COMPETENCIES if alias in one.aliases] == [key]
