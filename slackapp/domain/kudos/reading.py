"""The grammar of what somebody types behind `/kudos`: for whom, for what, in which words.

The grammar, in the order in which it is read. A *label* is one competency or several, joined by
commas, "and", "&", "+" or "/".

**Recipients** are the people who stand together (commas, "and", "&", "+" between them)

- at the beginning, or behind nothing but a label or an opening such as "thanks" or "kudos to";
- behind a word of thanks anywhere: "yesterday was hard, thank you @ana for …";
- else at the very end, or with nothing but a label behind them.

Whoever else is mentioned belongs to the message. Where a place leaves doubt, two places name
different people, or there is none, nobody is guessed: whoever is mentioned is a candidate
(`recipient_places`).

**Competencies** count where a label stands

- directly behind the recipients: "@ana empathy thanks for …", "@ana: empathy, initiative - …";
- behind the recipients and a few words such as "for their great", if the label ends there:
  "@ana for empathy", "@ana for empathy: you …", but not "@ana for the empathy you showed";
- directly before them, when it begins the text or follows a mark: "empathy @ana you …"; before
  recipients at the very end also behind such words: "thanks for your empathy @ana";
- at the very beginning, set off by a mark, a new line or "thanks": "Empathy: you … @ana";
- at the very end, set off by a mark (no comma), a dash or a new line: "@ana you …. Empathy".

With "#" before it a competency counts anywhere. Any other word of the message is left alone, and
so is a name whose next word makes it a plain one: "@ana trust me", "@ana confidence interval"
(`plain_names`).

**The message** is what remains. Labels leave it, with the marks around them. Where words stand on
both sides of the recipients it is a sentence, and keeps them ("thanks @ana for your empathy"). So
it does with a tag that is a word of its sentence (only the "#" goes), and with an alias that runs
on or is led to by words: "@ana listening to the caller for an hour", "@ana for listening". What a
program has put below the text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from slackapp.domain.base.slack_text import AddresseeKind, Run
from slackapp.domain.competency.match import MatchedCompetency, Matcher
from slackapp.domain.kudos.label import OPENING, TAG_SIGN, WORD, Label, ends_clause, read_label
from slackapp.domain.kudos.plain_names import is_plain_word
from slackapp.domain.kudos.recipient_places import (
    Clarity,
    is_opener,
    judge_end,
    judge_opening,
    judge_thanks,
)

_MOST_TAGS = 30
_MOST_FILLERS = 5
# How far before the recipients, or before the end, a label is looked for.
_REACH = 160
# How much before a place is looked at for marks and words that lead to it.
_NEAR = 30

_EMOJI = (
    r"(?::[\w+'-]{1,60}:|[0-9#*]\ufe0f?\u20e3"
    r"|[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff\u200d\ufe0f])"
)
# Marks between recipients, label and message. A colon that begins an emoji is none.
_MARK = rf"(?:(?!{_EMOJI}|[:;]-?[()DPpO/|](?!\w))[,;:.!?|=~…\u2010-\u2015-]|&gt;|\u2192)"
# What follows on the next line is the message's own: a list may begin there.
_MARKS = re.compile(rf"(?:{_MARK}|[^\S\n])*\s*")
_MARKS_AND_EMOJI = re.compile(rf"(?:{_MARK}|\s|{_EMOJI})*")
_LEFT_MARKS = re.compile(rf"[\s,|=\u2013\u2014-]*{OPENING}{{0,3}}$")
_EMOJI_AT_END = re.compile(rf"{_EMOJI}$")

_TAIL = re.compile(rf"(?:[\s.,!?;:…|)\]\u2010-\u2015-]|{_EMOJI})*(?:(?:to|for)\s*)?", re.IGNORECASE)
_SET_OFF_BEHIND = re.compile(
    rf"\s*(?:[,;:.!|…\n\u2013\u2014\u2192=]|&gt;)|\s+(?:-|thank|thx|{_EMOJI})", re.IGNORECASE
)
_SET_OFF_BEFORE = re.compile(
    rf"(?:^|[.!?…:;|]\s|[\u2013\u2014]|\s--?\s|[\n(\[]|{_EMOJI})\s*{OPENING}{{0,3}}$"
)

_FILLER_WORDS = (
    r"(?:for|with|being|showing|so|such|very|really|your|you|his|her|their|the|an?|all|great|good|"
    r"real|true|amazing|awesome|brilliant|excellent|fantastic|incredible|outstanding|wonderful)"
)
_FILLER = re.compile(rf"{_FILLER_WORDS}\s+", re.IGNORECASE)
_FILLER_BEFORE = re.compile(rf"\b{_FILLER_WORDS}\s+$", re.IGNORECASE)
_COMMAND_AGAIN = re.compile(r"(?:give |send )?kudos(?: to| for)?|to|for", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_DANGLING = re.compile(r"\s(?:to|for)\s*$", re.IGNORECASE)
_RUNS_ON = re.compile(
    r"[ \t]+(?:to|with|under|in|on|at|by|of|from|through|during|about|over|me|us|him|her|them|the|"
    r"an?|my|our|his|their|every\w*|people|customers?|and|or)\b|[ \t]*(?:&amp;|\+|/)",
    re.IGNORECASE,
)
_TAG = re.compile(rf"<[^<>]*>|(?P<tag>(?<![\w&#/]){TAG_SIGN}[^\W_])")
_TAG_AT_END = re.compile(rf"{TAG_SIGN}[\w-]+[\s.,!?;:…-]*(?:(?:to|for)\s+)?$", re.IGNORECASE)
_NO_WORD = re.compile(rf"<[^<>]*>|(?<![\w&#/]){TAG_SIGN}[\w-]+|&(?:amp|lt|gt);|{_EMOJI}")


class Reading:
    """One text while it is read: what was found in it, and what is no part of the message."""

    def __init__(self, text: str, matcher: Matcher) -> None:
        self.text = text
        self.matcher = matcher
        self.cuts: list[tuple[int, int]] = []
        self._labels: list[Label] = []
        self._labels_at: dict[int, Label | None] = {}
        # The text with everything blanked that is no word of the message; same length.
        self._plain = _NO_WORD.sub(lambda match: " " * len(match[0]), text)

    @property
    def competencies(self) -> tuple[MatchedCompetency, ...]:
        """What was named, each once, in the order of the text."""
        found: dict[tuple[str, str], MatchedCompetency] = {}
        for label in sorted(self._labels, key=lambda label: label.start):
            for match in label.competencies:
                found.setdefault((match.framework_key, match.competency.key), match)
        return tuple(found.values())

    def read(self, runs: list[Run]) -> Run:
        """Find recipients, of those who are mentioned, and competencies; gives the recipients."""
        run = self._choose_run(runs)
        start, end = (run[0].start, run[-1].end) if run else (0, 0)
        self._read_before(start, is_last=not self._has_words(end, len(self.text)))
        self._cut_command_again(start)
        self._read_behind(end, is_sentence=self._has_words(0, start))
        if not self._labels:
            self._read_end(end)
        self._read_tags(start, end)
        is_sentence = self._has_words(0, start) and self._has_words(end, len(self.text))
        if run and not is_sentence and not _POSSESSIVE.match(self.text, end):
            dangling = _DANGLING.search(self.text, max(0, start - _NEAR), start)
            start = dangling.start() if dangling else self._left_edge(start)
            self._cut(start, _end_of(_MARKS, self.text, end))
        return run

    def _choose_run(self, runs: list[Run]) -> Run:
        """Those who are clearly thanked; nobody where that is in doubt."""
        if not runs:
            return ()
        head = self._judge_head(runs[0])
        if head is Clarity.COMMAND or (len(runs) == 1 and head is Clarity.CLEAR):
            return runs[0]
        if head is Clarity.DOUBTFUL:
            return ()
        clear = [runs[0]] if head else []
        clear += [run for run in runs[len(clear) :] if judge_thanks(run, self.text)]
        if runs[-1] not in clear[-1:] and self._ends_clearly(runs[-1]):
            clear.append(runs[-1])
        people = {frozenset(one.value for one in run) for run in clear}
        return clear[0] if len(people) == 1 else ()

    def _ends_clearly(self, run: Run) -> bool:
        """Whether the last people who are mentioned end the text, and are clearly thanked there."""
        behind, _ = self._label_behind(run[-1].end)
        if self._has_words(behind.end if behind else run[-1].end, len(self.text)):
            return False
        return _at_least(run, judge_end(run, self.text, has_label=self._has_label_before(run)))

    def _judge_head(self, run: Run) -> Clarity:
        """How clearly the first people who are mentioned are addressed before anything else."""
        start, end = run[0].start, run[-1].end
        opening: list[str] = []
        has_label_before = False
        if start:
            head = self._label_at_head(start)
            tail = self._label_at_tail(0, start)
            before = self._words(head.end if head else 0, tail.start if tail else start)
            opening = [word.casefold() for word in before]
            if not all(map(is_opener, opening)):
                return Clarity.NONE
            has_label_before = bool(head or tail)
        clarity = judge_opening(
            opening,
            run,
            self.text,
            has_label_before=has_label_before,
            has_label_behind=self._label_behind(end)[0] is not None,
        )
        return Clarity.COMMAND if _at_least(run, clarity) and not _is_only_people(run) else clarity

    def _has_label_before(self, run: Run) -> bool:
        start = run[0].start
        is_tag = _TAG_AT_END.search(self.text[max(0, start - _REACH) : start])
        return bool(is_tag or self._label_at_tail(0, start))

    def _label_at_head(self, end: int) -> Label | None:
        """The label that begins the text, set off from what stands before `end`."""
        label = self._read_label(_end_of(_MARKS_AND_EMOJI, self.text, 0))
        if label is None or label.end > end:
            return None
        reaches_end = _TAIL.fullmatch(self.text, label.end, end)
        return label if reaches_end or _SET_OFF_BEHIND.match(self.text, label.end, end) else None

    def _label_at_tail(
        self, low: int, high: int, before: re.Pattern[str] = _SET_OFF_BEFORE
    ) -> Label | None:
        """The label that ends `text[low:high]`, if what stands before it fits the pattern."""
        for word in WORD.finditer(self.text, max(low, high - _REACH), high):
            if before.search(self.text[max(low, word.start() - _NEAR) : word.start()]):
                label = self._read_label(word.start())
                if label and label.end <= high and _TAIL.fullmatch(self.text, label.end, high):
                    return label
        return None

    def _label_behind(self, position: int) -> tuple[Label | None, bool]:
        """The label directly behind the recipients, and whether words like "for her" lead to it."""
        start = _end_of(_MARKS_AND_EMOJI, self.text, position)
        if label := self._read_label(start):
            is_bare = self.text[label.end - 1].isalnum()
            if is_bare and is_plain_word(label.competencies[-1], self.text, label.end):
                return None, False
            return label, False
        position = start
        for _ in range(_MOST_FILLERS):
            filler = _FILLER.match(self.text, position)
            if filler is None:
                break
            position = filler.end()
            label = self._read_label(position)
            if label and ends_clause(self.text, label.end):
                return Label(start, label.end, label.competencies), True
        return None, False

    def _read_before(self, end: int, *, is_last: bool) -> None:
        low = 0
        if not end:
            return
        if head := self._label_at_head(end):
            self._labels.append(head)
            self._cut(head.start, _end_of(_MARKS, self.text, head.end))
            low = head.end
        if tail := self._label_at_tail(low, end):
            self._labels.append(tail)
            self._cut(self._left_edge(tail.start), tail.end)
        elif is_last and (tail := self._label_at_tail(low, end, _FILLER_BEFORE)):
            self._labels.append(tail)

    def _read_behind(self, position: int, *, is_sentence: bool) -> None:
        label, has_filler = self._label_behind(position)
        if label is None:
            return
        self._labels.append(label)
        last = label.competencies[-1]
        is_alias = last.via == "alias" or last.is_of_lens
        runs_on = is_alias and not has_filler and _RUNS_ON.match(self.text, label.end)
        # A nickname says more than the competency's name, which stands there anyway.
        is_own_word = any(one.via == "alias" for one in label.competencies)
        if not (runs_on or (has_filler and (is_sentence or is_own_word))):
            start = max(position, self._left_edge(label.start))
            self._cut(start, _end_of(_MARKS, self.text, label.end))

    def _read_end(self, low: int) -> None:
        if tail := self._label_at_tail(low, len(self.text)):
            self._labels.append(tail)
            self._cut(self._left_edge(tail.start), _end_of(_MARKS, self.text, tail.end))

    def _read_tags(self, start: int, end: int) -> None:
        """Read "#" wherever it stands, before or behind the recipients at `text[start:end]`."""
        position = 0
        tags = (match.start() for match in _TAG.finditer(self.text) if match["tag"])
        for tag in islice(tags, _MOST_TAGS):
            if tag < position or any(low <= tag < high for low, high in self.cuts):
                continue
            label = read_label(self.text, tag, self.matcher, tagged=True)
            if label is None:
                continue
            position = label.end
            self._labels.append(label)
            low, high = (0, start) if tag < start else (end, len(self.text))
            is_led_to = _FILLER_BEFORE.search(self.text[max(low, tag - _NEAR) : tag])
            if not self._has_words(low, tag):
                self._cut(tag, _end_of(_MARKS, self.text, label.end))
            elif not self._has_words(label.end, high) and not is_led_to:
                self._cut(self._left_edge(tag), label.end)
            else:
                for sign in re.finditer(TAG_SIGN, self.text[tag : label.end]):
                    self._cut(tag + sign.start(), tag + sign.end())

    def _cut_command_again(self, end: int) -> None:
        """Cut "kudos to" before the recipients: the command has said it."""
        if not end:
            return
        words = self._plain[:end].strip()
        if _COMMAND_AGAIN.fullmatch(words):
            start = self._plain.index(words)
            self._cut(start, _end_of(_MARKS, self.text, start + len(words)))

    def _cut(self, start: int, end: int) -> None:
        self.cuts.append((start, end))
        self._plain = self._plain[:start] + " " * (end - start) + self._plain[end:]

    def _left_edge(self, position: int) -> int:
        """Where the marks begin that lead to this position."""
        near = self.text[max(0, position - _NEAR) : position]
        rest = _LEFT_MARKS.sub("", near, count=1)
        if rest.endswith(":") and not _EMOJI_AT_END.search(rest):
            rest = rest[:-1]
        return position - len(near) + len(rest)

    def _words(self, start: int, end: int) -> Iterator[str]:
        return (match[0] for match in WORD.finditer(self._plain, start, end))

    def _has_words(self, start: int, end: int) -> bool:
        return next(self._words(start, end), None) is not None

    def _read_label(self, position: int) -> Label | None:
        # The same place is looked at for recipients first, and then for competencies.
        if position not in self._labels_at:
            self._labels_at[position] = read_label(self.text, position, self.matcher)
        return self._labels_at[position]


def _is_only_people(run: Run) -> bool:
    return all(one.kind is AddresseeKind.PERSON for one in run)


def _at_least(run: Run, clarity: Clarity) -> bool:
    """Whether it is clear enough; a name that Slack does not know takes a tap in any case."""
    return clarity >= Clarity.CLEAR or bool(clarity and not _is_only_people(run))


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
