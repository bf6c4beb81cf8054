"""A label: one competency or several that stand together in the text of a kudos.

Several are joined by commas, "and", "&", "+" or "/"; behind one another they may stand with "#"
before each, or by their own names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from slackapp.domain.base.word_forms import fold_word
from slackapp.domain.competency.match import MatchedCompetency, Matcher
from slackapp.domain.kudos.plain_names import is_plain_word

_MOST_COMPETENCIES = 25

#: A word may hold accents and the joiners and direction marks of its script.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u061c\u200c-\u200f])*")
#: The sign of a tag, also as wide as East Asian keyboards write it.
TAG_SIGN = "[#\uff03]"
#: What may be wrapped around a label: quotes, brackets, Slack's bold and italics.
OPENING = (
    r"[\"'`\u2018\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u00ab\u00bb\u300c\u300e(\[*_~]"
)
# French leaves blanks inside.
_OPENING = re.compile(rf"(?:{OPENING}(?:[ \u00a0\u202f](?=[^\W_]))?){{0,3}}(?P<tag>{TAG_SIGN})?")
_CLOSING = re.compile(
    r"(?:[ \u00a0\u202f](?=[\u00bb\u203a]))?"
    r"[\"'`\u2018\u2019\u201c\u201d\u201f\u2039\u203a\u00ab\u00bb\u300d\u300f)\]*_~]{0,3}"
)

_BETWEEN_WORDS = re.compile(r"[ \t]?&(?:amp;)?[ \t]?|[ \t\u00a0]{1,3}|[-_\u2010\u2011]")
_GOES_ON = re.compile(r"[-_'\u2019\u2010\u2011]?[^\W_]")
_JOINT = re.compile(r"\s*(?:[,;+/]|&(?:amp;)?)\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_CHANNEL = re.compile(
    r"(?P<lead>\b(?:in|on|to|at|from|see|of|into|via|join|check|read)\s+(?:(?:the|our|your)\s+)?)?"
    r"<#[CG][A-Z0-9]+\|(?P<name>[^<>\n]+)>(?P<noun>\s+(?:channel|room)\b)?",
    re.IGNORECASE,
)
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
        if tagged and not has_tag:
            break
        is_free = is_joined or has_tag
        read = _read_phrase(
            text, opening.end() if opening else position, matcher, names_only=not is_free
        )
        # The first stands where names stand; whoever reads there asks whether it is one.
        if read is None or (found and not has_tag and is_plain_word(read[0], text, read[1])):
            break
        match, phrase_end = read
        found.append(match)
        closing = _CLOSING.match(text, phrase_end)
        end = closing.end() if closing else phrase_end
        joint = _JOINT.match(text, end)
        is_joined = joint is not None
        if not (between := joint or _SPACE.match(text, end)):
            break
        position = between.end()
    return Label(start, end, tuple(found)) if found else None


def spell_out_tags(text: str, matcher: Matcher) -> str:
    """The text with "#teamwork" where Slack made the tag a link to a channel of that name.

    Behind "in" or "see" it is the channel that is meant.
    """
    return _CHANNEL.sub(lambda match: _as_tag(match, matcher), text) if "<#" in text else text


def _as_tag(match: re.Match[str], matcher: Matcher) -> str:
    found = None if match["lead"] or match["noun"] else matcher.find(match["name"])
    return f"#{match['name']}" if found and found.via != "fuzzy" else match[0]


def ends_clause(text: str, position: int) -> bool:
    """Whether no further word follows here on the same line."""
    return _NEXT_WORD.match(text, position) is None


def _read_phrase(
    text: str, start: int, matcher: Matcher, *, names_only: bool = False
) -> tuple[MatchedCompetency, int] | None:
    """The longest phrase from here that means a competency, and where it ends."""
    words: list[re.Match[str]] = []
    position = start
    while len(words) < matcher.longest_phrase and (word := WORD.match(text, position)):
        words.append(word)
        between = _BETWEEN_WORDS.match(text, word.end())
        if between is None:
            break
        position = between.end()
    find = matcher.find_name if names_only else matcher.find_words
    folded = [fold_word(word[0]) for word in words]
    for count in range(len(words), 0, -1):
        word = words[count - 1]
        # "and" joins labels; it neither begins nor ends a name.
        if not folded[count - 1] or _GOES_ON.match(text, word.end()):
            continue
        compared = [part for parts in folded[:count] for part in parts]
        if match := find(compared, text[start : word.end()]):
            return match, word.end()
    return None
