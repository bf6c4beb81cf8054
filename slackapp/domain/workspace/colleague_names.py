"""Which colleagues a typed name may mean: offered for a tap, never taken for granted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from slackapp.domain.base.alphabet import alphabetical

#: A word of a name, with the joiners and marks of its script.
NAME_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u200c\u200d])*")

#: An emoji as Slack writes it in a text.
_EMOJI_CODE = re.compile(r":[\w+'-]{1,60}:")
#: How keyboards without these letters write them.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_SHORTEST_BEGINNING = 3
_SHORTEST_SLIP = 5
#: How well a name fits: the whole of it was typed, some of its words, their beginnings.
_WHOLE, _WORDS, _BEGINNINGS = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be thanked: by `name` on screens, by the others too where one is typed."""

    slack_user_id: str
    name: str
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that they are called."""
        return self.name, *self.other_names


def fold(word: str) -> str:
    """A word as names are compared: lower case, without accents."""
    return word.lower() if word.isascii() else alphabetical(word)[0]


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a name, folded: "Siobhán O'Connor (she)" gives four."""
    return tuple(NAME_WORD.findall(fold(_EMOJI_CODE.sub(" ", name))))


def fits_word(typed: str, word: str) -> bool:
    """Whether a folded word may stand for a word of a name: itself, its beginning, an initial."""
    is_beginning = len(typed) >= _SHORTEST_BEGINNING or len(typed) == 1
    return typed == word or (is_beginning and word.startswith(typed))


def find_colleagues(typed: str, people: Iterable[Colleague]) -> list[Colleague]:
    """Those of `people` whom the typed name may mean, the likeliest first.

    Where only its first word fits, the words behind it may have been no part of the name. A slip
    of the keyboard is thought of only where nobody fits otherwise.
    """
    wanted = words_of_name(typed)
    if not wanted:
        return []
    first = words_of_name(_EMOJI_CODE.sub("", typed).split()[0]) or wanted[:1]
    letters = "".join(wanted)
    known = list(people)
    # Whoever fits has one of these in a name: most of a large company is looked at no further.
    clues = {letters[-3:], *(word[:3] for word in (*wanted, *first))}
    near = list(_with_clue(known, clues))
    if found := _list_fitting(wanted, near, _fit) or _list_fitting(first, near, _fit):
        return found
    clues = {letters[:2], letters[-2:]}
    clues |= {part for word in first for part in (word[:2], word[-2:])}
    near = list(_with_clue(known, clues))
    return _list_fitting(wanted, near, _fit_with_slip) or _list_fitting(first, near, _fit_with_slip)


def _with_clue(people: list[Colleague], clues: Collection[str]) -> Iterator[Colleague]:
    for person in people:
        names = "\n".join(person.names)
        folded = fold(names)
        # Without its umlauts written out, a name may lack a clue.
        if not names.isascii() or any(clue in folded for clue in clues):
            yield person


def _list_fitting(
    wanted: tuple[str, ...],
    people: Iterable[Colleague],
    fit: Callable[[tuple[str, ...], tuple[str, ...]], int],
) -> list[Colleague]:
    found = []
    for person in people:
        spellings = [words for name in person.names for words in _spellings(name)]
        if best := max((fit(wanted, words) for words in spellings), default=0):
            found.append((-best, alphabetical(person.name), person.slack_user_id, person))
    return [person for *_, person in sorted(found, key=lambda one: one[:3])]


def _spellings(name: str) -> list[tuple[str, ...]]:
    """A name's words, and the same as keyboards without umlauts write them."""
    words = words_of_name(name)
    if name.isascii():
        return [words] if words else []
    written_out = words_of_name(name.casefold().translate(_WRITTEN_OUT))
    return [one for one in dict.fromkeys((words, written_out)) if one]


def _fit(wanted: tuple[str, ...], words: tuple[str, ...]) -> int:
    typed = "".join(wanted)
    if typed == "".join(words):
        return _WHOLE
    if set(wanted) <= set(words):
        return _WORDS
    return _BEGINNINGS if typed in _handles(words) or _begin_words(wanted, words) else 0


def _begin_words(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether each typed word fits another word of the name; initials alone say nothing."""
    if all(len(one) == 1 for one in wanted):
        return False
    rest = list(words)
    for typed in wanted:
        match = next((word for word in rest if fits_word(typed, word)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _handles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Names as people's accounts are called: "philkurth", "pkurth", "philk", "kurthp"."""
    first, last = words[0], words[-1]
    return first + last, last + first, first[0] + last, first + last[0], last + first[0]


def _fit_with_slip(wanted: tuple[str, ...], words: tuple[str, ...]) -> int:
    typed = "".join(wanted)
    if len(typed) < _SHORTEST_SLIP:
        return 0
    return int(
        any(OSA.distance(typed, one, score_cutoff=1) <= 1 for one in ("".join(words), *words))
    )
