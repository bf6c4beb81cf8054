"""Strengths, and the tipping point: how often, and by how many, somebody was recognised for what.

The claim is the framework's own. Source 001 of its documents, where it presents the model, says
of outstanding performers that they typically excel in six competencies or more, and are strong in
at least one competency of each cluster; there it sees them part from the average. What "strong"
and "excel" take it does not say, so that is ours: kudos from colleagues, in a period.

The rule looks at one competency at a time, by kudos and by different givers, who both must do:

| kudos and givers                   | standing    |
|---|---|
| below the strength threshold       | NOT_YET     |
| at least the strength threshold    | STRENGTH    |
| at least the excellence threshold  | EXCELLENT   |

A kudos counts once for a competency, however often it names it; one giver is one voice. Whoever
joined in on it counts as another giver, and not as another kudos. What is excellent is a strength
too. The tipping point is six excellent competencies and a strength in every cluster. With no
strength at all there is nothing to draw: the evidence is not enough yet.

Its limits: the claim was made of performers whom researchers assessed, not of kudos; colleagues
thank for what they happen to see, so the absence of kudos is no evidence; and the thresholds are
conventions. So it is a heuristic to develop by, for the person alone: nobody is ranked by it, and
NOT_YET is no weakness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from slackapp.frameworks.model import Cluster, Competency, Framework

#: How many competencies somebody excels in at the tipping point.
EXCELLENT_NEEDED = 6


@dataclass(frozen=True, slots=True)
class Threshold:
    """How much it takes for a competency: that many kudos, from that many different givers."""

    kudos: int
    givers: int


#: What a workspace that decided nothing goes by.
STRENGTH = Threshold(kudos=3, givers=2)
EXCELLENCE = Threshold(kudos=6, givers=3)


class ExcellenceBelowStrength(ValueError):
    """Excellence would take less than a strength does: fewer kudos, or fewer givers."""

    def __init__(self, strength: Threshold, excellence: Threshold) -> None:
        super().__init__(
            f"excellence ({excellence.kudos} kudos from {excellence.givers} givers) takes less "
            f"than a strength ({strength.kudos} kudos from {strength.givers} givers)"
        )


class Standing(Enum):
    """What the kudos of a period say about one competency."""

    NOT_YET = auto()
    STRENGTH = auto()
    EXCELLENT = auto()


@dataclass(frozen=True, slots=True)
class Recognition:
    """A kudos that recognised the person for a competency; `kudos_key` tells kudos apart.

    `joined_keys` are those who joined in on it.
    """

    kudos_key: str | int
    competency_key: str
    giver_key: str | int
    joined_keys: frozenset[str | int] = frozenset()


@dataclass(frozen=True, slots=True)
class ClusterStrengths:
    """A cluster with its strengths, those that are excellent among them, in its own order."""

    cluster: Cluster
    strengths: tuple[Competency, ...]
    excellent: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """How far somebody came towards it, cluster by cluster."""

    clusters: tuple[ClusterStrengths, ...]

    @property
    def has_evidence(self) -> bool:
        """Whether there is any strength, hence anything to draw."""
        return any(one.strengths for one in self.clusters)

    @property
    def excellent_count(self) -> int:
        """How many competencies are excellent; EXCELLENT_NEEDED of them are needed."""
        return sum(len(one.excellent) for one in self.clusters)

    @property
    def strong_cluster_count(self) -> int:
        """How many clusters have a strength; all of them are needed."""
        return sum(bool(one.strengths) for one in self.clusters)

    @property
    def is_reached(self) -> bool:
        """Whether both are there, the excellent competencies and a strength in every cluster."""
        return self.excellent_count >= EXCELLENT_NEEDED and (
            self.strong_cluster_count == len(self.clusters)
        )


def check_thresholds(strength: Threshold, excellence: Threshold) -> None:
    """Raise ExcellenceBelowStrength where something could be excellent and no strength."""
    if excellence.kudos < strength.kudos or excellence.givers < strength.givers:
        raise ExcellenceBelowStrength(strength, excellence)


def weigh(
    framework: Framework,
    recognitions: Iterable[Recognition],
    *,
    strength: Threshold,
    excellence: Threshold,
) -> TippingPoint:
    """What is a strength, and what is excellent, in each cluster of the framework.

    The caller chooses the period, and passes only what belongs to it. A competency that the
    framework does not have stays outside. Raises ExcellenceBelowStrength.
    """
    check_thresholds(strength, excellence)
    # Nothing is kept for each of them: there may be thousands.
    kudos = defaultdict[str, set[str | int]](set)
    voices = defaultdict[str, set[str | int]](set)
    for one in recognitions:
        kudos[one.competency_key].add(one.kudos_key)
        voices[one.competency_key].add(one.giver_key)
        voices[one.competency_key] |= one.joined_keys

    def find_standing(competency: Competency) -> Standing:
        key = competency.key
        found = Threshold(len(kudos.get(key, ())), len(voices.get(key, ())))
        if _meets(found, excellence):
            return Standing.EXCELLENT
        return Standing.STRENGTH if _meets(found, strength) else Standing.NOT_YET

    return TippingPoint(
        tuple(
            _gather(cluster, {one: find_standing(one) for one in cluster.competencies})
            for cluster in framework.clusters
        )
    )


def _meets(found: Threshold, needed: Threshold) -> bool:
    return found.kudos >= needed.kudos and found.givers >= needed.givers


def _gather(cluster: Cluster, standings: dict[Competency, Standing]) -> ClusterStrengths:
    return ClusterStrengths(
        cluster,
        strengths=tuple(one for one, what in standings.items() if what is not Standing.NOT_YET),
        excellent=tuple(one for one, what in standings.items() if what is Standing.EXCELLENT),
    )
