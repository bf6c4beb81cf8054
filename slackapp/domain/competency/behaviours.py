"""Which behaviours of a competency fit a message."""

from __future__ import annotations

from functools import lru_cache

from slackapp.domain.base.word_forms import root_of, telling_words
from slackapp.domain.competency.suggest import score_behaviours
from slackapp.frameworks.model import Behaviour, Competency, order_of_tier


def rank_behaviours(competency: Competency, message: str, limit: int = 3) -> tuple[Behaviour, ...]:
    """The behaviours of a competency that a message most likely tells of, likeliest first.

    How likely is read from its words as suggestions are. Among equals, such as those of a
    competency that the weights do not know, comes first what has more word roots in common with
    it, then the lower tier, then the framework's order.
    """
    likely = score_behaviours(competency, message)
    roots = _telling_roots(message)
    ranked = sorted(
        competency.behaviours,
        key=lambda one: (
            -likely[one.key],
            -len(roots & _roots_of_deed(one.text)),
            order_of_tier(one.tier),
        ),
    )
    return tuple(ranked[:limit])


def _telling_roots(text: str) -> set[str]:
    return {root_of(word) for word in telling_words(text)}


@lru_cache(maxsize=1024)
def _roots_of_deed(text: str) -> frozenset[str]:
    """The roots of a behaviour's text, which is the same for every kudos."""
    return frozenset(_telling_roots(text))
