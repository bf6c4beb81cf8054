"""Looking up competencies while somebody types: by the beginning of any word, and with slips."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.competency.match import find_competency
from slackapp.domain.competency.near import closest_competencies
from slackapp.frameworks.model import Cluster, Competency, Framework

#: More than the frameworks that one process serves.
_MOST_LOOK_UPS = 32
#: Nobody types more than that in search of a name.
_LONGEST_TYPED = 80
#: From so many letters on one slip is forgiven, and from so many on two.
_ONE_SLIP, _TWO_SLIPS = 4, 8

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A competency that may be chosen; `lens` is the vocabulary's name where it is another one."""

    framework_key: str
    cluster: Cluster
    competency: Competency
    lens: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.framework_key}.{self.competency.key}"


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A name or nickname: its words, and its letters from each word on."""

    place: int
    words: tuple[str, ...]
    letters: tuple[str, ...]
    is_name: bool


class LookUp:
    """The names and nicknames of a framework and its lenses, for looking up what is being typed."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.entries = tuple(_list_entries(framework))
        self._spellings = [
            spelling
            for place, entry in enumerate(self.entries)
            for spelling in _spell(place, entry.competency)
        ]

    def find(self, typed: str) -> list[Entry]:
        """What may be meant, the likeliest first; everything where nothing was typed.

        Names come before nicknames, and beginnings before later words. Only where none begins so,
        slips are forgiven, and only where none comes near, the words of its behaviours count.
        """
        words = _words_of(typed[:_LONGEST_TYPED])
        if not words:
            return list(self.entries)
        ranks = self._rank_beginnings(words)
        if not ranks:
            ranks = self._rank_meant(typed) or self._rank_slips("".join(words))
        if not ranks:
            return self._list_near(typed)
        return [self.entries[place] for place in sorted(ranks, key=lambda one: (ranks[one], one))]

    def get(self, key: str) -> Entry | None:
        """The entry of that key, if there is one."""
        return next((one for one in self.entries if one.key == key), None)

    def _rank_beginnings(self, words: Sequence[str]) -> dict[int, int]:
        letters = "".join(words)
        ranks: dict[int, int] = {}
        for one in self._spellings:
            if one.letters[0].startswith(letters):
                rank = 0
            elif _begins_within(one, letters, words):
                rank = 1
            else:
                continue
            rank += 0 if one.is_name else 2
            ranks[one.place] = min(rank, ranks.get(one.place, rank))
        return ranks

    def _rank_meant(self, typed: str) -> dict[int, int]:
        """Another form of a name, or a slip, as the command reads it."""
        match = find_competency(self.framework, typed)
        if match is None:
            return {}
        places = enumerate(self.entries)
        return {place: 0 for place, one in places if one.competency is match.competency}

    def _rank_slips(self, letters: str) -> dict[int, int]:
        allowed = (len(letters) >= _ONE_SLIP) + (len(letters) >= _TWO_SLIPS)
        ranks: dict[int, int] = {}
        for one in self._spellings if allowed else ():
            for start in one.letters:
                slips = _count_slips(letters, start, allowed)
                if slips <= allowed:
                    rank = 2 * slips + (not one.is_name)
                    ranks[one.place] = min(rank, ranks.get(one.place, rank))
        return ranks

    def _list_near(self, typed: str) -> list[Entry]:
        near = closest_competencies(self.framework, typed, limit=5)
        return [entry for one in near for entry in self.entries if entry.competency is one]


_look_ups: dict[int, LookUp] = {}


def look_up_for(framework: Framework) -> LookUp:
    """The look-up of a framework, made once."""
    # By identity, as matchers are: a look-up keeps its framework alive.
    found = _look_ups.get(id(framework))
    if found is None:
        if len(_look_ups) >= _MOST_LOOK_UPS:
            _look_ups.clear()
        found = _look_ups[id(framework)] = LookUp(framework)
    return found


def _list_entries(framework: Framework) -> Iterator[Entry]:
    """All that may be chosen; a lens's name that the framework has itself is not told twice."""
    taken: set[str] = set()
    for one in (framework, *framework.lenses):
        names = {_fold(competency.name) for competency in one.competencies()}
        for cluster in one.clusters:
            for competency in cluster.competencies:
                if _fold(competency.name) not in taken:
                    lens = "" if one is framework else one.name
                    yield Entry(one.key, cluster, competency, lens)
        taken |= names


def _spell(place: int, competency: Competency) -> Iterator[_Spelling]:
    for phrase in (competency.name, *competency.aliases):
        words = _words_of(phrase)
        if words:
            letters = tuple("".join(words[start:]) for start in range(len(words)))
            yield _Spelling(place, tuple(words), letters, phrase == competency.name)


def _fold(text: str) -> str:
    """Lower case, without accents."""
    return text.lower() if text.isascii() else alphabetical(text)[0]


def _words_of(text: str) -> list[str]:
    """Words as they are compared, without the apostrophes within them."""
    return _WORD.findall(_fold(re.sub(r"['\u2019]", "", text)))


def _begins_within(spelling: _Spelling, letters: str, words: Sequence[str]) -> bool:
    """Whether a later word begins so, or each of the words begins one, in any order."""
    if any(start.startswith(letters) for start in spelling.letters[1:]):
        return True
    if len(words) < 2:
        return False
    return all(any(one.startswith(word) for one in spelling.words) for word in words)


def _count_slips(letters: str, start: str, allowed: int) -> int:
    """How many slips lie between what was typed and the nearest beginning of a spelling."""
    length = len(letters)
    if start[0] not in letters[:2]:
        return allowed + 1
    ends = range(max(1, length - allowed), min(len(start), length + allowed) + 1)
    counts = [OSA.distance(letters, start[:end], score_cutoff=allowed) for end in ends]
    return min(counts, default=allowed + 1)
