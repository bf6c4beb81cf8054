"""A person's strengths as they read them: a picture without colour, kind words, no verdict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks.base.kit import compose_home
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.home.strengths import StrengthsPicture, build_strengths
from slackapp.blocks.workspace.recognition_settings import build_recognition_form
from slackapp.domain.profile.strengths import EXCELLENCE, STRENGTH, Recognition, Threshold, weigh
from slackapp.frameworks.loader import load_builtin
from slackapp.sandbox.view_rules import find_view_errors

ECF = load_builtin()
KEYS = [one.key for one in ECF.competencies()]

#: How many kudos there are for a competency, each of a giver of its own.
any_counts = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 7))


def draw(counts: dict[str, int], strength: Threshold = STRENGTH) -> dict[str, Any]:
    recognitions = [
        Recognition(f"{key}{number}", key, number)
        for key, count in counts.items()
        for number in range(count)
    ]
    point = weigh(ECF, recognitions, strength=strength, excellence=EXCELLENCE)
    return compose_home(build_strengths(StrengthsPicture(point, strength, EXCELLENCE)))


def read(counts: dict[str, int], strength: Threshold = STRENGTH) -> str:
    blocks = draw(counts, strength)["blocks"]
    parts = [part for block in blocks for part in (block.get("text"), *block.get("elements", ()))]
    return "\n".join(part["text"] for part in parts if part)


def test_each_cluster_has_a_row_with_a_bar_and_the_same_in_words() -> None:
    others = {"optimism": 3, "influence": 6}
    words = read(others | {"empathy": 6, "service_orientation": 3, "developing_others": 4})
    assert (
        "◆◇◇□□  *Social Awareness*: 3 strengths, 1 of them excellent\n"
        "Excellent: Empathy\n"
        "Also strong: Service Orientation and Developing Others"
    ) in words
    assert "◇□□□  *Self-Motivation*: 1 strength\nStrong: Optimism" in words
    assert "◆□□□□□□□  *Social Skills*: 1 strength, an excellent one" in words
    assert "□□□  *Self-Awareness*: not yet" in words


def test_the_way_to_six_and_to_every_cluster_is_said() -> None:
    words = read({"empathy": 6, "optimism": 3})
    assert "◆□□□□□  *1 of 6* competencies excellent" in words
    assert "◇◇□□□  *2 of 5* clusters with a strength" in words
    assert "A strength takes 3 kudos from 2 colleagues" in words
    assert "So far:" in words


def test_whoever_is_there_reads_so_and_more_than_six_make_no_longer_bar() -> None:
    words = read(dict.fromkeys(KEYS, 6))
    assert "You have both:" in words
    assert "◆◆◆◆  *Self-Motivation*: 4 strengths, all excellent" in words
    assert "◆◆◆◆◆◆  *25* competencies excellent, of the 6 that it takes" in words


@pytest.mark.parametrize("counts", [{}, {"empathy": 2}])
def test_with_no_strength_yet_it_is_short_and_kind(counts: dict[str, int]) -> None:
    words = read(counts)
    assert "Your picture begins as soon as you have" in words
    assert "3 kudos from 2 colleagues for the same competency" in words
    assert "□" not in words
    assert len(draw(counts)["blocks"]) == 3


def test_a_threshold_of_one_is_said_in_words() -> None:
    assert "1 kudos from one colleague for the same" in read({}, Threshold(1, 1))


@given(any_counts)
def test_it_says_whose_it_is_and_gives_no_verdict(counts: dict[str, int]) -> None:
    words = read(counts)
    assert "Only you see this." in words
    assert "a gap says nothing about you" in words
    rest = words.casefold()
    assert not re.search(r"\b(weak\w*|poor\w*|lack\w*|missing|fail\w*|rank\w*|level)\b", rest)


@given(any_counts)
def test_it_is_within_slack_s_limits_and_small(counts: dict[str, int]) -> None:
    home = draw(counts)
    assert find_view_errors(home) == []
    assert len(home["blocks"]) <= 10


@pytest.mark.parametrize("names_unrecognised", [True, False])
def test_the_form_is_within_slack_s_limits(names_unrecognised: bool) -> None:
    numbers = [(NumberField("strength_kudos", "Strength", "A hint", 1, 100), 3)]
    form = build_recognition_form(numbers=numbers, names_unrecognised=names_unrecognised)
    assert find_view_errors(form) == []
    assert ("initial_options" in str(form)) == names_unrecognised
