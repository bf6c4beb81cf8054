"""What a weekly reflection asks about, and why.

The rules, in this order:

1. None again within six weeks, and a competency of another framework counts as its primary
   crosswalk here: Empathy is Empathy to whoever answers.
2. Foundations before what is built on them. The framework's theory (Goleman, An EI-Based Theory
   of Performance): managing relationships rests on self-management and empathy, and both of them
   on self-awareness. A stage opens once every cluster of those before it was asked about.
3. Clusters that were never asked about.
4. A competency that others thanked for within two weeks.
5. The longest not asked about; then the order of the frameworks.

Where rule 1 leaves nothing, the longest not asked about is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from slackapp.frameworks.loader import ECF_KEY
from slackapp.frameworks.model import (
    Behaviour,
    Cluster,
    Competency,
    Framework,
    Tier,
    order_of_tier,
)

REST = timedelta(weeks=6)
RECENT = timedelta(days=14)

_FIRST_STAGE, _LAST_STAGE = 0, 2
#: Clusters of ECF by what they stand on; a cluster of somebody's own comes with the last.
_STAGES = {
    "self_awareness": _FIRST_STAGE,
    "self_regulation": 1,
    "self_motivation": 1,
    "social_awareness": 1,
    "social_skills": _LAST_STAGE,
}


class Reason(StrEnum):
    """Why a competency was chosen."""

    RECOGNISED = "recognised"
    GROUND = "ground"
    NEW_CLUSTER = "new_cluster"
    NEW_COMPETENCY = "new_competency"
    LONGEST_AGO = "longest_ago"


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A question that the person was asked on a local date, whether they answered or not."""

    framework_key: str
    competency_key: str
    behaviour_key: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Recognised:
    """A kudos to the person, for a competency."""

    competency_key: str
    giver_name: str
    given_on: date


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask, and why; of a competency that somebody gave thanks for, who did, and when.

    `thanked_by` is a name as it came, on one line; empty where the giver has none.
    """

    framework_key: str
    competency_key: str
    behaviour_key: str
    question: str
    reason: Reason
    thanked_by: str = ""
    thanked_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A competency in its place; `behaviours` are those that may be asked of the person."""

    framework_key: str
    competency: Competency
    subject: str
    cluster: Cluster
    behaviours: tuple[Behaviour, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.framework_key, self.competency.key

    @property
    def stage(self) -> int:
        return _STAGES.get(self.cluster.key, _LAST_STAGE)


def choose_question(
    frameworks: Sequence[Framework],
    *,
    asked: Sequence[AskedBefore],
    recognised: Sequence[Recognised],
    takes_leader_tier: bool,
    today: date,
) -> Choice:
    """The question for the person's week. Raises ValueError where no framework has a question.

    `today` and the dates are local to the person. ECF is among the frameworks when another of
    them has a crosswalk to it.
    """
    places = list(_list_candidates(frameworks, takes_leader_tier))
    last_asked: dict[tuple[str, str], date] = {}
    for one in sorted(asked, key=lambda one: one.asked_on):
        last_asked[one.framework_key, one.competency_key] = one.asked_on
    asked_clusters = {place.cluster.key for place in places if place.key in last_asked}
    thanks = _find_thanks(recognised, today)

    chosen = min(
        _narrow(places, last_asked, asked_clusters, today),
        key=lambda one: (
            one.cluster.key in asked_clusters,
            one.competency.key not in thanks,
            last_asked.get(one.key, date.min),
        ),
    )
    behaviour = _choose_behaviour(chosen, asked)
    what = (*chosen.key, behaviour.key, behaviour.question)
    if kudos := thanks.get(chosen.competency.key):
        by = " ".join(kudos.giver_name.split())
        return Choice(*what, Reason.RECOGNISED, thanked_by=by, thanked_on=kudos.given_on)
    return Choice(*what, _find_reason(chosen, last_asked, asked_clusters))


def find_cluster(
    frameworks: Sequence[Framework], *, framework_key: str, competency_key: str
) -> Cluster | None:
    """The cluster that a competency counts in: one of ECF's, where it stands for one of ECF's."""
    return next(
        (
            one.cluster
            for one in _list_candidates(frameworks, takes_leader_tier=True)
            if one.key == (framework_key, competency_key)
        ),
        None,
    )


def asks_everybody(framework: Framework) -> bool:
    """Whether it has a question for whoever takes none about leading."""
    return any(one.behaviours for one in _list_candidates([framework], takes_leader_tier=False))


def _list_candidates(
    frameworks: Sequence[Framework], takes_leader_tier: bool
) -> Iterator[_Candidate]:
    """Every competency, in order; what is one of ECF, by crosswalk or key, in its cluster there."""
    ecf_clusters = {
        competency.key: cluster
        for framework in frameworks
        if framework.key == ECF_KEY
        for cluster in framework.clusters
        for competency in cluster.competencies
    }
    for framework in frameworks:
        for cluster in framework.clusters:
            for competency in cluster.competencies:
                subject = competency.stands_for
                yield _Candidate(
                    framework.key,
                    competency,
                    subject,
                    ecf_clusters.get(subject, cluster),
                    tuple(
                        one
                        for one in competency.behaviours
                        if one.asked and one.question
                        if takes_leader_tier or one.tier is not Tier.LEADER
                    ),
                )


def _narrow(
    places: Sequence[_Candidate],
    last_asked: dict[tuple[str, str], date],
    asked_clusters: set[str],
    today: date,
) -> Sequence[_Candidate]:
    """Those that have rested and whose stage is open; where all rest, the longest not asked."""
    candidates = [place for place in places if place.behaviours]
    resting = {
        place.subject
        for place in places
        if place.key in last_asked and today - last_asked[place.key] < REST
    }
    rested = [one for one in candidates if one.subject not in resting]
    if not rested:
        return sorted(candidates, key=lambda one: last_asked.get(one.key, date.min))[:1]
    # A cluster that has no question for this person keeps nothing closed.
    open_stage = min(
        (one.stage for one in candidates if one.cluster.key not in asked_clusters),
        default=_LAST_STAGE,
    )
    return [one for one in rested if one.stage <= open_stage]


def _find_thanks(recognised: Sequence[Recognised], today: date) -> dict[str, Recognised]:
    """The latest recent kudos for each competency."""
    thanks: dict[str, Recognised] = {}
    for one in sorted(recognised, key=lambda one: one.given_on):
        if today - RECENT <= one.given_on <= today:
            thanks[one.competency_key] = one
    return thanks


def _choose_behaviour(chosen: _Candidate, asked: Sequence[AskedBefore]) -> Behaviour:
    """One not asked before, else the one asked longest ago; the lowest tier first."""
    last_asked: dict[str, date] = {}
    for one in sorted(asked, key=lambda one: one.asked_on):
        if (one.framework_key, one.competency_key) == chosen.key:
            last_asked[one.behaviour_key] = one.asked_on
    return min(
        chosen.behaviours,
        key=lambda one: (last_asked.get(one.key, date.min), order_of_tier(one.tier)),
    )


def _find_reason(
    chosen: _Candidate, last_asked: dict[tuple[str, str], date], asked_clusters: set[str]
) -> Reason:
    """Why one is asked about that nobody gave thanks for."""
    if chosen.cluster.key not in asked_clusters:
        return Reason.GROUND if chosen.stage == _FIRST_STAGE else Reason.NEW_CLUSTER
    return Reason.LONGEST_AGO if chosen.key in last_asked else Reason.NEW_COMPETENCY
