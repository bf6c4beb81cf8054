"""What counts as a strength and as excellent, and how far it is to the tipping point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.profile.strengths import (
    EXCELLENCE,
    EXCELLENT_NEEDED,
    STRENGTH,
    ExcellenceBelowStrength,
    Recognition,
    Threshold,
    TippingPoint,
    check_thresholds,
    weigh,
)
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin()
#: Five of three clusters, and one that the framework does not have.
KEYS = ["empathy", "influence", "communication", "optimism", "initiative", "technical_capacity"]

few = st.integers(1, 5)
any_recognitions = st.lists(
    st.builds(
        lambda kudos, key: Recognition(kudos, key, f"giver{kudos % 4}"),
        st.integers(1, 30),
        st.sampled_from(KEYS),
    ),
    max_size=60,
)
any_thresholds = st.builds(
    lambda kudos, givers, more_kudos, more_givers: (
        Threshold(kudos, givers),
        Threshold(kudos + more_kudos, givers + more_givers),
    ),
    few,
    few,
    st.integers(0, 4),
    st.integers(0, 2),
)


def recognise(*givers: str, key: str = "empathy", first: int = 1) -> list[Recognition]:
    """A kudos of each of these givers, in turn."""
    return [Recognition(first + number, key, giver) for number, giver in enumerate(givers)]


def read(
    recognitions: Iterable[Recognition],
    strength: Threshold = STRENGTH,
    excellence: Threshold = EXCELLENCE,
) -> TippingPoint:
    return weigh(ECF, recognitions, strength=strength, excellence=excellence)


def strengths(point: TippingPoint) -> set[str]:
    return {one.key for cluster in point.clusters for one in cluster.strengths}


def excellent(point: TippingPoint) -> set[str]:
    return {one.key for cluster in point.clusters for one in cluster.excellent}


@pytest.mark.parametrize(
    ("givers", "is_strength", "is_excellent"),
    [
        ("", False, False),
        ("ab", False, False),
        ("aaa", False, False),
        ("aab", True, False),
        ("ababa", True, False),
        ("ababab", True, False),
        ("abcab", True, False),
        ("abcabc", True, True),
    ],
)
def test_it_takes_kudos_and_givers(givers: str, is_strength: bool, is_excellent: bool) -> None:
    point = read(recognise(*givers))
    assert strengths(point) == ({"empathy"} if is_strength else set())
    assert excellent(point) == ({"empathy"} if is_excellent else set())


@pytest.mark.parametrize(
    ("joined", "is_strength"), [("", False), ("a", False), ("b", True), ("bc", True)]
)
def test_whoever_joined_in_is_another_giver_and_no_other_kudos(
    joined: str, is_strength: bool
) -> None:
    first, *rest = recognise(*"aaa")
    read_with = [replace(first, joined_keys=frozenset(joined)), *rest]
    assert strengths(read(read_with)) == ({"empathy"} if is_strength else set())
    assert strengths(read(read_with[:2])) == set()


def test_below_every_threshold_there_is_nothing_to_draw() -> None:
    assert not read([]).has_evidence
    assert not read(recognise("a", "b")).has_evidence
    assert read(recognise("a", "b", "a")).has_evidence


def test_every_cluster_is_there_in_order_with_its_own_strengths() -> None:
    point = read(recognise(*"aba") + recognise(*"abcabc", key="influence", first=11))
    assert [one.cluster for one in point.clusters] == list(ECF.clusters)
    found = {
        one.cluster.key: [competency.key for competency in one.strengths]
        for one in point.clusters
        if one.strengths
    }
    assert found == {"social_awareness": ["empathy"], "social_skills": ["influence"]}
    assert (point.strong_cluster_count, point.excellent_count) == (2, 1)


def excel(keys: Iterable[str]) -> list[Recognition]:
    return [
        one
        for number, key in enumerate(keys)
        for one in recognise(*"abcabc", key=key, first=10 * number)
    ]


def test_the_tipping_point_needs_six_excellent_ones_and_a_strength_in_every_cluster() -> None:
    one_each = [cluster.competencies[0].key for cluster in ECF.clusters]
    assert len(one_each) == EXCELLENT_NEEDED - 1
    assert not read(excel(one_each)).is_reached
    assert read(excel([*one_each, "communication"])).is_reached
    social_skills = [one.key for one in ECF.get_cluster("social_skills").competencies]
    assert read(excel(social_skills)).excellent_count == 8
    assert not read(excel(social_skills)).is_reached
    strong = [one for key in one_each for one in recognise(*"aba", key=key, first=900)]
    point = read(excel(social_skills) + strong)
    assert point.strong_cluster_count == 5
    assert point.is_reached


@pytest.mark.parametrize("excellence", [Threshold(2, 3), Threshold(6, 1), Threshold(1, 1)])
def test_excellence_never_takes_less_than_a_strength(excellence: Threshold) -> None:
    with pytest.raises(ExcellenceBelowStrength, match="takes less than a strength"):
        check_thresholds(STRENGTH, excellence)
    with pytest.raises(ExcellenceBelowStrength):
        read([], STRENGTH, excellence)


def test_both_may_take_the_same() -> None:
    point = read(recognise("a", "b", "a"), STRENGTH, STRENGTH)
    assert strengths(point) == excellent(point) == {"empathy"}


@given(any_recognitions, any_thresholds)
def test_what_is_excellent_is_a_strength(
    recognitions: list[Recognition], thresholds: tuple[Threshold, Threshold]
) -> None:
    point = read(recognitions, *thresholds)
    assert excellent(point) <= strengths(point) <= set(KEYS) - {"technical_capacity"}


@given(any_recognitions, any_recognitions, any_thresholds)
def test_more_kudos_never_take_a_strength_away(
    recognitions: list[Recognition],
    more: list[Recognition],
    thresholds: tuple[Threshold, Threshold],
) -> None:
    before, after = read(recognitions, *thresholds), read(recognitions + more, *thresholds)
    assert strengths(before) <= strengths(after)
    assert excellent(before) <= excellent(after)
    assert before.is_reached <= after.is_reached


@given(any_recognitions, any_thresholds, st.randoms(use_true_random=False))
def test_a_kudos_counts_once_however_often_it_is_told_and_in_any_order(
    recognitions: list[Recognition], thresholds: tuple[Threshold, Threshold], random: Random
) -> None:
    told_twice = recognitions * 2
    random.shuffle(told_twice)
    assert read(told_twice, *thresholds) == read(recognitions, *thresholds)


@given(any_recognitions, any_thresholds)
def test_a_strength_has_as_many_kudos_and_givers_as_it_takes(
    recognitions: list[Recognition], thresholds: tuple[Threshold, Threshold]
) -> None:
    point = read(recognitions, *thresholds)
    for found, needed in zip((strengths(point), excellent(point)), thresholds, strict=True):
        for key in set(KEYS) - {"technical_capacity"}:
            kudos = {one.kudos_key for one in recognitions if one.competency_key == key}
            givers = {one.giver_key for one in recognitions if one.competency_key == key}
            is_enough = len(kudos) >= needed.kudos and len(givers) >= needed.givers
            assert (key in found) == is_enough


@given(any_recognitions)
def test_one_giver_alone_makes_no_strength(recognitions: list[Recognition]) -> None:
    assert not read([replace(one, giver_key="ana") for one in recognitions]).has_evidence
