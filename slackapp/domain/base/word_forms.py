"""Words as they are compared: folded, their singular, and the root that their forms share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Measured on 37,000 words of English documentation: shorter roots belonged to many words ("team",
# "lead").
ROOT_LETTERS = 5
_SHORTEST_REST = 4

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
_NO_WORDS = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|['\u2019]s?\b")
WORD = re.compile(r"[^\W_]+")

# Each family of endings belongs to words of one root. "-ism" stays apart from "-ize": optimism is
# no kind of optimising.
_ISM = re.compile(r"(?:istic|ist|ism)$")
_ENDING = re.compile(
    r"(?:ability|ity|able|ible|ation|ative|ating|ated|ator|ate|etic|ic|i[sz](?:e|ed|er|ing)"
    r"|[ae]n(?:tial|cing|ced|ce|cy|t)|i?ous|ment|ship|ing|ed|ive|ion|y)$"
)


def word_set(text: str) -> frozenset[str]:
    """The words of a text of our own, for looking them up."""
    return frozenset(text.split())


# Words that say nothing about what somebody did.
_SMALL_WORDS = word_set(
    """
    a about after again all also am an and any are as at be because been being but by can could did
    do does for from good great had has have he her him his how i in into is it its just like made
    make me more most much my no not of on or other others our out over own people she so some such
    than thank thanks that the their them themselves then there they this those through to too up
    us very was way we well were what when where which while who why will with would you your
    """
)


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: folded, lower case, nothing invisible, no "and"."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return [word for word in WORD.findall(_NO_WORDS.sub(" ", text.casefold())) if word != "and"]


def fold_word(word: str) -> list[str]:
    """What `words_of` gives for one word of letters and digits."""
    if not word.isascii():
        return words_of(word)
    folded = word.lower()
    return [] if folded == "and" else [folded]


@lru_cache(maxsize=4096)
def root_of(word: str) -> str:
    """What the forms of one word share: "empathetic" and "empathy" give "empath"."""
    rest = singular(word.removesuffix("ly"))
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


def singular(word: str) -> str:
    """The word without the "s" of a plural."""
    if word.endswith("ies") and len(word) > ROOT_LETTERS:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def telling_words(text: str) -> set[str]:
    """The words of a text that say something about what somebody did."""
    return {word for word in words_of(text) if word not in _SMALL_WORDS}


def telling_roots(text: str) -> frozenset[str]:
    """What their forms share."""
    return frozenset(map(root_of, telling_words(text)))
