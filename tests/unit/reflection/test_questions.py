"""Every question of a weekly reflection can be read, heard and answered on one scale."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from slackapp.frameworks.loader import builtin_keys, load_builtin
from slackapp.frameworks.model import Behaviour, Competency, Tier

START = "In the past week, how often did you "
#: About bending rules, sacrifice and friendship: nobody should be scored on these each week.
NEVER_ASKED = {"cuts_red_tape", "puts_us_first", "makes_friends"}
#: Words with which a question would ask two things, blame, scold, or bring a rank into it.
DOUBLE = {"and", "or", "but", "nor", "then", "plus"}
LOADED = {
    "fail", "failed", "failure", "fault", "weak", "weakness", "should", "must", "never", "always",
    "boss", "manager", "employee", "subordinate", "staff", "report", "leader", "trauma", "heal",
    "healing", "inner", "child", "therapy", "triggered",
}  # fmt: skip
GENDERED = {"he", "she", "him", "her", "his", "hers", "himself", "herself", "man", "men", "guys"}
STRENGTHS = ["self_talk", "mindset", "empathy", "balance", "self_image"]

COMPETENCIES = [one for key in builtin_keys() for one in load_builtin(key).competencies()]
BEHAVIOURS = [behaviour for one in COMPETENCIES for behaviour in one.behaviours]
ASKED = [behaviour for behaviour in BEHAVIOURS if behaviour.asked]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.casefold())


def test_exactly_rules_sacrifice_and_friendship_are_never_asked() -> None:
    unasked = {behaviour.key for behaviour in BEHAVIOURS if not behaviour.asked}
    assert unasked == NEVER_ASKED
    assert len(ASKED) == 92 + 25 + 24


@pytest.mark.parametrize("behaviour", ASKED, ids=lambda one: one.key)
def test_a_question_asks_how_often_in_one_plain_sentence(behaviour: Behaviour) -> None:
    question = behaviour.question
    assert question.startswith(START)
    assert len(question) <= 110
    rest = question.removeprefix(START)
    assert re.fullmatch(r"[a-z][A-Za-z' ]+\?", rest), "one clause, without marks or figures"
    assert 4 <= len(words(rest)) <= 15


@pytest.mark.parametrize("behaviour", ASKED, ids=lambda one: one.key)
def test_a_question_asks_one_thing_without_blame_rank_or_gender(behaviour: Behaviour) -> None:
    assert not (DOUBLE | LOADED | GENDERED) & set(words(behaviour.question.removeprefix(START)))


def test_customers_are_named_only_where_the_behaviour_is_about_them() -> None:
    naming = {one.key for one in ASKED if {"customer", "customers"} & set(words(one.question))}
    about = {
        *("matches_needs", "builds_loyalty", "glad_to_help", "advises_honestly"),
        *("knows_outside_forces", "respects_the_absent"),
    }
    assert naming == about


def test_no_two_questions_are_alike() -> None:
    counts = Counter(" ".join(words(behaviour.question)) for behaviour in ASKED)
    assert [question for question, count in counts.items() if count > 1] == []


# What is one behaviour of ECF by another name has that behaviour's question.
@pytest.mark.parametrize(
    "competency",
    [one for one in COMPETENCIES if not one.same_as],
    ids=lambda one: f"{one.key}-{one.cluster_key}",
)
def test_every_competency_has_something_to_ask(competency: Competency) -> None:
    assert sum(behaviour.asked for behaviour in competency.behaviours) >= 2


def test_the_five_core_strengths_are_those_of_the_source_in_its_order() -> None:
    framework = load_builtin("five_core_strengths")
    assert [one.key for one in framework.competencies()] == STRENGTHS


@pytest.mark.parametrize(
    ("key", "primary"),
    [
        ("self_talk", "emotional_awareness"),
        ("mindset", "optimism"),
        ("empathy", "empathy"),
        ("balance", "self_control"),
        ("self_image", "self_confidence"),
    ],
)
def test_each_core_strength_has_habits_and_a_counterpart_in_ecf(key: str, primary: str) -> None:
    strength = load_builtin("five_core_strengths").find_competency(key)
    assert strength is not None
    assert strength.crosswalk[0] == primary
    assert 4 <= len(strength.behaviours) <= 6
    assert strength.entry_tier is Tier.BASIC
    for text in (strength.definition, *(habit.text for habit in strength.behaviours)):
        assert 20 <= len(text) <= 75
        assert not text.endswith(".")


def test_a_behaviour_key_names_one_behaviour_in_all_frameworks() -> None:
    counts = Counter(behaviour.key for behaviour in BEHAVIOURS)
    assert [key for key, count in counts.items() if count > 1] == []
