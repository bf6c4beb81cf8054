"""Reactions that thank: what Slack tells of one, and what it may be for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from slackapp.frameworks.model import Competency, Framework, Tier

#: Before anything was heard of a reaction.
NEVER = "0"
#: The domain of what people show each other, which colleagues see more of.
_SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class HeardReaction:
    """Somebody's reaction to a message, added or taken away, as an event tells it.

    `name` has no skin tone. `slack_author_id` is empty where an app wrote the message that has no
    account. `event_ts` is Slack's time of it.
    """

    slack_user_id: str
    name: str
    slack_channel_id: str
    slack_ts: str
    slack_author_id: str
    is_there: bool
    event_ts: str

    def is_after(self, event_ts: str) -> bool:
        """Whether it happened after that: events come again, and not in their order."""
        return Decimal(self.event_ts) > Decimal(event_ts)


def choose_likely(
    framework: Framework, named_lately: Iterable[str], *, count: int
) -> tuple[Competency, ...]:
    """What a message may be thanked for whose words are not known.

    First what was `named_lately`, by keys, the latest first; then what is seen every day.
    """
    named = filter(None, map(framework.find_competency, named_lately))
    return tuple(dict.fromkeys((*named, *_list_everyday(framework))))[:count]


def _list_everyday(framework: Framework) -> list[Competency]:
    """Every competency, those with the most behaviours of everyday service first."""
    ranked = [
        (cluster.domain != _SOCIAL, -_count_basic(one), one)
        for cluster in framework.clusters
        for one in cluster.competencies
    ]
    # Those that are alike keep the framework's order.
    return [one for *_, one in sorted(ranked, key=lambda rank: rank[:2])]


def _count_basic(competency: Competency) -> int:
    return sum(one.tier is Tier.BASIC for one in competency.behaviours)
