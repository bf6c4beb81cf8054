"""Which competencies a message tells of, by what its words say and not by which it names.

The weights know ECF's behaviours; a framework's own competencies are found through what they stand
for. What a message says of somebody is read from its words alone, for the one who writes it, and is
kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slackapp.domain.base.word_forms import telling_roots, telling_words
from slackapp.domain.competency.near import competencies_by_word, named_competencies
from slackapp.domain.competency.ordinary_words import PRAISE
from slackapp.domain.competency.weights import NONE, load_weights
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Behaviour, Competency, Framework

#: So many are offered.
MOST = 3
#: From that likelihood on a message praises nothing of the framework.
_NOTHING = 0.4
#: A competency that is less likely than that is not worth a look.
_LEAST = 0.03
#: From that on it is clear what it tells of, whatever one of its words is a form of.
_CLEAR = 0.3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A competency that a message tells of, the behaviour that it tells of most, and how likely.

    `score` goes from 0 to 1; what the message names itself has 1. `behaviour` is None where the
    message tells of none.
    """

    competency: Competency
    behaviour: Behaviour | None
    score: float


def suggest(framework: Framework, message: str, limit: int = MOST) -> tuple[Suggestion, ...]:
    """The competencies that a message tells of, likeliest first; none where it praises nothing.

    What it names itself comes first; in a short one a word of a name counts, too. Without weights
    that is all.
    """
    likely = read_behaviours(message)
    told = sorted(_list_told(framework, message, likely), key=lambda one: -one.score)
    named = named_competencies(framework, message)
    by_word = competencies_by_word(framework, message)
    # What is meant by a word stands among the three, unless it is clear what all of them tell of.
    sure = told if told and told[0].score >= _CLEAR else told[: limit - 1]
    found = [
        *(Suggestion(one, _choose_behaviour(one, message, likely), 1.0) for one in named),
        *sure,
        *(Suggestion(one, _choose_behaviour(one, message, likely), _LEAST) for one in by_word),
        *told,
    ]
    first: dict[str, Suggestion] = {}
    for one in found:
        first.setdefault(one.competency.key, one)
    return tuple(first.values())[:limit]


def says_nothing(message: str) -> bool:
    """Whether a message has words, and none that tell what somebody did, of whatever kind."""
    if not message.strip() or telling_words(message) - PRAISE:
        return False
    return read_behaviours(message).get(NONE, 0.0) >= _NOTHING


def score_behaviours(competency: Competency, message: str) -> dict[str, float]:
    """How likely a message tells of each behaviour of a competency of ECF, by its key."""
    likely = read_behaviours(message) if _find_counterpart(competency) == competency else {}
    return {
        one.key: likely.get(f"{competency.key}.{one.key}", 0.0) for one in competency.behaviours
    }


def find_told(competency: Competency, key: str) -> Behaviour | None:
    """The behaviour of that key that a suggestion may name: its own, or of what it counts as."""
    counterpart = _find_counterpart(competency)
    found = competency.find_behaviour(key)
    return found or (counterpart.find_behaviour(key) if counterpart else None)


def read_behaviours(message: str) -> Mapping[str, float]:
    """How likely a message tells of each of ECF's behaviours ("empathy.hears_feelings"), or none.

    Empty where it has no words, or where there are no weights.
    """
    weights = load_weights() if message.strip() else None
    return weights.read(message) if weights else {}


def _list_told(framework: Framework, message: str, likely: Mapping[str, float]) -> list[Suggestion]:
    if not likely or likely[NONE] >= _NOTHING:
        return []
    told = []
    for one in framework.competencies():
        score = _score(one, likely)
        if score >= _LEAST:
            behaviour = _choose_behaviour(one, message, likely)
            told.append(Suggestion(one, behaviour, round(score, 3)))
    return told


def _score(competency: Competency, likely: Mapping[str, float]) -> float:
    if competency.same_as:
        return likely.get(competency.same_as, 0.0)
    counterpart = _find_counterpart(competency)
    if counterpart is None:
        return 0.0
    return sum(share for key, share in likely.items() if _is_of(key, counterpart.key))


def _find_counterpart(competency: Competency) -> Competency | None:
    """ECF's competency that it stands for, or is; not one that has its key by chance."""
    found = load_builtin().find_competency(competency.stands_for)
    return found if competency.crosswalk or found == competency else None


def _choose_behaviour(
    competency: Competency, message: str, likely: Mapping[str, float]
) -> Behaviour | None:
    """The behaviour that a message tells of most: its own, or of what it stands for; or none."""
    counterpart = _find_counterpart(competency)
    if counterpart and competency.same_as:
        return counterpart.find_behaviour(competency.same_behaviour_key)
    listed = (counterpart or competency).behaviours
    if not listed or not likely:
        return None
    shares = {
        one.key: likely.get(f"{(counterpart or competency).key}.{one.key}", 0.0) for one in listed
    }
    first = max(listed, key=lambda one: shares[one.key])
    if counterpart and shares[first.key] >= _LEAST and likely[NONE] < _NOTHING:
        return first
    roots = telling_roots(message)
    nearest = max(listed, key=lambda one: len(roots & telling_roots(one.text)))
    return nearest if roots & telling_roots(nearest.text) else None


def _is_of(label: str, competency_key: str) -> bool:
    return label.partition(".")[0] == competency_key
