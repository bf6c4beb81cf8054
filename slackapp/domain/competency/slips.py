"""Slips of the keyboard: which spelling of a name or nickname a word or phrase comes near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from slackapp.domain.competency.ordinary_words import NO_SLIPS
from slackapp.frameworks.model import Competency

# Measured on the 307,000 words of a frequency list against the names and aliases of ECF. One slip
# from a name of 7 letters, or from an alias of 9, takes in few words that are not forms of the same
# one, and two slips from a name of 10; those few are `ordinary_words`. Aliases of 7 and 8 letters
# would take in "ability" (agility) and "caching" (coaching), and two slips from an alias
# "underspending" (understanding). The last letter of an alias is never a slip: it is what tells
# "clarify" from clarity.
_NAME_LETTERS = 7
_ALIAS_LETTERS = 9
_TWO_SLIPS_LETTERS = 10
#: Within a phrase the other words help, so that an alias's word may be shorter.
_PHRASE_LETTERS = 8
_SHORTEST_SLIP = 6


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name or alias that a slip may come near; `letters` are its words without spaces."""

    letters: str
    words: tuple[str, ...]
    is_name: bool
    competency: Competency


class SlipFinder:
    """Spellings, arranged by what no slip changes."""

    def __init__(self) -> None:
        # By the first letter, with every length that a slip may give.
        self._words: defaultdict[tuple[str, int], list[Spelling]] = defaultdict(list)
        # By the first letters of all words.
        self._phrases: defaultdict[tuple[str, ...], list[Spelling]] = defaultdict(list)

    def add(self, spelling: Spelling) -> None:
        """Let words and phrases be found that come near to this one."""
        self._phrases[tuple(word[0] for word in spelling.words)].append(spelling)
        length = len(spelling.letters)
        allowed = _most_slips(spelling.letters, is_name=spelling.is_name)
        for typed in range(length - allowed, length + allowed + 1):
            self._words[spelling.letters[0], typed].append(spelling)

    def find_word(self, letters: str) -> Competency | None:
        """What one word is a slip of; the first letter is never one."""
        if len(letters) < _SHORTEST_SLIP or letters in NO_SLIPS:
            return None
        best: tuple[int, Competency] | None = None
        for spelling in self._words.get((letters[0], len(letters)), ()):
            slips = _count_slips(letters, spelling)
            if slips is not None and (best is None or slips < best[0]):
                best = (slips, spelling.competency)
        return None if best is None else best[1]

    def find_phrase(self, words: Sequence[str]) -> Competency | None:
        """What a phrase is, of whose words some are slips."""
        for spelling in self._phrases.get(tuple([word[0] for word in words]), ()):
            pairs = zip(words, spelling.words, strict=True)
            if all(_is_slip_within(word, meant, spelling.is_name) for word, meant in pairs):
                return spelling.competency
        return None


def _count_slips(letters: str, spelling: Spelling) -> int | None:
    """How many slips lie between what was typed and a spelling; None where it is another word."""
    shortest = _NAME_LETTERS if spelling.is_name else _ALIAS_LETTERS
    return _slips_between(letters, spelling.letters, shortest, is_name=spelling.is_name)


def _is_slip_within(word: str, meant: str, is_name: bool) -> bool:
    """Whether a word of a phrase is the one that is meant there, perhaps with a slip."""
    if word == meant:
        return True
    if word[0] != meant[0] or word in NO_SLIPS:
        return False
    shortest = _NAME_LETTERS if is_name else _PHRASE_LETTERS
    return _slips_between(word, meant, shortest, is_name=is_name) is not None


def _most_slips(meant: str, *, is_name: bool) -> int:
    return 1 + (is_name and len(meant) >= _TWO_SLIPS_LETTERS)


def _slips_between(letters: str, meant: str, shortest: int, *, is_name: bool) -> int | None:
    allowed = _most_slips(meant, is_name=is_name)
    if len(meant) < shortest or abs(len(letters) - len(meant)) > allowed:
        return None
    if not is_name and len(letters) == len(meant) and letters[-1] != meant[-1]:
        return None
    slips = OSA.distance(letters, meant, score_cutoff=2)
    # "emphaty": all letters are there, one has wandered.
    if slips == 2 and sorted(letters) == sorted(meant):
        slips = 1
    return slips if slips <= allowed else None
