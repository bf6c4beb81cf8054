"""What a framework of competencies is: frozen values, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from slackapp.frameworks import words


class Tier(StrEnum):
    """Whose everyday practice a behaviour is; a label of practices, never of people."""

    BASIC = "basic"
    HIGHER = "higher"
    LEADER = "leader"

    @property
    def label(self) -> str:
        """How people read the tier on a screen."""
        return words.TIERS[self.value]


#: Lowest first; the entry tier of a competency is its first in this order.
TIER_ORDER = (Tier.BASIC, Tier.HIGHER, Tier.LEADER)


def order_of_tier(tier: Tier | None) -> int:
    """The place of a tier in that order; what has none comes first."""
    return TIER_ORDER.index(tier) if tier else -1


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One observable indicator of a competency; a lens may have some without a tier.

    `outstanding` holds "provider" or "leader" where the framework names the behaviour as one
    that outstanding people of that kind are known for. `question` asks a person how often it
    showed in their week; it is empty where the file has none. `asked` says whether it may be asked
    as a weekly score at all.
    """

    key: str
    text: str
    tier: Tier | None
    outstanding: tuple[str, ...] = ()
    question: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency with the names that people use for it.

    `crosswalk` lists ECF competencies that a competency of another framework stands for, the
    primary one first; it is empty in ECF itself. `same_as` is the behaviour of the primary one
    that this competency is another word for, such as "leadership.shares_vision".
    """

    key: str
    name: str
    definition: str
    cluster_key: str
    aliases: tuple[str, ...] = ()
    crosswalk: tuple[str, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    same_as: str = ""

    @property
    def entry_tier(self) -> Tier | None:
        """The lowest tier that the competency has behaviours in; None where it has none."""
        present = {behaviour.tier for behaviour in self.behaviours}
        return next((tier for tier in TIER_ORDER if tier in present), None)

    @property
    def same_behaviour_key(self) -> str:
        """The key of the ECF behaviour that the competency is another word for, if any."""
        return self.same_as.partition(".")[2]

    @property
    def stands_for(self) -> str:
        """The key of the ECF competency that this one counts as; its own where it has none."""
        return next(iter(self.crosswalk), self.key)

    def find_behaviour(self, key: str) -> Behaviour | None:
        """The behaviour with that key, if this competency has it."""
        return next((behaviour for behaviour in self.behaviours if behaviour.key == key), None)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of competencies inside a domain ("personal" or "social" in ECF)."""

    key: str
    name: str
    domain: str
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """A named set of clusters; keys of competencies are unique within it.

    `lenses` are the other vocabularies whose words its people may use as well.
    """

    key: str
    name: str
    clusters: tuple[Cluster, ...]
    lenses: tuple[Framework, ...] = ()

    def competencies(self) -> Iterator[Competency]:
        """Every competency, in the order of the file."""
        for cluster in self.clusters:
            yield from cluster.competencies

    def find_competency(self, key: str) -> Competency | None:
        """The competency with that key, if there is one."""
        return next((one for one in self.competencies() if one.key == key), None)

    def find_home(self, competency: Competency) -> Framework:
        """Whose competency that is: this framework's, or that of one of its lenses."""
        return next(
            one for one in (self, *self.lenses) if one.find_competency(competency.key) == competency
        )

    def get_cluster(self, key: str) -> Cluster:
        """The cluster with that key. Raises KeyError when there is none."""
        for cluster in self.clusters:
            if cluster.key == key:
                return cluster
        raise KeyError(key)


def list_clusters(
    framework: Framework, find_tiers: Callable[[str, str], Collection[Tier] | None]
) -> list[tuple[str, list[tuple[str, list[Tier]]]]]:
    """By name, in the framework's order: clusters, their competencies, and the tiers of each.

    `find_tiers` takes the keys of a cluster and a competency; None leaves the competency out.
    """
    found = []
    for cluster in framework.clusters:
        competencies = [
            (one.name, [tier for tier in TIER_ORDER if tier in tiers])
            for one in cluster.competencies
            if (tiers := find_tiers(cluster.key, one.key)) is not None
        ]
        if competencies:
            found.append((cluster.name, competencies))
    return found
