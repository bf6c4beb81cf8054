"""Adding to a typed kudos what it lacked, so that it can be read again from the start.

A raw `@name` stands at a place in the text, and the person who is picked takes that place, the
whole of it: `@O'Connor`, `@Phil Kurth` and `@ana (she)` are one name each. How far a name reaches
is told by the names of the people it may mean; else by its form: what an apostrophe joins,
pronouns in brackets, and words with a capital behind a name with one. Whoever picks sees what
comes of it before anything is posted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slackapp.blocks.base.words import join_words
from slackapp.domain.base.slack_text import AddresseeKind, clean, find_runs
from slackapp.domain.base.word_forms import telling_words
from slackapp.domain.competency.match import Matcher, matcher_for
from slackapp.domain.kudos.label import read_label
from slackapp.domain.kudos.text import parse_kudos
from slackapp.domain.workspace.colleague_names import (
    NAME_WORD,
    Colleague,
    find_colleagues,
    fits_word,
    fold,
    words_of_name,
)
from slackapp.frameworks.model import Framework


@dataclass(frozen=True, slots=True)
class RawName:
    """A name that Slack did not turn into a person, as typed at `text[start:end]`, "@" included."""

    typed: str
    start: int
    end: int


_EMOJI = r":[\w+'-]{1,60}:|[\u2190-\u2bff\U0001f000-\U0001faff\u200d\ufe0f]"
# Where a name begins with an emoji or a number, which the grammar does not take for one.
_ODD_START = re.compile(rf"(?<![\w@./<|])@(?:(?:{_EMOJI})+ ?|['\u2019\"])?(?=[^\W_])")
_NAME = re.compile(
    rf"@(?:(?:{_EMOJI})+ ?|['\u2019\"])?[^\W_](?:[\w.-]*\w)?(?:['\u2019\u02bc](?!s\b)\w[\w.-]*)*"
)
# What may stand between the words of a name, on one line.
_BETWEEN = re.compile(r"['\u2019\u02bc.\"\u201d)\]]?[ \t\u00a0]{0,2}[(\[\"\u201c\u2018'./|_-]?")
_PRONOUN = (
    r"(?:she|her|hers|he|him|his|they|them|theirs?|ze|zir|xe|xem|it|its|any|all|sie|ihr|er|ihm|"
    r"elle|iel|il|ella|elle|él|ele|ela|lei|lui|zij|haar|hij|hem|hen|ona|on|она|он)"
)
_PRONOUNS = re.compile(
    rf"[ \t\u00a0]?[(\[]\s*{_PRONOUN}(?:\s*[/|,]\s*{_PRONOUN}){{0,3}}\s*[)\]]", re.IGNORECASE
)
_CLOSING = re.compile(r"(?:[/|, ]{0,3}\w+){0,3}[)\]]")
_TAIL = re.compile(rf"(?:[ \t\u00a0]?(?:{_EMOJI}))+")
_OPEN = re.compile(r"[(\[][^)\]]*$")
_DOT = re.compile(r"(?<=\b[^\W\d_])\.")
_PARTICLE = re.compile(
    r"(?:[ \t\u00a0](?:von|van|der|den|de|del|della|di|da|dos|la|le|bin|ibn|al|el|ter|zu))+"
    r"(?=[ \t\u00a0])"
)
_CAPITAL = re.compile(
    r"[ \t\u00a0](?P<word>[^\W\d_](?:[\w-]|['\u2019](?!s\b))*(?<![-'\u2019]))"
    r"(?:(?<=[ \t\u00a0]\w)\.)?(?![\w@])"
)
_MOST_WORDS = 6
# What begins a sentence behind a name, and is none of its own.
_NO_SURNAME = re.compile(
    r"thx|ty|many|big|huge|special|lots|kudos|props|cheers|shout\w*|hats|done|nice|amazing|awesome|"
    r"job|work|hi|hey|hello|dear|congrat\w*|bravo|wow|yay|danke|merci|gracias|\w+(?:ed|ing)",
    re.IGNORECASE,
)


def find_raw_names(
    text: str, framework: Framework, people: Iterable[str] = ()
) -> tuple[RawName, ...]:
    """Every raw name of the text, in order; `people` are names that it may be."""
    matcher = matcher_for(framework)
    names = list(people)
    starts = {one.start for run in find_runs(text) for one in run if one.kind is AddresseeKind.NAME}
    starts |= {match.start() for match in _ODD_START.finditer(text)}
    found: list[RawName] = []
    for start in sorted(starts):
        if not found or start >= found[-1].end:
            end = _end_of_name(text, start, names, matcher)
            found.append(RawName(text[start:end], start, end))
    return tuple(found)


def name_colleagues(
    text: str, framework: Framework, people: Sequence[Colleague]
) -> tuple[RawName | None, list[Colleague]]:
    """The first raw name of the text, and those of `people` whom it may mean."""
    by_form = find_raw_names(text, framework)
    if not by_form:
        return None, []
    near = find_colleagues(by_form[0].typed, people)
    whole = find_raw_names(text, framework, [name for one in near for name in one.names])[0]
    return whole, find_colleagues(whole.typed, near)


def add_recipient(
    text: str, slack_user_id: str, framework: Framework, *, names: Iterable[str] = ()
) -> str:
    """The text with a person in place of the first raw name, or in front where there is none.

    `names` are what the person is called, which says how far the raw name reaches. What was typed
    in the same way elsewhere is the same person.
    """
    text = clean(text).strip()
    mention = f"<@{slack_user_id}>"
    raw_names = find_raw_names(text, framework, names)
    if not raw_names:
        has_them = slack_user_id in parse_kudos(text, framework=framework).recipients
        return text if has_them else address(text, [slack_user_id])
    same = [one for one in raw_names if fold(one.typed) == fold(raw_names[0].typed)]
    for one in reversed(same):
        text = text[: one.start] + mention + text[one.end :]
    # A name in the middle of a sentence is no recipient by itself; the person was picked as one.
    is_clear = parse_kudos(text, framework=framework).recipients
    return text if is_clear else address(text, [slack_user_id])


def without_person(text: str, slack_user_id: str, framework: Framework) -> str:
    """The text with that person no longer among those whom it thanks; all others stay."""
    text = clean(text).strip()
    thanked = parse_kudos(text, framework=framework).recipients
    others = [who for who in thanked if who != slack_user_id]
    if not others or len(others) == len(thanked):
        return text
    mended = text
    for run in reversed(find_runs(text)):
        kept = [text[one.start : one.end] for one in run if one.value != slack_user_id]
        if {one.value for one in run} == set(thanked):
            mended = f"{mended[: run[0].start]}{join_words(kept)}{mended[run[-1].end :]}"
    is_clear = list(parse_kudos(mended, framework=framework).recipients) == others
    return mended if is_clear else address(mended, others)


def address(text: str, slack_user_ids: Sequence[str]) -> str:
    """The text addressed to these people, whoever else is mentioned in it; once, if it is twice."""
    people = f"{' '.join(f'<@{who}>' for who in slack_user_ids)}:\n"
    return text if text.startswith(people) else f"{people}{text}"


def add_competency(text: str, competency_key: str) -> str:
    """The text with a competency as a tag, which may stand anywhere; once, if it is twice."""
    tag = f"#{competency_key}"
    return text if tag in text.split() else f"{text} {tag}"


def _end_of_name(text: str, start: int, names: Iterable[str], matcher: Matcher) -> int:
    match = _NAME.match(text, start)
    end = match.end() if match else start + 1
    known = max((_end_of_known(text, start, end, name) for name in names), default=end)
    end = max(end, known)
    if known == end:
        end = max(end, _end_of_form(text, start, end, matcher))
    if pronouns := _PRONOUNS.match(text, end):
        end = pronouns.end()
    return end


def _end_of_known(text: str, start: int, end: int, name: str) -> int:
    """How far the words from `start` on are those of the name, in any order."""
    words = words_of_name(name)
    rest = list(words)
    position = end
    for word in NAME_WORD.findall(text[start:end]):
        _take(rest, fold(word))
    if len(rest) == len(words):
        return end
    for _ in range(_MOST_WORDS):
        between = _BETWEEN.match(text, position)
        word_match = NAME_WORD.match(text, between.end() if between else position)
        if word_match is None or not _take(rest, fold(word_match[0])):
            break
        position = end = word_match.end()
    if dot := _DOT.match(text, end):
        end = dot.end()
    if _OPEN.search(text[start:end]) and (closing := _CLOSING.match(text, end)):
        end = closing.end()
    if re.search(_EMOJI, name) and (tail := _TAIL.match(text, end)):
        end = tail.end()
    return end


def _take(rest: list[str], typed: str) -> bool:
    """Take the word of a name that was typed from those that remain."""
    for word in rest:
        if fits_word(typed, word):
            rest.remove(word)
            return True
    return False


def _end_of_form(text: str, start: int, end: int, matcher: Matcher) -> int:
    """How far a name with a capital goes on in words that have one, and say nothing else."""
    first = NAME_WORD.search(text, start, end)
    if first is None or not _has_capital(first[0]):
        return end
    for _ in range(_MOST_WORDS):
        particle = _PARTICLE.match(text, end)
        match = _CAPITAL.match(text, particle.end() if particle else end)
        if match is None or not _is_surname(text, match, matcher):
            break
        end = match.end()
    return end


def _is_surname(text: str, match: re.Match[str], matcher: Matcher) -> bool:
    word = match["word"]
    return (
        _has_capital(word)
        and bool(telling_words(word))
        and not _NO_SURNAME.fullmatch(word)
        and read_label(text, match.start("word"), matcher) is None
    )


def _has_capital(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or not word.isupper())
