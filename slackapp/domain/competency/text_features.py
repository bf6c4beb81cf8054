"""What a message is read by: its words, their roots, pairs of words, and pieces of words.

Pieces forgive slips and other languages' endings: "empaty" shares most of them with "empathy".
"""

from __future__ import annotations

import re
from itertools import pairwise

from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.base.word_forms import root_of

#: So much of a message is read; what somebody did stands in its beginning.
LONGEST_READ = 1_000
#: Pieces of a word have so many letters, the blanks around it among them.
PIECES = (3, 4, 5)

#: Mentions, links, code and emoji are no words of the giver's: "@Patience" praises no patience.
_NO_WORDS = re.compile(
    r"<[^<>]*>|&(?:amp|lt|gt);|`[^`]*`|:[a-z0-9_+'-]+:|https?://\S+"
    r"|@[^\W\d_][\w.'-]*(?: [A-Z][\w'-]+)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_APOSTROPHE = re.compile(r"['\u2019]")


def read_features(message: str) -> tuple[frozenset[str], frozenset[str]]:
    """By what a message is told from others: words and pairs of them, and pieces of words.

    A root begins with "~", a pair has a blank in it, and a piece begins with "+" and has "_" where
    a word ends.
    """
    words = _words_of(message)
    whole = {*words, *(f"~{root_of(word)}" for word in words)}
    whole.update(f"{one} {other}" for one, other in pairwise(words))
    return frozenset(whole), frozenset(piece for word in set(words) for piece in _pieces_of(word))


def without_markup(message: str) -> str:
    """The beginning of a message with a blank for whatever are no words of it."""
    return _NO_WORDS.sub(" ", message[:LONGEST_READ])


def _words_of(message: str) -> list[str]:
    text = without_markup(message).lower()
    folded = text if text.isascii() else alphabetical(text)[0]
    return [_APOSTROPHE.sub("", word) for word in _WORD.findall(folded)]


def _pieces_of(word: str) -> list[str]:
    framed = f"_{word}_"
    return [
        f"+{framed[start : start + length]}"
        for length in PIECES
        for start in range(len(framed) - length + 1)
    ]
