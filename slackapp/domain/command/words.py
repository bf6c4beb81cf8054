"""Whether a text behind `/kudos` is meant as a command: then it is answered, and never posted.

A command stands first: alone, or with a person directly behind it or behind what it is about
("undo @ana", "delete my last kudos to @ana"). Where other words lead from it to a person it is a
sentence: "help from @ana was great". What asks for privacy counts wherever it is no part of the
thanks, as it would be posted for all to read. Nothing here is certain: the answer says what there
is, and keeps what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from slackapp.domain.base.slack_text import clean, find_runs
from slackapp.domain.command.vocabulary import (
    ORDINARY,
    PHRASES,
    POLITE,
    QUESTION_WORDS,
    SPELT,
    STRONG,
    THANKING,
    WEAK,
    Wish,
)
from slackapp.domain.competency.match import find_competency, matcher_for
from slackapp.domain.competency.near import closest_competencies
from slackapp.domain.kudos.label import WORD, read_label
from slackapp.domain.kudos.text import parse_kudos
from slackapp.domain.workspace.colleague_names import fold
from slackapp.frameworks.model import Competency, Framework


@dataclass(frozen=True, slots=True)
class CommandGuess:
    """What a text wishes for.

    `typed` is the word that says so, `is_slip` whether that was a slip of the keyboard, and
    `competency` what a question asks about.
    """

    wish: Wish
    typed: str
    is_slip: bool = False
    competency: Competency | None = None


_PRIVATELY = (Wish.PRIVATE, Wish.ANONYMOUS)
#: Not to be taken for words of a sentence: they would undo something.
_GRAVE = (*_PRIVATELY, Wish.UNDO)

_OBJECT = r"(?:my|our|the|that|this|last|latest|previous|first|old|wrong|a|an|one|all|any) "
_THING = r"(?:kudos|kudo|one|messages?|posts?|notes?|thanks?|thanking|praise)(?: you)? ?"
#: What may stand between a command and a person without making a sentence of it.
_LEADS_ON = re.compile(rf"(?:{_OBJECT})*(?:{_THING}(?:(?:to|for|of|from|with) )?)?")
_LEADS_ON_GRAVELY = re.compile(rf"(?:{_LEADS_ON.pattern}|(?:to|for) )")
_SHOW = re.compile(
    r"(?:kudos |(?:show|view|see|get|open|display|print|give|find) (?:me )?)?"
    r"(?:(?:the|my|our|all) )*"
)
_LEADS_ON_PRIVATELY = re.compile(
    rf"(?:(?:to|for|send|give|tell|say) )*(?:{_OBJECT})*(?:{_THING})?(?:(?:to|for|with) )?"
)

_PRIVATE_WORDS = [word for word, wish in STRONG.items() if wish in _PRIVATELY]
#: Those of them that hold none of the others.
_PRIVATE_HINTS = [
    word for word in _PRIVATE_WORDS if not any(one in word for one in _PRIVATE_WORDS if one != word)
]

_PEOPLE_FIRST = re.compile(r"(?:<@[^<>]*>[\s,;+&/]*(?:and\b\s*)?)+")
_ONLY_WORD = re.compile(
    r"[\s,:-]*(?P<word>[^\W\d_]+)(?:\s+(?:please|pls|bitte|this|it|now|me))?[\s.!?]*"
)

_QUESTION = re.compile(
    r"how (?:do|does|did|can|could|to|should|would|much|many|is|are)\b"
    r"|what (?:is|are|does|do|did|can|was|were|s|means?)\b|whats\b"
    r"|(?:who|where|when|why|which) "
    r"(?:is|are|was|were|do|does|did|can|s|has|have|got|gave|should)\b"
    r"|(?:can|could|may|might|should|shall|do|does|did|will|would|is|are|am) (?:i|you|we|it|this"
    r"|that|there|they|anyone|anybody|someone|somebody|everyone|kudoscope)\b"
)

# What makes a word stand for itself: "--private", "#private", "(private)".
_FLAG_BEFORE = re.compile(r"(?:^|\s)(?:--?|/|[#\uff03])$")
_BRACKET_BEFORE = re.compile(r"[(\[]\s?$")
_FLAG_AFTER = re.compile(r"$|[\s,.:;!]")
_BRACKET_AFTER = re.compile(r"\s?[)\]]")
_MARK_AFTER = re.compile(r"\s*(?:$|[,:;.!\u2013\u2014]|-\s)")
# At the very end, set off: "… thanks, private".
_TAIL_BEFORE = re.compile(r"(?:[,;:.!|\u2013\u2014]|\s-)\s*$")
_TAIL_AFTER = re.compile(r"[\s.!]*$")
_JOINT = re.compile(r"[\s,:;-]*")
#: With one of these beside it, it says how to thank: "a private kudos", "thanks privately".
_THANKS = frozenset(("kudos", "thanks", "thank", "thx"))
_KEEP = re.compile(r"please keep (?:this|it|that)")

#: A text of so few words is no sentence; of so many, with a competency, it is one.
_FEW = 3
_MANY = 5
#: An unknown word is answered as one; three of them may be thanks.
_UNKNOWN = 2


def read_command(text: str, framework: Framework) -> CommandGuess | None:
    """What the text wishes for, where it may be a command; None where it is a kudos."""
    text = clean(text).strip()
    if behind := _PEOPLE_FIRST.match(text):
        if guess := _read_behind(text[behind.end() :], framework):
            return guess
        if not _may_ask_privately(text):
            return None
    words = list(WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    if asks_privately := _find_privacy(text, words, folded, framework):
        return asks_privately
    if behind:
        return None
    if not words:
        return CommandGuess(Wish.QUESTION, "?") if "?" in text else None
    runs = find_runs(text)
    count = sum(word.end() <= runs[0][0].start for word in words) if runs else len(words)
    head = folded[:count]
    skipped = _count_polite(head)
    if skipped == count:
        return _read_behind(text[runs[0][-1].end :], framework) if runs else None
    reading = _Reading(text, [word[0] for word in words[skipped:count]], head[skipped:], framework)
    return reading.before_person() if runs else reading.alone()


def _read_behind(text: str, framework: Framework) -> CommandGuess | None:
    """A command as the only word behind the people: "@ana undo"."""
    if not (match := _ONLY_WORD.fullmatch(text)):
        return None
    word = match["word"]
    plain = fold(word)
    meant = None if plain in STRONG or plain in ORDINARY else _find_spelt(plain)
    wish = STRONG.get(meant or plain)
    if wish is None or find_competency(framework, word):
        return None
    return CommandGuess(wish, word, is_slip=meant is not None)


def _may_ask_privately(text: str) -> bool:
    """A quick look, for most kudos begin with a person and ask for nothing of the kind."""
    plain = fold(text)
    return any(hint in plain for hint in _PRIVATE_HINTS)


def _find_privacy(
    text: str, words: Sequence[re.Match[str]], folded: Sequence[str], framework: Framework
) -> CommandGuess | None:
    for number, (word, plain) in enumerate(zip(words, folded, strict=True)):
        wish = STRONG.get(plain)
        # A company may value confidentiality.
        if wish not in _PRIVATELY or find_competency(framework, word[0]):
            continue
        beside = (*folded[number + 1 : number + 2], *folded[max(0, number - 1) : number])
        is_told = not _THANKS.isdisjoint(beside)
        is_kept = _KEEP.fullmatch(" ".join(folded[max(0, number - 3) : number]))
        if is_told or is_kept or _stands_for_itself(text, word, framework):
            return CommandGuess(wish, word[0])
    return None


def _stands_for_itself(text: str, word: re.Match[str], framework: Framework) -> bool:
    before, start, end = text[: word.start()], word.start(), word.end()
    if _FLAG_BEFORE.search(before) and _FLAG_AFTER.match(text, end):
        return True
    if _BRACKET_BEFORE.search(before) and _BRACKET_AFTER.match(text, end):
        return True
    if _TAIL_BEFORE.search(before) and _TAIL_AFTER.match(text, end):
        return True
    # Directly behind the people, or what they are thanked for, and set off from the message:
    # "@ana private: …", "@ana empathy, private".
    matcher = matcher_for(framework)
    places = [run[-1].end for run in find_runs(text)]
    labels = [read_label(text, _skip(text, place), matcher) for place in places]
    places += [label.end for label in labels if label is not None]
    if not any(_JOINT.fullmatch(text, place, start) for place in places):
        return False
    return bool(_MARK_AFTER.match(text, end) or read_label(text, _skip(text, end), matcher))


def _skip(text: str, position: int) -> int:
    """Where the next word or tag begins."""
    match = _JOINT.match(text, position)
    return match.end() if match else position


def _count_polite(folded: Sequence[str]) -> int:
    """How many words of politeness, or of the command once more, stand first."""
    line = " ".join(folded) + " "
    polite = POLITE.match(line)
    count = line[: polite.end()].count(" ") if polite else 0
    # "kudos help", "show me the stats": only where a command follows.
    again = _SHOW.match(line, sum(len(word) + 1 for word in folded[:count]))
    if again:
        shown = count + again[0].count(" ")
        if shown < len(folded) and (folded[shown] in STRONG or folded[shown] in WEAK):
            return shown
    return count


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words before anybody is named, without politeness; `folded` as they are compared."""

    text: str
    typed: list[str]
    folded: list[str]
    framework: Framework

    @property
    def line(self) -> str:
        return " ".join(self.folded)

    def before_person(self) -> CommandGuess | None:
        """A command with a person directly behind it; or a question about one."""
        if self._is_asked() and (
            _QUESTION.match(self.line)
            or (self.folded[0] in QUESTION_WORDS and not self._list_named())
        ):
            return CommandGuess(Wish.QUESTION, self.typed[0])
        guess = self._classify(STRONG)
        if guess is None or (guess.is_slip and self.folded[0] in ORDINARY):
            return None
        between = "".join(f"{word} " for word in self.folded[len(guess.typed.split()) :])
        if guess.wish is Wish.HELP:
            return guess if not between or guess.typed.casefold() == "help me" else None
        leads_on = _LEADS_ON_GRAVELY if guess.wish is Wish.UNDO else _LEADS_ON
        if guess.wish in _PRIVATELY:
            leads_on = _LEADS_ON_PRIVATELY
        return guess if leads_on.fullmatch(between) else None

    def alone(self) -> CommandGuess | None:
        """A text that names nobody: a command, a question, or a kudos that lacks its person."""
        named = self._list_named()
        guess = self._classify(STRONG | WEAK)
        if guess is not None and self._is_meant(guess, has_competency=bool(named)):
            return guess
        is_label = self._is_label()
        if _QUESTION.match(self.line) or (
            self._is_asked()
            and (self.folded[0] in QUESTION_WORDS or (not is_label and len(self.folded) <= _MANY))
        ):
            return CommandGuess(Wish.QUESTION, self.typed[0], competency=self._find_asked(named))
        if named or len(self.folded) > _UNKNOWN or THANKING.match(self.line):
            if named and is_label and self._is_asked() and len(self.folded) <= _FEW:
                return CommandGuess(Wish.QUESTION, self.typed[0], competency=named[0])
            return None
        if closest_competencies(self.framework, self.text):
            return None
        return CommandGuess(Wish.UNKNOWN, " ".join(self.typed))

    def _classify(self, vocabulary: dict[str, Wish]) -> CommandGuess | None:
        """What the first word wishes for, or the first two."""
        phrase, first = " ".join(self.folded[:2]), self.folded[0]
        if phrase in PHRASES:
            return CommandGuess(PHRASES[phrase], " ".join(self.typed[:2]))
        meant = None if first in vocabulary else _find_spelt(first)
        if (first not in vocabulary and meant is None) or self._is_label():
            # A framework's own words are its competencies.
            return None
        wish = vocabulary[first] if meant is None else STRONG[meant]
        return CommandGuess(wish, self.typed[0], is_slip=meant is not None)

    def _is_meant(self, guess: CommandGuess, *, has_competency: bool) -> bool:
        """Whether a text without a person is that command, and no sentence with such a word."""
        is_short = len(self.folded) <= _FEW and not has_competency
        if guess.is_slip:
            return is_short or not (has_competency or self.folded[0] in ORDINARY)
        if self.folded[0] in WEAK:
            return is_short
        if guess.wish in _GRAVE or len(self.folded) < _MANY:
            return True
        return not has_competency and self._find_asked([]) is None

    def _is_asked(self) -> bool:
        return "?" in self.text[-3:]

    def _is_label(self) -> bool:
        start = WORD.search(self.text)
        label = start and read_label(self.text, start.start(), matcher_for(self.framework))
        return label is not None and label.competencies[0].via != "fuzzy"

    def _list_named(self) -> list[Competency]:
        parsed = parse_kudos(self.text, framework=self.framework)
        return [one.competency for one in parsed.competencies]

    def _find_asked(self, named: list[Competency]) -> Competency | None:
        if named:
            return named[0]
        for start in range(len(self.typed)):
            for end in range(len(self.typed), start, -1):
                if match := find_competency(self.framework, " ".join(self.typed[start:end])):
                    return match.competency
        return None


@lru_cache(maxsize=1024)
def _find_spelt(word: str) -> str | None:
    """The command that a word is a slip of."""
    for meant in SPELT:
        slips = 1 + (len(meant) >= 8)
        if len(word) >= 4 and OSA.distance(word, meant, score_cutoff=slips) <= slips:
            return meant
    return None
