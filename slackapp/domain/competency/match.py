"""Which competency a few words mean.

`Matcher.find` tries four readings of a phrase and takes the first that fits:

1. the competency's name, however it is spaced or hyphenated (`exact`);
2. one of its aliases, its key, or one half of a name joined by "and" (`alias`);
3. another form of the name, found by comparing word roots: "empathetic", "communicating",
   "managing conflicts" (`alias` too, as nothing had to be guessed);
4. a slip of the keyboard (`fuzzy`, so that the answer can say what was understood).

Readings 3 and 4 are narrow on purpose: an ordinary word must never become a competency. Aliases
have no other forms than the plural, because theirs are ordinary words: "polite" shares its root
with politics, "response" with responsibility. What would still be taken for a form or a slip and is
a word of its own stands in `ordinary_words`.

A framework's lenses are understood in the same ways. A word that the framework itself goes by is
its own, whatever a lens calls so; between lenses the first has it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from slackapp.domain.base.word_forms import (
    ROOT_LETTERS,
    WORD,
    root_of,
    singular,
    words_of,
)
from slackapp.domain.competency.ordinary_words import NO_FORMS
from slackapp.domain.competency.slips import SlipFinder, Spelling
from slackapp.frameworks.model import Competency, Framework

Via = Literal["exact", "alias", "fuzzy"]

_LONGEST_TYPED = 80

#: More than the frameworks that one process serves.
_MOST_MATCHERS = 32

#: How alike a near word must be (of 100).
NEAR_LIKENESS = 75


@dataclass(frozen=True, slots=True)
class MatchedCompetency:
    """A competency as somebody named it; `typed` holds that person's own words."""

    competency: Competency
    framework_key: str
    via: Via
    typed: str
    is_of_lens: bool = False


class Matcher:
    """The names of one framework and its lenses, arranged for looking up what people type."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.longest_phrase = 1
        self._names: dict[str, Competency] = {}
        self._nicknames: dict[str, Competency] = {}
        self._plurals: dict[str, Competency] = {}
        self._roots: dict[tuple[str, ...], Competency] = {}
        self._root_letters: set[tuple[str, ...]] = set()
        self._spellings: defaultdict[str, list[Spelling]] = defaultdict(list)
        self._slips = SlipFinder()
        self._framework_keys: dict[int, str] = {}
        for one in (framework, *framework.lenses):
            self._add_framework(one)

    def _add_framework(self, framework: Framework) -> None:
        taken = frozenset((*self._names, *self._nicknames, *self._plurals))
        for competency in framework.competencies():
            self._framework_keys[id(competency)] = framework.key
            self._add_name(competency, taken)
        for competency in framework.competencies():
            for alias in (*_name_parts(competency.name), competency.key, *competency.aliases):
                self._add_alias(alias, competency, taken)

    def find(self, typed: str) -> MatchedCompetency | None:
        """The competency that the whole of this phrase means, if it means one."""
        return self.find_words(words_of(typed), typed) if len(typed) <= _LONGEST_TYPED else None

    def find_words(self, words: list[str], typed: str) -> MatchedCompetency | None:
        """The same for a phrase whose words, as `words_of` gives them, are known already."""
        if not words or len(typed) > _LONGEST_TYPED:
            return None
        letters = "".join(words)
        if found := self._names.get(letters):
            return self._matched(found, "exact", typed)
        via, found = self._find_otherwise(words, letters)
        return self._matched(found, via, typed) if found else None

    def find_name(self, words: list[str], typed: str) -> MatchedCompetency | None:
        """The competency of the framework itself whose very name this phrase is, if it is one."""
        found = self._names.get("".join(words)) if words else None
        match = self._matched(found, "exact", typed) if found else None
        return match if match and not match.is_of_lens else None

    def _matched(self, competency: Competency, via: Via, typed: str) -> MatchedCompetency:
        framework_key = self._framework_keys[id(competency)]
        return MatchedCompetency(
            competency, framework_key, via, typed, is_of_lens=framework_key != self.framework.key
        )

    def near_spellings(
        self, word: str, least: int = NEAR_LIKENESS
    ) -> Iterator[tuple[Competency, float]]:
        """Competencies with a name or alias that looks like the word, and how alike they are.

        The first two letters are never a slip: "passion" is no "compassion", "report" no "rapport".
        """
        group = self._spellings.get(word[0], ())
        spellings = [one for one in group if one.letters.startswith(word[:2])]
        for _, likeness, index in process.extract(
            word,
            [one.letters for one in spellings],
            scorer=fuzz.ratio,
            score_cutoff=least,
            limit=3,
        ):
            yield spellings[index].competency, likeness

    def _add_name(self, competency: Competency, taken: Collection[str]) -> None:
        for spelling in (competency.name, _run_together(competency.name)):
            letters = "".join(words_of(spelling))
            if letters not in taken:
                self._names.setdefault(letters, competency)
        if "".join(words_of(competency.name)) in taken:
            return
        for part in _name_parts(competency.name):
            roots = _roots_of(words_of(part))
            self._roots.setdefault(roots, competency)
            self._root_letters.add(tuple(root[0] for root in roots))
        self._add_spelling(competency.name, competency, is_name=True)

    def _add_alias(self, alias: str, competency: Competency, taken: Collection[str]) -> None:
        for spelling in (alias, _run_together(alias)):
            words = words_of(spelling)
            if "".join(words) in taken:
                return
            self._nicknames.setdefault("".join(words), competency)
            self._plurals.setdefault(_letters_of_singular(words), competency)
        self._add_spelling(alias, competency, is_name=alias in _name_parts(competency.name))

    def _add_spelling(self, phrase: str, competency: Competency, *, is_name: bool) -> None:
        words = tuple(words_of(phrase))
        # As typed, so with the "and" that is not compared.
        self.longest_phrase = max(self.longest_phrase, len(WORD.findall(phrase)))
        if words:
            spelling = Spelling("".join(words), words, is_name, competency)
            self._spellings[words[0][0]].append(spelling)
            self._slips.add(spelling)

    def _find_otherwise(self, words: list[str], letters: str) -> tuple[Via, Competency | None]:
        if found := self._nicknames.get(letters):
            return "alias", found
        if letters in NO_FORMS:
            return "alias", None
        if found := self._plurals.get(_letters_of_singular(words)):
            return "alias", found
        if len(words) == 1:
            if found := self._find_by_roots(words):
                return "alias", found
            return "fuzzy", self._slips.find_word(letters)
        # Several roots would swallow a slip that ought to be announced: "conflict managment".
        if found := self._slips.find_phrase(words):
            return "fuzzy", found
        return "alias", self._find_by_roots(words)

    def _find_by_roots(self, words: list[str]) -> Competency | None:
        # Most phrases end here: no stripping of endings changes how a word begins.
        if tuple(sorted([word[0] for word in words])) not in self._root_letters:
            return None
        if len(words) == 1:
            root = root_of(words[0])
            # The bare root is another word ("commit"), and so is an adverb ("optimistically").
            is_form = singular(words[0]) != root and not words[0].endswith("ly")
            if len(root) < ROOT_LETTERS or not is_form:
                return None
        return self._roots.get(_roots_of(words))


_matchers: dict[int, Matcher] = {}


def matcher_for(framework: Framework) -> Matcher:
    """The matcher of a framework, made once."""
    # By identity: comparing frameworks would hash every behaviour of one. A matcher keeps its
    # framework alive, so that no other gets the same id meanwhile.
    matcher = _matchers.get(id(framework))
    if matcher is None:
        if len(_matchers) >= _MOST_MATCHERS:
            _matchers.clear()
        matcher = _matchers[id(framework)] = Matcher(framework)
    return matcher


def find_competency(framework: Framework, words: str) -> MatchedCompetency | None:
    """The competency that the whole of this phrase means, if it means one."""
    return matcher_for(framework).find(words)


def _letters_of_singular(words: list[str]) -> str:
    return "".join([*words[:-1], *map(singular, words[-1:])])


def _run_together(phrase: str) -> str:
    """As a tag writes it, where "and" is no word of its own: "CollaborationAndCooperation"."""
    return re.sub(r"\W+", "", phrase.replace("&", "and"))


def _name_parts(name: str) -> list[str]:
    """The name, and its halves where it joins two nouns: "Collaboration and Cooperation"."""
    halves = re.split(r"\s+(?:and|&)\s+", name)
    return [name, *halves] if len(halves) > 1 else [name]


def _roots_of(words: list[str]) -> tuple[str, ...]:
    """Roots in alphabetical order, as people turn names round: "managing conflict"."""
    return tuple(sorted(map(root_of, words)))
