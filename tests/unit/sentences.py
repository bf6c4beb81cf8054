"""Sentences with their right reading, and how near a reading comes to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slackapp.domain.kudos.text import ParsedKudos, Problem, parse_kudos
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin("ecf")
DATA = Path(__file__).parent / "data"

_KEYS = {
    phrase.lower(): competency.key
    for competency in ECF.competencies()
    for phrase in (
        *competency.aliases,
        *competency.name.split(" and "),
        competency.name,
    )
}


@dataclass(frozen=True)
class Sentence:
    """One text with its right reading; the form is told at the head of the data file."""

    text: str
    people: tuple[str, ...]
    asks: bool
    named: frozenset[str]
    offered: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """What became of one sentence."""

    sentence: Sentence
    parsed: ParsedKudos

    @property
    def thanks(self) -> tuple[str, ...]:
        """Who would be thanked without a question."""
        unclear = Problem.NO_RECIPIENT in self.parsed.problems
        return () if unclear else self.parsed.recipients

    @property
    def names(self) -> frozenset[str]:
        """The keys of what would be named."""
        return frozenset(match.competency.key for match in self.parsed.competencies)

    @property
    def thanks_somebody_wrong(self) -> bool:
        """Whether anybody is thanked who is not, or before the giver was asked."""
        right = () if self.sentence.asks else self.sentence.people
        return not set(self.thanks) <= set(right)

    @property
    def names_something_wrong(self) -> bool:
        """Whether anything is named that is not meant."""
        return not self.names <= self.sentence.named

    @property
    def has_right_people(self) -> bool:
        """Whether people are thanked, or offered where the giver must be asked."""
        if self.sentence.asks:
            return not self.thanks and set(self.sentence.people) <= set(self.parsed.candidates)
        return set(self.thanks) == set(self.sentence.people)

    @property
    def has_right_competencies(self) -> bool:
        """Whether what is named, or offered, is what the reading says."""
        offered = {one.competency.key for one in self.parsed.suggestions}
        return self.names == self.sentence.named and self.sentence.offered <= offered

    @property
    def offers_what_it_missed(self) -> bool:
        """Whether a tap leads to the right reading, where the reading is not right by itself."""
        people = {*self.thanks, *self.parsed.candidates}
        offered = {*self.names, *(one.competency.key for one in self.parsed.suggestions)}
        named = self.sentence.named | self.sentence.offered
        return set(self.sentence.people) <= people and named <= offered


def read_lines(name: str) -> list[str]:
    """The lines of a data file, without remarks."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip(" #") and not line.startswith("# ")]


def read_sentences(name: str) -> list[Sentence]:
    """The sentences of a data file."""
    return [_read_line(line) for line in read_lines(name)]


def judge(sentences: list[Sentence]) -> list[Verdict]:
    """Each sentence with what is understood of it."""
    return [Verdict(one, parse_kudos(one.text, framework=ECF, giver="UME")) for one in sentences]


def _read_line(line: str) -> Sentence:
    people, competencies, text = line.split(" | ", 2)
    asks, *_ = [*people.split(), ""]
    names = competencies.removeprefix("offers ").split(" + ")
    keys = frozenset(_KEYS[name.strip()] for name in names if name.strip() != "-")
    is_offer = competencies.startswith("offers ")
    return Sentence(
        text=text.replace("\\n", "\n"),
        people=tuple(one for one in people.split() if one != "ask"),
        asks=asks == "ask",
        named=frozenset() if is_offer else keys,
        offered=keys if is_offer else frozenset(),
    )
