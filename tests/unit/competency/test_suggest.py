"""Which competencies are suggested for a message, and which file that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.competency import weights
from slackapp.domain.competency.suggest import (
    says_nothing,
    score_behaviours,
    suggest,
)
from slackapp.domain.competency.weights import NONE, load_weights, parse_weights
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework
from training.examples import TEST, TRAIN, name_examples, read_examples
from training.measure import measure

ECF = load_builtin()


def keys_for(message: str, framework: Framework = ECF) -> list[str]:
    return [one.competency.key for one in suggest(framework, message)]


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As where the file is missing."""
    monkeypatch.setattr(weights, "FILE", tmp_path / "nothing")
    load_weights.cache_clear()
    yield
    load_weights.cache_clear()


def test_messages_kept_aside_get_what_the_documents_say() -> None:
    measured = measure()
    assert measured.share_found >= 0.9
    assert measured.share_first >= 0.75
    assert measured.share_rightly_nothing >= 0.82
    assert min(measured.found[key] / count for key, count in measured.praising.items()) >= 0.7


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("for listening to me when I was down", "empathy"),
        ("you stayed calm while that caller shouted at you", "self_control"),
        ("she told us straight away that the mistake was hers", "trustworthiness"),
        ("Danke, dass du mir so geduldig zugehört hast", "empathy"),
        ("thank you for to listen me when I was sad", "empathy"),
        ("you brought the two teams back to one table and both left happy", "conflict_management"),
    ],
)
def test_what_somebody_did_is_recognised(message: str, key: str) -> None:
    assert key in keys_for(message)


@pytest.mark.parametrize(
    "message",
    [
        "",
        " \n",
        "thanks!",
        "great job!",
        "fixing the login bug",
        "danke dir",
        "test",
        "🎉🎉🎉",
        "ok",
    ],
)
def test_what_praises_nothing_gets_no_suggestion(message: str) -> None:
    assert keys_for(message) == []


def test_a_reason_is_a_behaviour_of_the_competency() -> None:
    for one in suggest(ECF, "you noticed that I was worn out and just listened"):
        assert one.behaviour in one.competency.behaviours
        assert 0 < one.score <= 1
    first = suggest(ECF, "you noticed that I was worn out and just listened")[0]
    assert first.behaviour is not None and first.behaviour.key == "hears_feelings"


@pytest.mark.parametrize("message", ["empatía", "empaty", "thanks for your empathy, really"])
def test_what_a_message_names_itself_comes_first(message: str) -> None:
    first = suggest(ECF, message)[0]
    assert (first.competency.key, first.score) == ("empathy", 1.0)


def test_a_framework_of_ones_own_is_reached_through_what_it_stands_for() -> None:
    care = Competency("care", "We care", "", "values", crosswalk=("empathy",))
    hear = Competency(
        "hear", "We hear", "", "values", crosswalk=("empathy",), same_as="empathy.hears_feelings"
    )
    apart = Competency("boats", "We build boats", "", "values")
    values = Framework("values@1", "Values", (Cluster("values", "V", "", (care, hear, apart)),))
    found = {
        one.competency.key: one.behaviour.key if one.behaviour else None
        for one in suggest(values, "for listening to me when I was down")
    }
    assert found == {"care": "hears_feelings", "hear": "hears_feelings"}


def test_the_likeliest_behaviour_has_the_highest_score() -> None:
    self_control = ECF.find_competency("self_control")
    assert self_control is not None
    scores = score_behaviours(self_control, "everything was urgent and you kept a clear head")
    assert max(scores, key=lambda key: scores[key]) == "keeps_clear_head"


def test_what_says_nothing_has_words_that_tell_of_no_deed() -> None:
    assert says_nothing("thanks!")
    assert says_nothing("great job")
    assert not says_nothing(" ")
    assert not says_nothing("for listening to me when I was down")


@pytest.mark.usefixtures("no_weights")
def test_without_weights_only_what_is_named_is_suggested() -> None:
    assert keys_for("for listening to me when I was down") == ["empathy"]
    assert keys_for("you heard me out") == []
    assert not says_nothing("thanks!")


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\x00\xff", b'{"labels": ["a"]}\n\n\nxyz'])
def test_a_broken_file_is_like_none(
    content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "broken"
    path.write_bytes(content)
    monkeypatch.setattr(weights, "FILE", path)
    load_weights.cache_clear()
    try:
        assert load_weights() is None
        assert keys_for("you heard me out") == []
    finally:
        load_weights.cache_clear()


@given(st.text(max_size=300))
def test_any_text_is_read(message: str) -> None:
    assert len(suggest(ECF, message)) <= 3
    known = load_weights()
    assert known is not None
    assert sum(known.read(message).values()) == pytest.approx(1)


def test_the_weights_are_those_of_the_examples_and_know_every_behaviour() -> None:
    content = weights.FILE.read_bytes()
    known = parse_weights(content)
    assert f'"examples": "{name_examples(TRAIN)}"'.encode() in content, "run `make train`"
    every = [f"{one.key}.{deed.key}" for one in ECF.competencies() for deed in one.behaviours]
    assert list(known.labels) == [*every, NONE]


def test_there_are_examples_enough_and_none_stands_in_both_files() -> None:
    train, test = read_examples(TRAIN), read_examples(TEST)
    every = {f"{one.key}.{deed.key}" for one in ECF.competencies() for deed in one.behaviours}
    every |= {one.key for one in ECF.competencies()}
    for one in (*train, *test):
        assert one.text.strip() and set(one.fits) <= every, one
    count = Counter(one.competencies[0] for one in train if one.fits)
    assert min(count[one.key] for one in ECF.competencies()) >= 60
    assert sum(not one.fits for one in train) >= 200
    texts = [one.text.strip().casefold() for one in (*train, *test)]
    assert len(set(texts)) == len(texts)
    assert len(test) >= 0.199 * len(texts)


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("you are always so reliable", "conscientiousness"),
        ("such a courageous answer", "self_confidence"),
        ("you were so patient with the man who could not find his password", "self_control"),
        ("you were so calm and kind", "empathy"),
    ],
)
def test_a_few_words_are_taken_at_their_word(message: str, key: str) -> None:
    found = [one.competency.key for one in suggest(ECF, message)]
    assert key in found
    assert len(found) == len(set(found)) <= 3


@pytest.mark.parametrize(
    "message",
    [
        "<@U0123|Patience> <https://x.de/empathy/leadership> `communication.py` :calm:",
        "@Patience Owusu can you send the file?",
        "https://x.de/empathy/leadership",
    ],
)
def test_names_links_code_and_emoji_are_no_words_of_the_message(message: str) -> None:
    assert keys_for(message) == []


def test_no_behaviour_is_quoted_that_the_message_does_not_tell_of() -> None:
    (one,) = [
        one for one in suggest(ECF, "optimise query") if one.competency.key == "optimism"
    ] or [None]
    assert one is None or one.behaviour is None
    named = suggest(ECF, "Thanks for the adaptation guide")[0]
    assert (named.competency.key, named.behaviour) == ("adaptability", None)


def test_a_competency_that_has_a_key_of_ecf_by_chance_is_not_that_one() -> None:
    hospitality = Competency("empathy", "Hospitality", "Opens the door", "values")
    brave = Competency(
        "brave",
        "Courage",
        "",
        "values",
        behaviours=(
            Behaviour("speaks", "Speaks up in front of the board", None),
            Behaviour("admits", "Admits mistakes", None),
        ),
    )
    cluster = Cluster("values", "V", "", (hospitality, brave))
    values = Framework("values@1", "Values", (cluster,))
    (named,) = suggest(values, "so much hospitality")
    assert (named.competency, named.behaviour) == (hospitality, None)
    (named,) = suggest(values, "that took courage, you admitted mistakes")
    assert named.behaviour is not None and named.behaviour.key == "admits"
    assert keys_for("for listening to me when I was down", values) == []


@pytest.mark.parametrize(
    "message",
    ["thanks for covering my shift last night", "reviewed my PR in ten minutes", "you called back"],
)
def test_a_deed_of_whatever_kind_says_something(message: str) -> None:
    assert not says_nothing(message)
