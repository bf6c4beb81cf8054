"""Rates over realistic sentences: who is thanked, what is named, and what is offered instead."""

from __future__ import annotations

import pytest

from slackapp.domain.kudos.text import parse_kudos
from tests.unit.sentences import ECF, Verdict, judge, read_lines, read_sentences

TUNED = judge(read_sentences("kudos_sentences.txt"))
# Written later, and read once before their kinds were mended: see the heads of the files.
HELD_OUT = judge(read_sentences("kudos_sentences_held_out.txt"))
HELD_OUT_2 = judge(read_sentences("kudos_sentences_held_out_2.txt"))
HELD_OUT_3 = judge(read_sentences("kudos_sentences_held_out_3.txt"))
EVERY_SET = [TUNED, HELD_OUT, HELD_OUT_2, HELD_OUT_3]

each_set = pytest.mark.parametrize(
    "verdicts", EVERY_SET, ids=["first", "second", "third", "fourth"]
)


def texts(verdicts: list[Verdict]) -> list[str]:
    return [verdict.sentence.text for verdict in verdicts]


def test_there_are_enough_sentences_of_each_kind() -> None:
    assert len(TUNED) >= 200
    assert min(len(HELD_OUT), len(HELD_OUT_2)) >= 60
    assert sum(verdict.sentence.asks for verdict in TUNED) >= 20
    assert sum(not verdict.sentence.named for verdict in TUNED) >= 40
    everything = texts([verdict for verdicts in EVERY_SET for verdict in verdicts])
    assert len(set(everything)) == len(everything)


@each_set
def test_nobody_wrong_is_thanked(verdicts: list[Verdict]) -> None:
    assert texts([one for one in verdicts if one.thanks_somebody_wrong]) == []


@each_set
def test_nothing_wrong_is_named(verdicts: list[Verdict]) -> None:
    assert texts([one for one in verdicts if one.names_something_wrong]) == []


@each_set
def test_recipients_are_understood_or_offered(verdicts: list[Verdict]) -> None:
    missed = texts([one for one in verdicts if not one.has_right_people])
    assert len(missed) <= 0.02 * len(verdicts), missed


@each_set
def test_competencies_are_understood(verdicts: list[Verdict]) -> None:
    missed = texts([one for one in verdicts if not one.has_right_competencies])
    assert len(missed) <= 0.05 * len(verdicts), missed


@each_set
def test_what_is_not_understood_offers_the_right_one(verdicts: list[Verdict]) -> None:
    missed = texts([one for one in verdicts if not one.offers_what_it_missed])
    assert len(missed) <= 0.005 * len(verdicts), missed


@pytest.mark.parametrize("text", read_lines("told_of.txt"))
def test_whoever_is_only_told_of_is_not_thanked(text: str) -> None:
    parsed = parse_kudos(text, framework=ECF)
    assert "UBEN" not in parsed.recipients
    assert parsed.recipients or "UBEN" in parsed.candidates
