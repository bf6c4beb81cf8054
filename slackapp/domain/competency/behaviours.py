"""Which behaviours of a competency fit a message."""

from __future__ import annotations

from slackapp.domain.base.word_forms import telling_roots
from slackapp.domain.competency.suggest import score_behaviours
from slackapp.frameworks.model import Behaviour, Competency, order_of_tier


def rank_behaviours(competency: Competency, message: str, limit: int = 3) -> tuple[Behaviour, ...]:
    """The behaviours of a competency that a message most likely tells of, likeliest first.

    How likely is read from its words as suggestions are. Among equals, such as those of a
    competency that the weights do not know, comes first what has more word roots in common with
    it, then the lower tier, then the framework's order.
    """
    likely = score_behaviours(competency, message)
    roots = telling_roots(message)
    ranked = sorted(
        competency.behaviours,
        key=lambda one: (
            -likely[one.key],
            -len(roots & telling_roots(one.text)),
            order_of_tier(one.tier),
        ),
    )
    return tuple(ranked[:limit])
