"""Which competencies a text comes near to, for whoever named none in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.base.word_forms import root_of, telling_words, words_of
from slackapp.domain.competency.match import NEAR_LIKENESS, Matcher, matcher_for
from slackapp.domain.competency.text_features import without_markup
from slackapp.frameworks.model import Competency, Framework

#: How much of a text is read.
_CHARACTERS = 600

# What is named counts most. A word of a name or alias counts with its share in it, so that
# "first" is not yet "customer first"; a word of a definition or behaviour counts little,
# and only where it tells few competencies from the others.
_NAMED = 600
_OF_NAME = 60
_OF_DEED = 18
_FEW = 3
#: With less than that, nothing is near: one word of a behaviour, or half an alias, means nothing.
_NEAR = 36

#: A whole name or alias, or nearly.
_WHOLE = 48
#: A text of so many words is short.
_SHORT = 7

_SHORTEST_SLIP = 5
#: How alike a word that stands nearly alone must be, of 100: "empatía" is that near to empathy.
_ALIKE = 70


class _Hints:
    """Which competencies each word of a framework points to, and how strongly, by their keys."""

    def __init__(self, framework: Framework) -> None:
        self.words: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.roots: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.deeds: defaultdict[str, set[str]] = defaultdict(set)
        for competency in framework.competencies():
            for phrase in (competency.name, *competency.aliases):
                words = telling_words(phrase)
                for word in words:
                    self.words[word][competency.key] += _OF_NAME // len(words)
                    self.roots[root_of(word)][competency.key] += _OF_NAME // len(words)
            deeds = [competency.definition, *(one.text for one in competency.behaviours)]
            for word in telling_words(" ".join(deeds)):
                self.deeds[root_of(word)].add(competency.key)


@lru_cache(maxsize=32)
def _hints_of(matcher: Matcher) -> _Hints:
    return _Hints(matcher.framework)


def closest_competencies(framework: Framework, text: str, limit: int = 3) -> tuple[Competency, ...]:
    """The competencies that a text comes nearest to, best first; none where none is near.

    What is named in it comes first, a word of a lens too, then what shares words with it in name or
    aliases or is nearly spelt in it, then what shares several in definition and behaviours.
    """
    matcher = matcher_for(framework)
    text = text[:_CHARACTERS]
    scores, of_lenses = _score_named(matcher, words_of(text))
    scores.update(_score_words(matcher, telling_words(text)))
    near = [(scores[one.key], one) for one in framework.competencies() if scores[one.key] >= _NEAR]
    # Sorting is stable, so that equals stay in the framework's order.
    near = sorted([*near, *of_lenses], key=lambda scored: -scored[0])
    return tuple(one for _, one in near[:limit])


def named_competencies(framework: Framework, text: str) -> tuple[Competency, ...]:
    """The competencies that a text names, or that it nearly is the name of, best first."""
    matcher = matcher_for(framework)
    words = words_of(without_markup(text)[:_CHARACTERS])
    scores, of_lenses = _score_named(matcher, words)
    for word in words if len(words) <= _FEW else ():
        # Such as the names of other languages.
        scores.update(_score_spelling(matcher, alphabetical(word)[0], _ALIKE))
    named = [(scores[one.key], one) for one in framework.competencies() if scores[one.key]]
    return tuple(one for _, one in sorted([*named, *of_lenses], key=lambda scored: -scored[0]))


def competencies_by_word(framework: Framework, text: str) -> list[Competency]:
    """Those of whose names a short text has a word in another form, or nearly, nearest first.

    "You are so reliable" says nothing of what somebody did, and yet which competency is meant. In a
    longer text, what looks like a name is mostly a word of its own.
    """
    text = without_markup(text)[:_CHARACTERS]
    if len(words_of(text)) > _SHORT:
        return []
    scores = _score_names(matcher_for(framework), telling_words(text))
    found = [one for one in framework.competencies() if scores[one.key] >= _WHOLE]
    return sorted(found, key=lambda one: -scores[one.key])


def _score_named(
    matcher: Matcher, words: list[str]
) -> tuple[Counter[str], list[tuple[int, Competency]]]:
    """How strongly competencies are named, by key; and the same for those of lenses."""
    scores: Counter[str] = Counter()
    of_lenses: dict[tuple[str, str], tuple[int, Competency]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + matcher.longest_phrase, len(words)) + 1):
            phrase = words[start:end]
            match = matcher.find_words(phrase, " ".join(phrase))
            if match is None:
                continue
            # An earlier mention, and a longer phrase, say more.
            score = _NAMED + _OF_NAME * (end - start) - start
            if match.is_of_lens:
                key = (match.framework_key, match.competency.key)
                of_lenses.setdefault(key, (score, match.competency))
            else:
                scores[match.competency.key] += score
    return scores, list(of_lenses.values())


def _score_words(matcher: Matcher, words: set[str]) -> Counter[str]:
    hints = _hints_of(matcher)
    scores = _score_names(matcher, words)
    for word in words:
        deeds = hints.deeds.get(root_of(word), set())
        if len(deeds) <= _FEW:
            scores.update(dict.fromkeys(deeds, _OF_DEED))
    return scores


def _score_names(matcher: Matcher, words: set[str]) -> Counter[str]:
    hints = _hints_of(matcher)
    scores: Counter[str] = Counter()
    for word in words:
        # The word itself first: "polite" shares its root with politics.
        if named := hints.words.get(word) or hints.roots.get(root_of(word)):
            scores.update(named)
        else:
            scores.update(_score_spelling(matcher, word))
    return scores


def _score_spelling(matcher: Matcher, word: str, least: int = NEAR_LIKENESS) -> Counter[str]:
    """How much a word looks like names and aliases."""
    scores: Counter[str] = Counter()
    if len(word) >= _SHORTEST_SLIP:
        for competency, likeness in matcher.near_spellings(word, least):
            scores[competency.key] += round(_OF_NAME * likeness / 100)
    return scores
