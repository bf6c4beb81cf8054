"""The other vocabularies: nothing of a source is missing, and no word of theirs is dead."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from wordfreq import get_frequency_dict

from slackapp.domain.base.word_forms import words_of
from slackapp.domain.competency.match import Matcher, find_competency
from slackapp.domain.kudos.text import parse_kudos
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Framework, Tier
from tests.unit.framework_texts import FILLER, GENDERED, run_hashes, words

ECF = load_builtin()
TWELVE = load_builtin("twelve_zealous")
STRENGTHS = load_builtin("five_core_strengths")
PERSONNEL = load_builtin("service_personnel")
OUTSTANDING = load_builtin("outstanding_service")
#: In the order in which they are asked for a word.
LENSES = (TWELVE, STRENGTHS, PERSONNEL, OUTSTANDING)
ENTRIES = [(lens, entry) for lens in LENSES for entry in lens.competencies()]
TEXTS = [
    text
    for _, entry in ENTRIES
    for text in (entry.definition, *(behaviour.text for behaviour in entry.behaviours))
]

#: The behaviours that the twelve name, in the order of the source.
TWELVE_FACTS = [
    "self_control.tames_impulses",
    "accurate_self_assessment.learns_from_experience",
    "accurate_self_assessment.welcomes_feedback",
    "empathy.hears_feelings",
    "achievement_drive.sets_bold_goals",
    "emotional_awareness.sees_mood_at_play",
    "accurate_self_assessment.laughs_at_self",
    "conflict_management.finds_win_win",
    "initiative.cuts_red_tape",
    "commitment.finds_purpose",
    "self_confidence.says_the_unpopular",
    "initiative.goes_further",
]
#: How many expectations the source lists under each.
EXPECTATIONS = {
    "tolerance": 6,
    "empathy": 6,
    "communication": 4,
    "results": 4,
    "technical_capacity": 4,
}
#: What each counts as, the primary one first, where it is not one behaviour of ECF.
COUNTERPARTS = {
    "self_talk": ("emotional_awareness", "optimism"),
    "mindset": ("optimism", "initiative"),
    "balance": ("self_control", "conflict_management"),
    "self_image": ("self_confidence", "accurate_self_assessment"),
    "empathy": ("empathy",),
    "tolerance": ("self_control",),
    "communication": ("communication",),
    "results": ("service_orientation", "achievement_drive"),
    "technical_capacity": (),
}
#: The framework's own words, which mean its own competencies; ECF has them first.
SHARED = {"Empathy", "Communication"}
#: Common words that are another form or a slip of a lens's word.
UNDERSTOOD = {"tolerant", "efficiencies", "dialogues"}

each_lens = pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.key)


def same_as(lens: Framework, cluster_key: str) -> list[str]:
    return [entry.same_as for entry in lens.get_cluster(cluster_key).competencies]


def marked_in_ecf(mark: str) -> set[str]:
    return {
        f"{competency.key}.{behaviour.key}"
        for competency in ECF.competencies()
        for behaviour in competency.behaviours
        if mark in behaviour.outstanding
    }


def test_each_source_has_all_its_entries() -> None:
    sizes = {lens.key: [len(cluster.competencies) for cluster in lens.clusters] for lens in LENSES}
    assert sizes == {
        "twelve_zealous": [12],
        "five_core_strengths": [5],
        "service_personnel": [4, 1],
        "outstanding_service": [43, 29],
    }


def test_service_personnel_have_all_their_expectations() -> None:
    counts = {entry.key: len(entry.behaviours) for entry in PERSONNEL.competencies()}
    assert counts == EXPECTATIONS


def test_technical_capacity_stands_apart_without_tier_or_counterpart() -> None:
    (entry,) = PERSONNEL.get_cluster("technical").competencies
    assert {behaviour.tier for behaviour in entry.behaviours} == {None}
    assert entry.entry_tier is None
    others = PERSONNEL.get_cluster("service_personnel").competencies
    assert {behaviour.tier for one in others for behaviour in one.behaviours} == {Tier.BASIC}


def test_outstanding_entries_name_the_behaviours_that_ecf_marks() -> None:
    providers = same_as(OUTSTANDING, "providers")
    assert set(providers) == marked_in_ecf("provider")
    assert len(set(providers)) == len(providers)
    leaders = Counter(same_as(OUTSTANDING, "leaders"))
    assert set(leaders) == marked_in_ecf("leader")
    # To protect the group and to share credit are one behaviour of ECF, and two entries here.
    twice = [behaviour for behaviour, count in leaders.items() if count > 1]
    assert twice == ["team_capabilities.guards_the_team"]


def test_all_twelve_are_the_behaviours_that_the_source_tells_of() -> None:
    assert same_as(TWELVE, "zealous_service") == TWELVE_FACTS


@pytest.mark.parametrize("lens", [TWELVE, OUTSTANDING], ids=lambda lens: lens.key)
def test_an_entry_that_is_one_behaviour_of_ecf_has_its_tier_and_question(lens: Framework) -> None:
    for entry in lens.competencies():
        competency_key, _, behaviour_key = entry.same_as.partition(".")
        assert entry.crosswalk == (competency_key,)
        competency = ECF.find_competency(competency_key)
        assert competency and competency.find_behaviour(behaviour_key), entry.key
        assert entry.behaviours == ()


@pytest.mark.parametrize("lens", [STRENGTHS, PERSONNEL], ids=lambda lens: lens.key)
def test_any_other_entry_has_its_counterparts_and_questions_of_its_own(lens: Framework) -> None:
    for entry in lens.competencies():
        assert entry.same_as == ""
        assert entry.crosswalk == COUNTERPARTS[entry.key]
        assert all(behaviour.question for behaviour in entry.behaviours)


@each_lens
def test_every_name_and_alias_is_understood_as_its_own_entry(lens: Framework) -> None:
    dead = []
    for entry in lens.competencies():
        for phrase in (entry.name, *entry.aliases):
            found = (find_competency(one, phrase) for one in (ECF, *LENSES))
            match = next(filter(None, found))
            if (match.framework_key, match.competency.key) != (lens.key, entry.key):
                dead.append(phrase)
    assert set(dead) <= SHARED


@each_lens
def test_every_name_and_alias_is_understood_behind_a_person(lens: Framework) -> None:
    for entry in lens.competencies():
        for phrase in (entry.name, *entry.aliases):
            parsed = parse_kudos(f"<@U1> {phrase}: you were great", framework=lens)
            assert [one.competency.key for one in parsed.competencies] == [entry.key], phrase
            assert parsed.message == "you were great"


def test_no_phrase_is_a_name_or_alias_of_two_lenses() -> None:
    counts = Counter(
        "".join(words_of(phrase))
        for _, entry in ENTRIES
        for phrase in (entry.name, *entry.aliases)
        if phrase not in SHARED
    )
    assert [letters for letters, count in counts.items() if count > 1] == []


@each_lens
def test_names_are_short_and_aliases_are_plain(lens: Framework) -> None:
    for entry in lens.competencies():
        assert 1 <= len(entry.name.split()) <= 4
        assert len(entry.name) <= 30
        assert " and " not in entry.name, "each half of it would be a name"
        assert 3 <= len(entry.aliases) <= 12, entry.key
        for alias in entry.aliases:
            assert re.fullmatch(r"[a-z]+( [a-z]+)*", alias), alias
            assert alias not in FILLER


def test_hardly_a_common_word_is_another_form_or_a_slip_of_a_lens_word() -> None:
    own = {
        "".join(words_of(phrase))
        for _, entry in ENTRIES
        for phrase in (entry.name, entry.key, *entry.aliases)
    }
    matchers = [Matcher(lens) for lens in LENSES]
    # A word as common as this is typed on purpose.
    frequencies = get_frequency_dict("en", wordlist="large").items()
    common = [one for one, often in frequencies if often * 1e9 >= 1_000 and one.isalpha()]
    taken = {
        word
        for word in common
        if word not in own
        if any(one.find(word) for one in matchers)
        if not find_competency(ECF, word)
    }
    assert taken == UNDERSTOOD


def test_no_sentence_name_or_alias_repeats_five_words_in_a_row_of_a_source() -> None:
    file = Path(__file__).parents[1] / "data" / "source_five_word_runs.txt"
    hashes = set(file.read_text(encoding="ascii").split())
    phrases = [phrase for _, one in ENTRIES for phrase in (one.name, *one.aliases)]
    questions = [each.question for _, one in ENTRIES for each in one.behaviours]
    repeated = [text for text in (*TEXTS, *phrases, *questions) if run_hashes(text) & hashes]
    assert repeated == []
    # Each source is among them.
    for sentence in (
        "Readily make personal or group sacrifices",
        "Their personal expectations are greater than those",
        "What a professional service provider says",
        "Have mastery of the situation before",
    ):
        assert run_hashes(sentence) & hashes


def test_sentences_are_short_single_and_address_everybody() -> None:
    for text in TEXTS:
        assert 20 <= len(text) <= 75, text
        assert text[0].isupper(), text
        assert not text.endswith("."), text
        assert not GENDERED & set(words(text)), text
    of_ecf = [one.definition for one in ECF.competencies()]
    assert [text for text, count in Counter(TEXTS + of_ecf).items() if count > 1] == []
