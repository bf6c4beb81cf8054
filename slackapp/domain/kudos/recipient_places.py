"""How clearly the place of a mention says that this person is thanked.

A mention is clear where the person is spoken to ("@ana you …", "…, thank you @ana") or named behind
a word of thanks, in whatever language. It is doubtful where the person may be an object or the
subject of the sentence: "giving @ben a hand", "@ben told me you …", "thanks for helping @ben".
Doubtful is said too often rather than too seldom: a question costs one tap, a wrong name in public
costs more.
"""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import takewhile

from slackapp.domain.base.slack_text import AddresseeKind, Run
from slackapp.domain.kudos.recipient_words import (
    COMMAND_WORDS,
    GOVERNS,
    GREETINGS,
    LEADS_IN,
    LEADS_ON,
    LINKS,
    NO_PRAISE,
    NO_VERBS_ING,
    OPENERS,
    PEOPLE,
    PRAISE,
    PREPOSITIONS,
    SINGULAR,
    SPOKEN_TO,
    TELLS,
    THANKS,
    THANKS_FOR,
    THIRD_PERSON,
    TIMES,
)


class Clarity(IntEnum):
    """How clearly a place is one for recipients; `COMMAND` outdoes every other mention."""

    NONE = 0
    DOUBTFUL = 1
    CLEAR = 2
    COMMAND = 3


_THANKS_NOUN = re.compile(
    r"(?:\s|a|an|some|many|all|my|our|big|huge|massive|special|the|well-deserved|lots|of)*"
    r"\s(?:kudos|props|thanks|thank|shout|shoutout|shout-out|credit|applause|recognition|praise|love)\b",
    re.IGNORECASE,
)

_LIKE_YOU = re.compile(r"\s*(?:[^\W_]+\s+){1,2}like you\b", re.IGNORECASE)
_APPOSITION = re.compile(r"\s*,\s*(?:who|whose|my|our|the|an?|from|in|on)\b", re.IGNORECASE)
_YOU = re.compile(
    r"\b(?<!thank )(?<!thanks )(?<!bless )(?:you|you're|you've|youve|your|yours|u|ur|du|dich|dir"
    r"|dein\w*|ihr|euch|tu|toi|vous|votre|usted|você|ustedes|jij|jullie|jouw|ты|тебе|тебя|вы|вам)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_](?:[^\W_]|['\u2019\u0300-\u036f\u200c\u200d-])*")
_SENTENCE_MARK = re.compile(r"[.!?…;:,\n()\[\]|\u2013\u2014]|\s--?\s")
# A dash may be followed by whose words these are.
_SPEAKS_TO = re.compile(
    r"(?:[.!?…,;:|]|\n|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]|:[\w+'-]{1,60}:)\s*$"
)
_LISTS = re.compile(r",\s*[^\W\d_a-z][^\W\d_]+\s*,\s*$")
_SET_OFF = re.compile(
    r"[*_~`]*(?:\s*(?:\([^()\n]*\)|[,;:.!?…\u2013\u2014\u2192|)=(\[<]|&gt;|--?\s|$)|[^\S\n]*\n)"
)
#: How a tap addresses a text; see `mend_text.address`.
_ADDRESSED = re.compile(r":\n")
_FOR_ME = re.compile(r"\s+(?:for|from) (?:me|us)\b", re.IGNORECASE)
_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_AND_I = re.compile(r"\s+and\s+(?:I|me|my)\b", re.IGNORECASE)
_JOINED_TIGHTLY = re.compile(r"\band\b|&|\+|\bund\b|\bet\b|\by\b", re.IGNORECASE)

_NOUN_BEFORE = re.compile(
    r"\b(?:the|your|my|our|this|that|a|an|all|another|such|great|good|nice|amazing|awesome|excellent"
    r"|brilliant|fantastic|wonderful|endless)\s+(?P<noun>(?:[^\W_][\w'\u2019-]*\s+){1,3})$",
    re.IGNORECASE,
)
_ADJECTIVE_BEFORE = re.compile(
    r"\b(?:you|you're|u|ur|youre)\s+(?:(?:are|were|r|have been|was|always|are always)\s+)?"
    r"(?:(?:so|such|very|really|truly|just|always|absolutely|simply|both|two|a|an|the|my|our|real"
    r"|true|total|absolute|most)\s+){0,3}(?P<adjective>[^\W_][\w'\u2019-]*)\s+$",
    re.IGNORECASE,
)
# Deeds that are done to nobody else: "for stepping in", "for helping me", "for being so kind".
_NEEDS_NOBODY = re.compile(
    r"(?:\b(?:stepping|jumping|filling|chipping|pitching|diving|stepped|jumped|filled|pitched) in"
    r"|\b(?:showing|speaking|stepping|standing|turning|owning) up|\b(?:there|here)"
    r"|\b(?!giv|bring|send|show|tell|hand|lend|introduc|teach|assign|gett|find|leav|offer|pass|ask"
    r"|mak|lett|call)\w+ing (?:me|us|him|them|her)(?: (?:out|up|back|again|so much|a lot))?"
    r"|\bbeing (?:(?:so|such|very|always|a|an|the|really) ){0,2}"
    r"(?!(?:like|as|to|with|for|of|by|at|about) |\w+(?:ing|ed) )[^\W_]+)\s+$",
    re.IGNORECASE,
)
_I_LOVE_IT_WITH = re.compile(
    r"^\s*(?:I|we)\s+(?:(?:really|just|always|so)\s+)?(?:love|loved|enjoy|enjoyed|like|liked)\b"
    r"(?:(?!\byou).)*\swith\s+$",
    re.IGNORECASE,
)


def judge_opening(
    opening: list[str], run: Run, text: str, *, has_label_before: bool, has_label_behind: bool
) -> Clarity:
    """How clear a run is that stands behind nothing but these words, lower case."""
    is_bare = len(opening) < 4 and set(opening) <= COMMAND_WORDS
    if _is_governed(opening, run, text) or _ends_in_subject(opening, run, text):
        is_told = has_label_behind and is_bare and opening[-1] in ("give", "send")
        return Clarity.COMMAND if is_told else Clarity.DOUBTFUL
    if has_label_behind or _ADDRESSED.match(text, run[-1].end):
        return Clarity.COMMAND
    if not THANKS.isdisjoint(opening) and opening[-2:] != ["to", "you"]:
        return Clarity.CLEAR
    following = _judge_following(run, text)
    is_all = has_label_before and not _word_after(text, run[-1].end)
    return Clarity.COMMAND if is_all and following is Clarity.CLEAR else following


def _is_governed(opening: list[str], run: Run, text: str) -> bool:
    """Whether the words before them speak of these people: "giving @ben a hand"."""
    last = opening[-1] if opening else ""
    if last in GOVERNS and not _THANKS_NOUN.match(text, run[-1].end):
        return True
    # "thanks for @ben" tells of Ben; "applause for @ben" is his, and "for @ben's sake" is not.
    if last == "for" and (
        (opening[-2:-1] and opening[-2] in THANKS_FOR) or _POSSESSIVE.match(text, run[-1].end)
    ):
        return True
    # "thanks to you @ben got home", "please thank @ben for me"
    to_you = opening[-2:] == ["to", "you"] and _word_after(text, run[-1].end) not in SPOKEN_TO
    return to_you or (last == "thank" and bool(_FOR_ME.match(text, run[-1].end)))


def is_opener(word: str) -> bool:
    """Whether recipients may stand behind this word, lower case."""
    return word in OPENERS or word.rstrip("x").isdigit()


def judge_thanks(run: Run, text: str) -> Clarity:
    """Whether a run in the middle of a text stands behind a word of thanks to it."""
    before = text[max(0, run[0].start - 80) : run[0].start]
    clause = _SENTENCE_MARK.split(before)[-1]
    words = [word.casefold() for word in _WORD.findall(clause)]
    near = list(takewhile(is_opener, reversed(words)))
    thanks = [place for place, word in enumerate(near) if word in THANKS]
    if not thanks or any(word not in LINKS for word in near[: thanks[0]]):
        return Clarity.NONE
    # "no thanks to @ben", "for thanks"
    if near[0] == "for" and near[thanks[0]] in THANKS_FOR:
        return Clarity.NONE
    return Clarity.NONE if _ends_in_subject(near, run, text) else Clarity.CLEAR


def judge_end(run: Run, text: str, *, has_label: bool) -> Clarity:
    """How clear a run is that ends the text; `has_label` where a name stands right before it."""
    before = text[max(0, run[0].start - 80) : run[0].start]
    if has_label or not before.strip():
        return Clarity.CLEAR
    if _SPEAKS_TO.search(before):
        return Clarity.DOUBTFUL if _LISTS.search(before) else Clarity.CLEAR
    clause = _SENTENCE_MARK.split(before)[-1]
    words = [word.casefold() for word in _WORD.findall(clause)]
    if not words or clause.rstrip()[-1:] in "&+/":
        return Clarity.DOUBTFUL
    last = words[-1]
    if last in PEOPLE:
        return Clarity.DOUBTFUL
    if last in TIMES or _NEEDS_NOBODY.search(clause):
        return Clarity.CLEAR
    noun = _NOUN_BEFORE.search(clause)
    nouns = noun["noun"].casefold().split() if noun else []
    if (len(nouns) == 1 and last not in PREPOSITIONS | NO_PRAISE) or _I_LOVE_IT_WITH.search(clause):
        return Clarity.CLEAR
    if last in LEADS_ON | NO_PRAISE or (last.endswith(("ing", "ed")) and last not in NO_VERBS_ING):
        return Clarity.DOUBTFUL
    if nouns and PREPOSITIONS.isdisjoint(nouns):
        return Clarity.CLEAR
    is_praise = bool(_ADJECTIVE_BEFORE.search(clause))
    return Clarity.CLEAR if is_praise or last in THANKS | PRAISE else Clarity.DOUBTFUL


def people_in(runs: list[Run], *, but: str | None) -> tuple[str, ...]:
    """Every person mentioned, once, in order, without the giver."""
    people = (one.value for run in runs for one in run if one.kind is AddresseeKind.PERSON)
    return tuple(dict.fromkeys(person for person in people if person != but))


def _ends_in_subject(opening: list[str], run: Run, text: str) -> bool:
    """Whether the last of several people begins a sentence: "thanks @ana, @ben was relieved"."""
    if len(run) < 2 or _JOINED_TIGHTLY.search(text, run[-2].end, run[-1].start):
        return False
    word = _word_after(text, run[-1].end)
    greets = not GREETINGS.isdisjoint(opening) or opening == ["well"]
    return word in SINGULAR or (greets and bool(word) and word not in SPOKEN_TO)


def _judge_following(run: Run, text: str) -> Clarity:
    end = run[-1].end
    rest = text[end:]
    if _AND_I.match(rest):
        return Clarity.DOUBTFUL
    own = {one.value for one in run}
    has_others = "<@" in rest and not {one["id"] for one in _MENTION.finditer(rest)} <= own
    is_told_of = has_others or bool(_YOU.search(rest))
    if _POSSESSIVE.match(rest):
        return Clarity.DOUBTFUL if is_told_of else Clarity.CLEAR
    if set_off := _SET_OFF.match(rest):
        word = _word_after(rest, set_off.end())
        is_spoken_of = word in TELLS or (has_others and word not in SPOKEN_TO)
        is_spoken_of = is_spoken_of or (is_told_of and bool(_APPOSITION.match(rest)))
        return Clarity.DOUBTFUL if is_spoken_of else Clarity.CLEAR
    word = _word_after(text, end)
    if word in TELLS:
        return Clarity.DOUBTFUL
    if word in SPOKEN_TO or _LIKE_YOU.match(rest) or not (word or has_others):
        return Clarity.CLEAR
    if word in LEADS_IN:
        clause = _SENTENCE_MARK.split(rest, 1)[0].casefold().split()
        return Clarity.CLEAR if TELLS.isdisjoint(clause) else Clarity.DOUBTFUL
    is_verb = word in THIRD_PERSON or (word.endswith(("ed", "s")) and not word.endswith("ss"))
    return Clarity.DOUBTFUL if has_others or (is_told_of and is_verb) else Clarity.CLEAR


def _word_after(text: str, end: int) -> str:
    match = _WORD.search(text, end, end + 40)
    if match is None or text[end : match.start()].strip(" \t\u00a0,"):
        return ""
    return match[0].casefold().replace("\u2019", "'")
