"""Which vocabulary the words behind "through" name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.command.through import match_framework, split_through
from slackapp.frameworks.loader import builtin_keys, load_builtin

OWN = replace(load_builtin("five_core_strengths"), key="acme@3", name="Acme Values")
LENSES = (OWN, *map(load_builtin, builtin_keys()))


@pytest.mark.parametrize(
    ("text", "before", "words"),
    [
        ("through twelve-zealous", "", "twelve-zealous"),
        ("preview 2026-10 through 12 zealous", "preview 2026-10", "12 zealous"),
        ("preview Through the Twelve Zealous", "preview", "the Twelve Zealous"),
        ("thru values", "", "values"),
        ("trough values", "", "values"),
        ("thorugh values", "", "values"),
        ("csv through values 6", "csv 6", "values"),
        ("through five core strengths 2026-10 xlsx", "2026-10 xlsx", "five core strengths"),
        ("through", "", ""),
        ("through 12", "", "12"),
        ("csv 6", "csv 6", None),
        ("tough month", "tough month", None),
    ],
)
def test_what_stands_before_and_behind_through(text: str, before: str, words: str | None) -> None:
    assert split_through(text) == (before, words)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("twelve zealous", "twelve_zealous"),
        ("twelve-zealous", "twelve_zealous"),
        ("Twelve_Zealous", "twelve_zealous"),
        ("12 zealous", "twelve_zealous"),
        ("the twelve", "twelve_zealous"),
        ("zealous", "twelve_zealous"),
        ("five core strengths", "five_core_strengths"),
        ("5 core strengths", "five_core_strengths"),
        ("core strength", "five_core_strengths"),
        ("`five core strengths`", "five_core_strengths"),
        ("service personnel", "service_personnel"),
        ("outstanding", "outstanding_service"),
        ("ecf", "ecf"),
        ("the ECF", "ecf"),
        ("emotional competence framework", "ecf"),
        ("values", "acme@3"),
        ("acme", "acme@3"),
        ("our values", "acme@3"),
        ("our own", "acme@3"),
        # Two vocabularies have the word; nothing is guessed, and slips get the list.
        ("service", None),
        ("twelve zealus", None),
        ("", None),
        ("—", None),
        ("horoscopes", None),
    ],
)
def test_words_name_one_vocabulary_or_none(words: str, key: str | None) -> None:
    found = match_framework(words, LENSES)
    assert (found and found.key) == key


@pytest.mark.parametrize("framework", LENSES, ids=lambda one: one.key)
def test_every_vocabulary_is_named_by_its_key_and_by_its_name(framework: object) -> None:
    key, name = framework.key, framework.name  # type: ignore[attr-defined]
    for words in (key.partition("@")[0], key.partition("@")[0].replace("_", "-"), name):
        found = match_framework(words, LENSES)
        assert found is not None
        assert found.key == key


@given(st.text())
def test_no_words_break_it(words: str) -> None:
    split_through(words)
    match_framework(words, LENSES)
