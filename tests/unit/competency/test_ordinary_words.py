"""No ordinary word becomes a competency: every word of a frequency list of English is tried."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import get_frequency_dict

from slackapp.domain.base.word_forms import words_of
from slackapp.domain.competency.match import find_competency
from slackapp.domain.competency.ordinary_words import NO_FORMS, NO_SLIPS
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin("ecf")
# So rare that misspellings of what is common are among them.
RAREST = 10
PHRASES = [
    phrase
    for competency in ECF.competencies()
    for phrase in (competency.name, *competency.name.split(" and "), *competency.aliases)
]
OWN = {"".join(words_of(phrase)) for phrase in PHRASES}
#: A word as common as this is typed on purpose.
COMMON = 1_000


@cache
def list_words(rarest: float) -> list[str]:
    """The words of the list that come at least so often, in a thousand million words."""
    frequencies = get_frequency_dict("en", wordlist="large")
    return [
        word
        for word, frequency in frequencies.items()
        if frequency * 1e9 >= rarest and re.fullmatch("[a-z'-]+", word)
    ]


def read_understood() -> dict[str, tuple[str, str]]:
    """The words that may be understood, with competency and way."""
    lines = (Path(__file__).parents[1] / "data" / "words_understood.txt").read_text().splitlines()
    understood = {}
    key = via = ""
    for line in lines:
        if line.startswith("#"):
            continue
        heading, colon, words = line.rpartition(":")
        if colon:
            key, via = heading.split()
        understood |= dict.fromkeys(words.split(), (key, via))
    return understood


def found(phrase: str) -> tuple[str, str] | None:
    match = find_competency(ECF, phrase)
    return None if match is None else (match.competency.key, match.via)


def test_only_words_that_were_looked_at_are_another_form_or_a_slip() -> None:
    words = [word for word in list_words(RAREST) if "".join(words_of(word)) not in OWN]
    assert len(words) > 300_000
    assert {word: found(word) for word in words if found(word)} == read_understood()


def test_no_word_that_is_common_is_a_slip() -> None:
    slips = [word for word in list_words(COMMON) if (found(word) or ("", ""))[1] == "fuzzy"]
    assert slips == []


def test_no_common_word_within_a_name_or_nickname_is_a_slip_of_another() -> None:
    slips = set()
    for phrase in (words_of(phrase) for phrase in PHRASES):
        for place, meant in enumerate(phrase if len(phrase) > 1 else []):
            near = process.extract_iter(
                meant, list_words(COMMON), scorer=OSA.distance, score_cutoff=3
            )
            for word, *_ in near:
                other = " ".join([*phrase[:place], word, *phrase[place + 1 :]])
                if (found(other) or ("", ""))[1] == "fuzzy":
                    slips.add(word)
    # Forms of the words that they stand for.
    assert slips <= {
        *("achievements", "buildings", "collaborating", "collaborative", "collaborator"),
        *(
            "collaborations",
            "collaborators",
            "positives",
            "conflicts",
            "confident",
            "cooperating",
            "cooperative",
            "customers",
        ),
        *("disciplined", "motivate", "organise", "organize", "presentations", "prioritizes"),
        *("relationships", "serviced", "services", "stakeholders", "thinkin"),
    }


@pytest.mark.parametrize("word", sorted(NO_SLIPS | NO_FORMS))
def test_every_exception_is_needed_or_was_asked_for(word: str) -> None:
    assert found(word) is None


@pytest.mark.parametrize(
    "text",
    [
        "corporation inference influencers imitative initialize optimise dealership medication",
        "meditation transportation understaffing sacrificed diversify belongings principle",
        "initiated initiation communicable grits visions purposes",
    ],
)
def test_words_that_were_taken_for_competencies_are_ordinary(text: str) -> None:
    assert [word for word in text.split() if found(word)] == []


@pytest.mark.parametrize(
    "phrase",
    [
        "customer case",
        "customer list",
        "food quality",
        "being told",
        "being sold",
        "being police",
        "not living up",
        "speaking us",
        "reading the doom",
        "team moral",
        "driving charge",
        "leaning from mistakes",
    ],
)
def test_ordinary_phrases_are_no_slips_of_a_nickname(phrase: str) -> None:
    assert found(phrase) is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("iniative", "initiative"),
        ("initiativr", "initiative"),
        ("leadershio", "leadership"),
        ("leadrshp", "leadership"),
        ("commitmemt", "commitment"),
        ("comunicatiom", "communication"),
        ("trustworthynes", "trustworthiness"),
        ("adaptabilty", "adaptability"),
        ("cooporation", "collaboration_and_cooperation"),
        ("colaboratiom", "collaboration_and_cooperation"),
        ("innovativness", "innovativeness"),
        ("selfcontol", "self_control"),
        ("self contorl", "self_control"),
        ("emotional awarenes", "emotional_awareness"),
        ("leveraging diversty", "leveraging_diversity"),
        ("conflict mangement", "conflict_management"),
        ("knowledge shraing", None),
        ("optimisn", "optimism"),
        ("empathu", "empathy"),
        ("influemce", "influence"),
    ],
)
def test_slips_in_a_name_are_understood_up_to_its_last_letter(typed: str, key: str | None) -> None:
    match = find_competency(ECF, typed)
    assert (match and match.competency.key) == key
    assert match is None or match.via == "fuzzy"


@pytest.mark.parametrize("typed", ["underspending", "lisstemming", "accurasies", "coachimg"])
def test_two_slips_in_a_nickname_are_another_word(typed: str) -> None:
    assert found(typed) is None
