"""The mirror: what a person sees in themselves beside what others said that they see.

The idea is the Johari window of Luft and Ingham ("The Johari window, a graphic model of
interpersonal awareness", 1955): what we know of ourselves, against what others know of us. Its
names are theirs; ours are plain sentences. The framework's sources do not speak of the window;
nearest to it they count openness to feedback among the marks of accurate self-assessment.

The rule looks at one competency at a time, and at two sides of it:

- own side: reflections. Silent with none; a few below `min_answers`; else it is seen where the
  mean of the frequencies is at least `seen_from`.
- others' side: kudos. Silent with none; a few below `min_kudos` or `min_givers`; else it is seen.

| own side  | others silent | a few others | others see it |
|---|---|---|---|
| silent    | NOT_YET       | NOT_ENOUGH   | OTHERS        |
| a few     | NOT_ENOUGH    | NOT_ENOUGH   | NOT_ENOUGH    |
| not often | NOT_ENOUGH    | NOT_ENOUGH   | OTHERS        |
| seen      | OWN           | NOT_ENOUGH   | BOTH          |

Its limits: colleagues thank for what they happen to see, so the absence of kudos is no evidence;
a frequency is a person's own impression of one week, not a measure; and the thresholds are
conventions. So nothing here is a verdict: there is no weakness and no blind spot, only "not yet".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from statistics import fmean
from typing import NamedTuple


class View(StrEnum):
    """What the mirror says about one competency."""

    BOTH = "both"
    OTHERS = "others"
    OWN = "own"
    NOT_YET = "not_yet"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class OwnView:
    """A person's own answer: how often it showed, from 1 (never) to 5 (all the time)."""

    competency_key: str
    frequency: int


class OthersView(NamedTuple):
    """One kudos to the person for a competency; `giver_key` tells givers apart."""

    competency_key: str
    giver_key: str | int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much it takes: answers and their mean frequency; kudos and different givers.

    Kudos and givers are those of a strength. One answer is the impression of one week, so it
    takes two; and "seen" means often, the fourth of five frequencies.
    """

    min_answers: int = 2
    seen_from: float = 4
    min_kudos: int = 3
    min_givers: int = 2


class _Side(Enum):
    SILENT = auto()
    A_FEW = auto()
    NOT_OFTEN = auto()
    SEEN = auto()


def look(
    competency_keys: Iterable[str],
    *,
    own: Sequence[OwnView],
    others: Sequence[OthersView],
    thresholds: Thresholds,
) -> dict[str, View]:
    """What the mirror says about each of the competencies, in their order.

    The caller chooses the period, and passes only what belongs to it.
    """
    frequencies: dict[str, list[int]] = defaultdict(list)
    for answer in own:
        frequencies[answer.competency_key].append(answer.frequency)
    givers: dict[str, list[str | int]] = defaultdict(list)
    for kudos in others:
        givers[kudos.competency_key].append(kudos.giver_key)
    return {
        key: _compare(
            _own_side(frequencies[key], thresholds), _others_side(givers[key], thresholds)
        )
        for key in competency_keys
    }


def _own_side(frequencies: Sequence[int], thresholds: Thresholds) -> _Side:
    if not frequencies:
        return _Side.SILENT
    if len(frequencies) < thresholds.min_answers:
        return _Side.A_FEW
    return _Side.SEEN if fmean(frequencies) >= thresholds.seen_from else _Side.NOT_OFTEN


def _others_side(givers: Sequence[str | int], thresholds: Thresholds) -> _Side:
    if not givers:
        return _Side.SILENT
    enough = len(givers) >= thresholds.min_kudos and len(set(givers)) >= thresholds.min_givers
    return _Side.SEEN if enough else _Side.A_FEW


def _compare(own: _Side, others: _Side) -> View:
    match own, others:
        case _Side.SEEN, _Side.SEEN:
            return View.BOTH
        case ((_Side.SILENT | _Side.NOT_OFTEN), _Side.SEEN):
            return View.OTHERS
        case _Side.SEEN, _Side.SILENT:
            return View.OWN
        case _Side.SILENT, _Side.SILENT:
            return View.NOT_YET
        case _:
            return View.NOT_ENOUGH
