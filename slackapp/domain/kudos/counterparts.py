"""What the words of a kudos count as, and which of them the giver must be asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slackapp.domain.competency.match import MatchedCompetency
from slackapp.frameworks.crosswalk import Counted, list_counterparts
from slackapp.frameworks.model import Framework

#: Between the choices in a button's value, and between a word's key and the choice.
_NEXT, _IS = "|", "="


@dataclass(frozen=True, slots=True)
class Unclear:
    """A word that may count as several competencies; the giver has not said which."""

    key: str
    name: str
    options: tuple[Counted, ...]


def count_words(
    framework: Framework, matches: Sequence[MatchedCompetency], chosen: Mapping[str, str]
) -> tuple[tuple[Counted, ...], Unclear | None]:
    """What the words count as, and the first of which that is not clear.

    `chosen` holds the key of a competency by that of a word ("twelve_zealous.win_win"). An unclear
    word stands for its primary counterpart; a choice that it does not have is none.
    """
    counted: list[Counted] = []
    unclear: Unclear | None = None
    for match in matches:
        options = list_counterparts(framework, match.framework_key, match.competency)
        key = f"{match.framework_key}.{match.competency.key}"
        choice = next((one for one in options if one.competency.key == chosen.get(key)), None)
        if choice is None and len(options) > 1:
            unclear = unclear or Unclear(key, match.competency.name, options)
        counted.append(choice or options[0])
    return tuple(counted), unclear


def write_choices(chosen: Mapping[str, str]) -> str:
    """The choices as a button carries them."""
    return "".join(f"{_NEXT}{key}{_IS}{choice}" for key, choice in chosen.items())


def read_choices(value: str) -> tuple[str, dict[str, str]]:
    """What stands before the choices in a button's value, and the choices."""
    first, *choices = value.split(_NEXT)
    pairs = (one.partition(_IS) for one in choices)
    return first, {key: choice for key, _, choice in pairs}
