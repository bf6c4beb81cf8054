"""The word "private" before a kudos: `/kudos private @ana …` is for its recipients alone."""

from __future__ import annotations

import re

from slackapp.domain.command.vocabulary import STRONG, Wish
from slackapp.domain.workspace.colleague_names import fold

PRIVATE = "private"

#: The word, and what may stand between it and the first person.
_FIRST = re.compile(
    r"\s*(?:in\s+|en\s+)?(?P<word>[^\W\d_]+)\s*[:,\u2013\u2014-]?\s*(?:(?:to|for)\s+)?"
)
_PERSON = re.compile(r"<[@!#]|[@\uff20]")


def read_private(text: str) -> str | None:
    """The kudos behind the word, where it directly follows and begins with a person."""
    first = _FIRST.match(text)
    if first is None or STRONG.get(fold(first["word"])) is not Wish.PRIVATE:
        return None
    rest = text[first.end() :]
    return rest if _PERSON.match(rest) else None


def mark_private(text: str) -> str:
    """The same with the word before it, as it is typed."""
    return f"{PRIVATE} {text}"
