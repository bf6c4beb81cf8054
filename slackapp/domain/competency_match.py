"""Which competency a few words mean, and which of its behaviours fit a message.

`Matcher.find` tries four readings of a phrase and takes the first that fits:

1. the competency's name, however it is spaced or hyphenated (`exact`);
2. one of its aliases, its key, or one half of a name joined by "and" (`alias`);
3. another form of the name, found by comparing word roots: "empathetic", "communicating",
   "managing conflicts" (`alias` too, as nothing had to be guessed);
4. a slip of the keyboard (`fuzzy`, so that the answer can say what was understood).

Readings 3 and 4 are narrow on purpose: an ordinary word must never become a competency. Aliases
have no other forms than the plural, because theirs are ordinary words: "polite" shares its root
with politics, "response" with responsibility.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from slackapp.frameworks.model import TIER_ORDER, Behaviour, Competency, Framework

Via = Literal["exact", "alias", "fuzzy"]

# Measured on 37,000 lower-case words of English documentation against the names and aliases of
# ECF. One slip from a name of 7 letters, or from an alias of 9, takes in only forms of the same
# word; aliases of 7 and 8 letters would take in "ability" (agility), "caching" (coaching),
# "honestly" and "leaving" (leading). Two slips first become safe at 13 letters: below, they
# take in "inference" (influence), "comparison" (compassion) and "multicasting" (multitasking).
_NAME_LETTERS = 7
_ALIAS_LETTERS = 9
_TWO_SLIPS_LETTERS = 13
_LONGEST_TYPED = 80

#: More than the frameworks that one process serves.
_MOST_MATCHERS = 32

# In the same measurement, shorter roots belonged to many words ("team", "lead").
_ROOT_LETTERS = 5
_SHORTEST_REST = 4

#: How alike a near word must be (of 100).
_NEAR_LIKENESS = 75

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
_NO_WORDS = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|['\u2019]s?\b")
_WORD = re.compile(r"[^\W_]+")

# Each family of endings belongs to words of one root. "-ism" stays apart from "-ize": optimism is
# no kind of optimising.
_ISM = re.compile(r"(?:istic|ist|ism)$")
_ENDING = re.compile(
    r"(?:ability|ity|able|ible|ation|ative|ating|ated|ator|ate|etic|ic|i[sz](?:e|ed|er|ing)"
    r"|[ae]n(?:tial|cing|ced|ce|cy|t)|i?ous|ment|ship|ing|ed|ive|ion|y)$"
)

# Words that say nothing about what somebody did.
_SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about after again all also am an and any are as at be because been being but by can could
        did do does for from good great had has have he her him his how i in into is it its just
        like made make me more most much my no not of on or other others our out over own people she
        so some such than thank thanks that the their them themselves then there they this those
        through to too up us very was way we well were what when where which while who why will with
        would you your
        """,
    )
)


@dataclass(frozen=True, slots=True)
class MatchedCompetency:
    """A competency as somebody named it; `typed` holds that person's own words."""

    competency: Competency
    framework_key: str
    via: Via
    typed: str


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A name or alias that a slip may come near, without spaces."""

    letters: str
    word_count: int
    shortest: int
    competency: Competency


class Matcher:
    """The names of one framework, arranged for looking up what people type."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.longest_phrase = 1
        self._names: dict[str, Competency] = {}
        self._aliases: dict[str, Competency] = {}
        self._roots: dict[tuple[str, ...], Competency] = {}
        self._spellings: defaultdict[str, list[_Spelling]] = defaultdict(list)
        for competency in framework.competencies():
            self._add_name(competency)
        for competency in framework.competencies():
            for alias in (*_name_parts(competency.name), competency.key, *competency.aliases):
                self._add_alias(alias, competency)

    def find(self, typed: str) -> MatchedCompetency | None:
        """The competency that the whole of this phrase means, if it means one."""
        if len(typed) > _LONGEST_TYPED:
            return None
        words = words_of(typed)
        if not words:
            return None
        readings: list[tuple[Via, Callable[[list[str]], Competency | None]]] = [
            ("exact", self._find_name),
            ("alias", self._find_alias),
            ("alias", self._find_by_roots),
            ("fuzzy", self._find_slip),
        ]
        if len(words) > 1:
            # Several roots would swallow a slip that ought to be announced: "conflict managment".
            readings[2:] = reversed(readings[2:])
        for via, find in readings:
            if found := find(words):
                return MatchedCompetency(found, self.framework.key, via, typed)
        return None

    def near_spellings(self, word: str) -> Iterator[tuple[Competency, float]]:
        """Competencies with a name or alias that looks like the word, and how alike they are.

        The first two letters are never a slip: "passion" is no "compassion", "report" no "rapport".
        """
        group = self._spellings.get(word[0], ())
        spellings = [one for one in group if one.letters.startswith(word[:2])]
        for _, likeness, index in process.extract(
            word,
            [one.letters for one in spellings],
            scorer=fuzz.ratio,
            score_cutoff=_NEAR_LIKENESS,
            limit=3,
        ):
            yield spellings[index].competency, likeness

    def _add_name(self, competency: Competency) -> None:
        self._names.setdefault("".join(words_of(competency.name)), competency)
        self._names.setdefault("".join(words_of(_run_together(competency.name))), competency)
        for part in _name_parts(competency.name):
            self._roots.setdefault(_roots_of(words_of(part)), competency)
        self._add_spelling(competency.name, _NAME_LETTERS, competency)

    def _add_alias(self, alias: str, competency: Competency) -> None:
        for spelling in (alias, _run_together(alias)):
            self._aliases.setdefault(_letters_of_singular(words_of(spelling)), competency)
        is_part_of_name = alias in _name_parts(competency.name)
        shortest = _NAME_LETTERS if is_part_of_name else _ALIAS_LETTERS
        self._add_spelling(alias, shortest, competency)

    def _add_spelling(self, phrase: str, shortest: int, competency: Competency) -> None:
        words = words_of(phrase)
        # As typed, so with the "and" that is not compared.
        self.longest_phrase = max(self.longest_phrase, len(_WORD.findall(phrase)))
        if letters := "".join(words):
            spelling = _Spelling(letters, len(words), shortest, competency)
            self._spellings[letters[0]].append(spelling)

    def _find_name(self, words: list[str]) -> Competency | None:
        return self._names.get("".join(words))

    def _find_alias(self, words: list[str]) -> Competency | None:
        return self._aliases.get(_letters_of_singular(words))

    def _find_by_roots(self, words: list[str]) -> Competency | None:
        if len(words) == 1:
            root = root_of(words[0])
            # The bare root is another word ("commit"), and so is an adverb ("optimistically").
            is_form = _singular(words[0]) != root and not words[0].endswith("ly")
            if len(root) < _ROOT_LETTERS or not is_form:
                return None
        return self._roots.get(_roots_of(words))

    def _find_slip(self, words: list[str]) -> Competency | None:
        letters = "".join(words)
        best: tuple[int, Competency] | None = None
        for spelling in self._spellings.get(letters[0], ()):
            # Else the small word behind a competency would count as a slip at its end.
            if spelling.word_count < len(words):
                continue
            slips = _count_slips(letters, spelling)
            if slips is not None and (best is None or slips < best[0]):
                best = (slips, spelling.competency)
        return None if best is None else best[1]


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


def rank_behaviours(competency: Competency, message: str, limit: int = 3) -> tuple[Behaviour, ...]:
    """The behaviours of a competency that a message most likely tells of, likeliest first.

    Likeness is the number of word roots in common; among equals the lower tier comes first, then
    the framework's order.
    """
    roots = _telling_roots(message)
    ranked = sorted(
        competency.behaviours,
        key=lambda one: (-len(roots & _roots_of_deed(one.text)), TIER_ORDER.index(one.tier)),
    )
    return tuple(ranked[:limit])


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: folded, lower case, nothing invisible, no "and"."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return [word for word in _WORD.findall(_NO_WORDS.sub(" ", text.casefold())) if word != "and"]


@lru_cache(maxsize=4096)
def root_of(word: str) -> str:
    """What the forms of one word share: "empathetic" and "empathy" give "empath"."""
    rest = _singular(word.removesuffix("ly"))
    if rest.endswith("ness"):
        rest = re.sub("i$", "y", rest.removesuffix("ness"))
    ism = _ISM.sub("ism", rest)
    if ism.endswith("ism"):
        return ism
    stripped = _ENDING.sub("", rest)
    if len(stripped) >= _SHORTEST_REST:
        rest = stripped
    if len(rest) > _SHORTEST_REST and rest[-1] == rest[-2] and rest[-1] not in "aeiou":
        return rest[:-1]
    return rest.removesuffix("e")


def _count_slips(letters: str, spelling: _Spelling) -> int | None:
    """How many slips lie between what was typed and a spelling; None where it is another word."""
    meant = spelling.letters
    allowed = 1 + (len(meant) >= _TWO_SLIPS_LETTERS)
    if len(meant) < spelling.shortest or abs(len(letters) - len(meant)) > allowed:
        return None
    # Only the last letter differs between a word and its verb: "optimise", "clarify".
    if len(letters) == len(meant) and letters[-1] != meant[-1]:
        return None
    slips = OSA.distance(letters, meant, score_cutoff=2)
    # "emphaty": all letters are there, one has wandered.
    if slips == 2 and sorted(letters) == sorted(meant):
        slips = 1
    return slips if slips <= allowed else None


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _ROOT_LETTERS:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _letters_of_singular(words: list[str]) -> str:
    return "".join([*words[:-1], *map(_singular, words[-1:])])


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


def telling_words(text: str) -> set[str]:
    """The words of a text that say something about what somebody did."""
    return {word for word in words_of(text) if word not in _SMALL_WORDS}


def _telling_roots(text: str) -> set[str]:
    return {root_of(word) for word in telling_words(text)}


@lru_cache(maxsize=1024)
def _roots_of_deed(text: str) -> frozenset[str]:
    """The roots of a behaviour's text, which is the same for every kudos."""
    return frozenset(_telling_roots(text))
