"""How well suggestions fit the messages that were kept aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from slackapp.domain.competency.suggest import suggest
from slackapp.frameworks.loader import load_builtin
from training.examples import TEST, Example, read_examples


@dataclass(slots=True)
class Measured:
    """What came of the messages that were kept aside.

    `found` and `praising` count messages by the competency that fits best: those with an acceptable
    one among the three that are suggested, and all. `first` are those with an acceptable one first.
    `confused` counts what came first and does not fit, by what would have; "" stands for nothing.
    """

    praising: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: int = 0
    nothing: int = 0
    rightly_nothing: int = 0
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def share_found(self) -> float:
        """Of the messages that praise something, those with an acceptable competency in three."""
        return self.found.total() / self.praising.total()

    @property
    def share_first(self) -> float:
        """Of the messages that praise something, those with an acceptable competency first."""
        return self.first / self.praising.total()

    @property
    def share_rightly_nothing(self) -> float:
        """Of the messages that praise nothing of the framework, those that get no suggestion."""
        return self.rightly_nothing / self.nothing


def measure() -> Measured:
    """Ask for suggestions for each message that was kept aside."""
    framework, measured = load_builtin(), Measured()
    for example in read_examples(TEST):
        _add(measured, example, [one.competency.key for one in suggest(framework, example.text)])
    return measured


def _add(measured: Measured, example: Example, suggested: list[str]) -> None:
    if not example.fits:
        measured.nothing += 1
        measured.rightly_nothing += not suggested
        return
    best = example.competencies[0]
    measured.praising[best] += 1
    measured.found[best] += bool(set(suggested) & set(example.competencies))
    first = next(iter(suggested), "")
    if first in example.competencies:
        measured.first += 1
    else:
        measured.confused[best, first] += 1
