"""A label: one competency or several that stand together in the text of a kudos.

Several are joined by commas, "and", "&", "+" or "/"; behind one another they may stand with "#"
before each, or by their own names when nothing but names follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from slackapp.domain.competency_match import MatchedCompetency, Matcher

_MOST_COMPETENCIES = 25

#: A word may hold accents and the joiners and direction marks of its script.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u061c\u200c-\u200f])*")
#: The sign of a tag, also as wide as East Asian keyboards write it.
TAG_SIGN = "[#\uff03]"
#: What may be wrapped around a label: quotes, brackets, Slack's bold and italics.
OPENING = r"[\"'`\u2018\u201c«(\[*_~]"
_OPENING = re.compile(rf"{OPENING}{{0,3}}(?P<tag>{TAG_SIGN})?")
_CLOSING = re.compile(r"[\"'`\u2019\u201d»)\]*_~]{0,3}")

_BETWEEN_WORDS = re.compile(r"[ \t]?&(?:amp;)?[ \t]?|[ \t\u00a0]{1,3}|[-_\u2010\u2011]")
_GOES_ON = re.compile(r"[-_'\u2019\u2010\u2011]?\w")
_JOINT = re.compile(r"\s*(?:[,;+/]|&(?:amp;)?)\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\u00a0]+")
_NEXT_WORD = re.compile(r"[ \t\u00a0]*[^\W_]")


@dataclass(frozen=True, slots=True)
class Label:
    """Competencies that stand together at `text[start:end]`, wrappings included."""

    start: int
    end: int
    competencies: tuple[MatchedCompetency, ...]


def read_label(text: str, start: int, matcher: Matcher, *, tagged: bool = False) -> Label | None:
    """The label that begins here, if one does; with `tagged`, only what has "#" before it."""
    found: list[MatchedCompetency] = []
    end = position = start
    is_joined = True
    while len(found) < _MOST_COMPETENCIES:
        opening = _OPENING.match(text, position)
        has_tag = opening is not None and opening["tag"] is not None
        read = _read_phrase(text, opening.end() if opening else position, matcher)
        if read is None or (tagged and not has_tag):
            break
        match, phrase_end = read
        is_name = match.via == "exact" and ends_clause(text, phrase_end)
        if not (is_joined or has_tag or is_name):
            break
        found.append(match)
        closing = _CLOSING.match(text, phrase_end)
        end = closing.end() if closing else phrase_end
        joint = _JOINT.match(text, end)
        is_joined = joint is not None
        if not (between := joint or _SPACE.match(text, end)):
            break
        position = between.end()
    return Label(start, end, tuple(found)) if found else None


def ends_clause(text: str, position: int) -> bool:
    """Whether no further word follows here on the same line."""
    return _NEXT_WORD.match(text, position) is None


def _read_phrase(text: str, start: int, matcher: Matcher) -> tuple[MatchedCompetency, int] | None:
    """The longest phrase from here that means a competency, and where it ends."""
    words: list[re.Match[str]] = []
    position = start
    while len(words) < matcher.longest_phrase and (word := WORD.match(text, position)):
        words.append(word)
        between = _BETWEEN_WORDS.match(text, word.end())
        if between is None:
            break
        position = between.end()
    for word in reversed(words):
        # "and" joins labels; it neither begins nor ends a name.
        if word[0].casefold() == "and" or _GOES_ON.match(text, word.end()):
            continue
        if match := matcher.find(text[start : word.end()]):
            return match, word.end()
    return None
