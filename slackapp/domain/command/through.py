"""The word "through" behind a command, and which vocabulary the words behind it name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from slackapp.frameworks.crosswalk import family_of
from slackapp.frameworks.model import Framework

THROUGH = "through"
#: As people write it, besides slips of the keyboard.
_SHORT = "thru"
#: What stands for the workspace's own, the first of those that there are.
_OWN = (("own",), ("ours",), ("our", "own"))
_NUMBERS = {"5": "five", "12": "twelve"}
#: Words that say nothing about which one is meant.
_IDLE = frozenset(("the", "our", "a", "framework", "lens", "vocabulary", "please", "pls"))
_WORD = re.compile(r"\w+")
_MORE = re.compile(r"[0-9]{1,4}|[0-9]{4}-[0-9]{1,2}|months?|all|csv|json|xlsx|excel")


def split_through(text: str) -> tuple[str, str | None]:
    """What stands before "through", and what it leads to; None where the word is not there.

    A period or a form behind that belongs to what stands before: "through ecf 2026-10".
    """
    words = text.split()
    for number, word in enumerate(words):
        if _is_through(word.lower()):
            before, behind = words[:number], words[number + 1 :]
            end = len(behind)
            while end > 1 and _MORE.fullmatch(behind[end - 1].lower()):
                end -= 1
            return " ".join(before + behind[end:]), " ".join(behind[:end])
    return text, None


def _is_through(word: str) -> bool:
    return word == _SHORT or (
        len(word) >= len(THROUGH) - 1 and OSA.distance(word, THROUGH, score_cutoff=1) <= 1
    )


def asks_through(text: str) -> bool:
    """Whether the text begins with "through", and names nobody."""
    before, words = split_through(text)
    return words is not None and not before and "<@" not in text


def match_framework(words: str, frameworks: Sequence[Framework]) -> Framework | None:
    """The one of the frameworks that those words name, the workspace's own being the first.

    By its key, its name, its initials, or words that no other one has: "twelve-zealous",
    "12 zealous", "core strengths", "ecf". None where none is named, or more than one.
    """
    plain = words.casefold().replace("_", " ")
    if tuple(_WORD.findall(plain)) in _OWN:
        return frameworks[0]
    wanted = _read(plain)
    if not wanted:
        return None
    for one in frameworks:
        if wanted in _list_names(one):
            return one
    found = [
        one for one in frameworks if any(set(wanted) <= set(name) for name in _list_names(one))
    ]
    return found[0] if len(found) == 1 else None


def _list_names(framework: Framework) -> list[tuple[str, ...]]:
    name = _read(framework.name)
    key = _read(family_of(framework.key).replace("_", " "))
    words = _WORD.findall(framework.name.casefold())
    initials = ("".join(word[0] for word in words),) if len(words) > 1 else ()
    return [one for one in (name, key, initials) if one]


def _read(text: str) -> tuple[str, ...]:
    """The words that tell it from others, in the singular."""
    words = [_NUMBERS.get(word, word) for word in _WORD.findall(text.casefold())]
    kept = [word for word in words if word not in _IDLE] or words
    return tuple(word[:-1] if word.endswith("s") and len(word) > 3 else word for word in kept)
