"""What a word of one vocabulary counts as, and how stored tags read through another one.

A *lens* is any framework that is read through. The rules, in this order:

1. a word that was given in the lens's own vocabulary is that entry of it;
2. so is what counts as one of its competencies;
3. else the way leads through ECF: by the practice, to the entry that is another word for it; where
   none is, and no other practice was chosen, to the only entry that stands for the competency.

What finds no entry that way has no counterpart, and says so: nobody chose one of several. Each tag
reads as one entry at most, so that the totals are the same through every lens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from slackapp.frameworks import words
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework

#: What stands between the key of a workspace's own framework and its version: "values@2".
VERSION_SIGN = "@"
#: The key of the cluster of what has no counterpart, and no cluster of its own; no file has it.
APART = "."


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of a vocabulary, as a giver named it."""

    framework_key: str
    competency: Competency


@dataclass(frozen=True, slots=True)
class Counted:
    """What a word counts as: a competency of that framework, and the practice that it names.

    `word` is set where it was another vocabulary's.
    """

    framework_key: str
    competency: Competency
    behaviour: Behaviour | None = None
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class StoredTag:
    """The keys of a tag: what it counts as, and the word that was used where it was another's."""

    framework_key: str
    competency_key: str
    behaviour_key: str | None = None
    word_framework_key: str | None = None
    word_key: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a tag reads as; without a counterpart, as what it counts as, in a cluster apart."""

    cluster: Cluster
    competency: Competency
    has_counterpart: bool


def list_counterparts(
    framework: Framework, framework_key: str, competency: Competency
) -> tuple[Counted, ...]:
    """What the word may count as in a workspace of that framework, the primary one first.

    One of the framework's own, or of ECF, is what it is. What has no counterpart counts as itself.
    """
    if framework_key in (framework.key, ECF_KEY):
        return (Counted(framework_key, competency),)
    word = Word(framework_key, competency)
    found = []
    for key in competency.crosswalk:
        ecf = load_builtin(ECF_KEY).find_competency(key)
        assert ecf is not None, key  # The loader has looked.
        practice = ecf.find_behaviour(competency.same_behaviour_key)
        found.append(Counted(ECF_KEY, ecf, practice, word))
    return tuple(found) or (Counted(framework_key, competency, None, word),)


def with_practices(framework: Framework) -> Framework:
    """The framework with the behaviours of ECF that its competencies are other words for."""
    ecf = {one.key: one for one in load_builtin(ECF_KEY).competencies()}

    def fill(one: Competency) -> Competency:
        same = ecf[one.stands_for].find_behaviour(one.same_behaviour_key) if one.same_as else None
        return replace(one, behaviours=(same,)) if same and not one.behaviours else one

    clusters = [
        replace(cluster, competencies=tuple(map(fill, cluster.competencies)))
        for cluster in framework.clusters
    ]
    return replace(framework, clusters=tuple(clusters))


def family_of(framework_key: str) -> str:
    """The key without its version: what all versions of a workspace's own framework share."""
    return framework_key.partition(VERSION_SIGN)[0]


class Lens:
    """Reads stored tags through a framework; `load` gives the framework of a stored key."""

    def __init__(self, framework: Framework, load: Callable[[str], Framework]) -> None:
        self.framework = framework
        self.load = load
        self._family = family_of(framework.key)
        self._cluster_of = {one.key: one for one in framework.clusters}
        self._entries = {one.key: one for one in framework.competencies()}
        self._by_practice: dict[str, Competency] = {}
        self._by_primary: defaultdict[str, list[Competency]] = defaultdict(list)
        self._by_any: defaultdict[str, list[Competency]] = defaultdict(list)
        for one in framework.competencies():
            if one.same_as:
                self._by_practice.setdefault(one.same_as, one)
            for key in one.crosswalk:
                self._by_any[key].append(one)
            if one.crosswalk:
                self._by_primary[one.crosswalk[0]].append(one)
        self._apart: dict[tuple[str, str], Cluster] = {}
        self._read: dict[StoredTag, Read] = {}

    @property
    def needs_words(self) -> bool:
        """Whether it matters which word, and which practice, a tag was given with."""
        return self.framework.key != ECF_KEY

    def read(self, tag: StoredTag) -> Read:
        """What a tag reads as."""
        if tag not in self._read:
            entry = self._find_entry(tag)
            self._read[tag] = (
                Read(self._cluster_of[entry.cluster_key], entry, has_counterpart=True)
                if entry
                else self._set_apart(tag)
            )
        return self._read[tag]

    def framework_of(self, reads: Iterable[Read]) -> Framework:
        """The framework with the clusters behind it that those reads need besides its own."""
        apart = {one.cluster.key: one.cluster for one in reads if not one.has_counterpart}
        gathered: dict[str, dict[str, Competency]] = defaultdict(dict)
        for one in reads:
            if not one.has_counterpart:
                gathered[one.cluster.key][one.competency.key] = one.competency
        clusters = [
            replace(cluster, competencies=tuple(gathered[cluster.key].values()))
            for cluster in apart.values()
        ]
        return replace(self.framework, clusters=(*self.framework.clusters, *clusters))

    def _find_entry(self, tag: StoredTag) -> Competency | None:
        is_own_word = family_of(tag.word_framework_key or "") == self._family
        if is_own_word and (own := self._entries.get(tag.word_key or "")):
            return own
        if family_of(tag.framework_key) == self._family:
            return self._entries.get(tag.competency_key)
        ecf_key, practice = self._find_in_ecf(tag)
        if self.framework.key == ECF_KEY:
            return self._entries.get(ecf_key)
        if practice:
            if same := self._by_practice.get(f"{ecf_key}.{practice}"):
                return same
            # It says what was seen, and that is none of the entries for another practice.
            standing = [one for one in self._standing_for(ecf_key) if not one.same_as]
        else:
            standing = self._standing_for(ecf_key)
        return standing[0] if len(standing) == 1 else None

    def _standing_for(self, ecf_key: str) -> list[Competency]:
        return self._by_primary.get(ecf_key) or self._by_any.get(ecf_key, [])

    def _find_in_ecf(self, tag: StoredTag) -> tuple[str, str | None]:
        """The ECF competency that a tag counts as, and the ECF practice."""
        if tag.framework_key == ECF_KEY:
            return tag.competency_key, tag.behaviour_key
        competency = self.load(tag.framework_key).find_competency(tag.competency_key)
        if competency is None or not competency.crosswalk:
            return "", None
        return competency.crosswalk[0], competency.same_behaviour_key or None

    def _set_apart(self, tag: StoredTag) -> Read:
        """In a cluster apart: that of a vocabulary's own, or the one of all that is left."""
        framework = self.load(tag.framework_key)
        competency = framework.find_competency(tag.competency_key)
        if competency is None:
            # A key that its framework no longer has is shown as it is.
            competency = Competency(tag.competency_key, tag.competency_key, "", cluster_key="")
        # One that several versions have is the same in all of them.
        family = family_of(framework.key)
        key = f"{family}.{competency.key}"
        # What a former version had would stand below a heading of the same name.
        is_former = family == self._family
        if (
            competency.crosswalk
            or framework.key == ECF_KEY
            or is_former
            or not competency.cluster_key
        ):
            cluster = self._apart.setdefault(
                ("", ""), Cluster(APART, words.name_apart(self.framework.name), "", ())
            )
        else:
            own = framework.get_cluster(competency.cluster_key)
            cluster = self._apart.setdefault(
                (family, own.key), replace(own, key=f"{family}.{own.key}")
            )
        return Read(
            cluster,
            replace(competency, key=key, cluster_key=cluster.key),
            has_counterpart=False,
        )
