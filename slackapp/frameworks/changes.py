"""What moves and what is lost when a workspace goes from one framework to another, or to a version.

Pure: kudos are counted elsewhere, and come in as what tags were given with, and how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from slackapp.frameworks import words
from slackapp.frameworks.crosswalk import Lens, Read, StoredTag, family_of
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework, Tier


class Kind(StrEnum):
    """What changes; the order is that in which people are told."""

    GONE = "gone"
    REKEYED = "rekeyed"
    PRACTICE_GONE = "practice_gone"
    PRACTICE_MOVED = "practice_moved"
    WORD_GONE = "word_gone"
    APART = "apart"
    READS_AS = "reads_as"
    RENAMED = "renamed"
    CLUSTER_RENAMED = "cluster_renamed"
    MOVED = "moved"
    COUNTS_AS = "counts_as"
    PRACTICE_TIER = "practice_tier"
    ENTRY_TIER = "entry_tier"
    PRACTICE_RENAMED = "practice_renamed"
    PRACTICE_NEW = "practice_new"
    NEW = "new"


_ORDER = list(Kind)
#: What people could do before, or could find again, and cannot any more.
_LOSSES = {Kind.GONE, Kind.REKEYED, Kind.PRACTICE_GONE, Kind.WORD_GONE, Kind.APART}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes: `name` is the entry's, as people know it until now.

    `before` and `after` are what changes about it, `kudos` how many named it.
    """

    kind: Kind
    name: str
    before: str = ""
    after: str = ""
    kudos: int = 0

    @property
    def is_loss(self) -> bool:
        """Whether something is lost by it, and not only moved."""
        return self.kind in _LOSSES


def list_changes(before: Lens, after: Lens, given: Mapping[StoredTag, int]) -> list[Change]:
    """What changes for a workspace between two frameworks, losses first.

    `given` are its tags, and how many kudos have each.
    """
    old, new = before.framework, after.framework
    if family_of(old.key) == family_of(new.key):
        changes = [*_Comparison(old, new, given).list_all(), *_list_readings(before, after, given)]
    else:
        changes = [*_list_unsayable(old, new, given), *_list_readings(before, after, given)]
    return sorted(changes, key=lambda one: _ORDER.index(one.kind))


class _Comparison:
    """Two versions of one framework, entry by entry."""

    def __init__(self, old: Framework, new: Framework, given: Mapping[StoredTag, int]) -> None:
        self._old, self._new = old, new
        self._before = {one.key: one for one in old.competencies()}
        self._after = {one.key: one for one in new.competencies()}
        self._named: defaultdict[str, int] = defaultdict(int)
        self._practised: defaultdict[tuple[str, str], int] = defaultdict(int)
        for tag, count in given.items():
            if family_of(tag.framework_key) == family_of(old.key):
                self._named[tag.competency_key] += count
                if tag.behaviour_key:
                    self._practised[tag.competency_key, tag.behaviour_key] += count

    def list_all(self) -> Iterator[Change]:
        yield from self._list_clusters()
        yield from self._list_competencies()
        yield from _list_lost_words(self._old, self._new, self._before.keys() - self._after.keys())
        for key in self._before.keys() & self._after.keys():
            yield from self._list_practices(self._before[key], self._after[key])

    def _list_clusters(self) -> Iterator[Change]:
        names = {one.key: one.name for one in self._new.clusters}
        for cluster in self._old.clusters:
            name = names.get(cluster.key, cluster.name)
            if name != cluster.name:
                yield Change(Kind.CLUSTER_RENAMED, cluster.name, after=name)

    def _list_competencies(self) -> Iterator[Change]:
        by_name = {one.name.casefold(): one for one in self._new.competencies()}
        for key, old in self._before.items():
            count = self._named[key]
            if new := self._after.get(key):
                yield from self._compare(old, new, count)
            elif old.name.casefold() in by_name:
                yield Change(Kind.REKEYED, old.name, kudos=count)
            else:
                yield Change(Kind.GONE, old.name, kudos=count)
        known = {one.name.casefold() for one in self._before.values()}
        for key, new in self._after.items():
            if key not in self._before and new.name.casefold() not in known:
                yield Change(Kind.NEW, new.name)

    def _compare(self, old: Competency, new: Competency, count: int) -> Iterator[Change]:
        if old.name != new.name:
            yield Change(Kind.RENAMED, old.name, after=new.name, kudos=count)
        clusters = self._old.get_cluster(old.cluster_key), self._new.get_cluster(new.cluster_key)
        if not _is_same_cluster(*clusters):
            there, here = (one.name for one in clusters)
            yield Change(Kind.MOVED, new.name, there, here, count)
        if _counterpart(old) != _counterpart(new):
            yield Change(Kind.COUNTS_AS, new.name, _counterpart(old), _counterpart(new), count)
        if old.entry_tier != new.entry_tier:
            tiers = _label(old.entry_tier), _label(new.entry_tier)
            yield Change(Kind.ENTRY_TIER, new.name, *tiers)

    def _list_practices(self, old: Competency, new: Competency) -> Iterator[Change]:
        for one in old.behaviours:
            count = self._practised[old.key, one.key]
            if now := new.find_behaviour(one.key):
                yield from _compare_practice(one, now, count)
            elif home := self._find_new_home(one):
                yield Change(Kind.PRACTICE_MOVED, one.text, new.name, home, count)
            else:
                yield Change(Kind.PRACTICE_GONE, one.text, new.name, kudos=count)
        for one in new.behaviours:
            if old.find_behaviour(one.key) is None and not self._was_elsewhere(one):
                yield Change(Kind.PRACTICE_NEW, one.text, new.name)

    def _find_new_home(self, behaviour: Behaviour) -> str | None:
        """The name of the competency that has the practice now, and had it not before."""
        for key, competency in self._after.items():
            had = self._before.get(key)
            if competency.find_behaviour(behaviour.key) and not (
                had and had.find_behaviour(behaviour.key)
            ):
                return competency.name
        return None

    def _was_elsewhere(self, behaviour: Behaviour) -> bool:
        return any(
            one.find_behaviour(behaviour.key)
            and key in self._after
            and not self._after[key].find_behaviour(behaviour.key)
            for key, one in self._before.items()
        )


def _compare_practice(old: Behaviour, new: Behaviour, count: int) -> Iterator[Change]:
    if old.text != new.text:
        yield Change(Kind.PRACTICE_RENAMED, old.text, after=new.text)
    if old.tier != new.tier:
        yield Change(Kind.PRACTICE_TIER, new.text, _label(old.tier), _label(new.tier), count)


def _is_same_cluster(old: Cluster, new: Cluster) -> bool:
    return old.key == new.key or old.name == new.name


def _counterpart(competency: Competency) -> str:
    """What a competency counts as in ECF, in words; empty where it has no counterpart there."""
    names = {one.key: one.name for one in load_builtin(ECF_KEY).competencies()}
    if not competency.crosswalk:
        return ""
    primary, *others = (names[key] for key in competency.crosswalk)
    practice = None
    if competency.same_as:
        ecf = load_builtin(ECF_KEY).find_competency(competency.stands_for)
        practice = ecf.find_behaviour(competency.same_behaviour_key) if ecf else None
    return words.say_counterpart(primary, practice.text if practice else "", others)


def _label(tier: Tier | None) -> str:
    return tier.label if tier else ""


def _words(framework: Framework) -> dict[str, str]:
    """How people may call competencies: each spelling, as it is written in the file."""
    spellings: dict[str, str] = {}
    for one in (framework, *framework.lenses):
        for competency in one.competencies():
            for word in (competency.name, *competency.aliases):
                spellings.setdefault(word.casefold().replace("-", " "), word)
    return spellings


def _list_lost_words(old: Framework, new: Framework, gone: set[str]) -> Iterator[Change]:
    """Names and nicknames that are understood no longer, of competencies that stay."""
    known = _words(new)
    for competency in old.competencies():
        if competency.key not in gone:
            for word in (competency.name, *competency.aliases):
                if word.casefold().replace("-", " ") not in known:
                    yield Change(Kind.WORD_GONE, word, competency.name)


def _list_unsayable(
    old: Framework, new: Framework, given: Mapping[StoredTag, int]
) -> Iterator[Change]:
    """What can be named no longer: vocabularies that come with Kudoscope stay beside any other."""
    if any(family_of(one.key) == family_of(old.key) for one in (new, *new.lenses)):
        return
    named: defaultdict[str, int] = defaultdict(int)
    for tag, count in given.items():
        if family_of(tag.framework_key) == family_of(old.key):
            named[tag.competency_key] += count
    for competency in old.competencies():
        yield Change(Kind.GONE, competency.name, kudos=named[competency.key])


def _list_readings(before: Lens, after: Lens, given: Mapping[StoredTag, int]) -> Iterator[Change]:
    """Which kudos, read again, read as another competency than until now."""
    own = family_of(after.framework.key)
    is_same_family = family_of(before.framework.key) == own
    moves: defaultdict[tuple[str, str, bool], int] = defaultdict(int)
    for tag, count in given.items():
        if is_same_family and family_of(tag.framework_key) == own:
            # What became of that is said entry by entry.
            continue
        old, new = before.read(tag), after.read(tag)
        if not _reads_the_same(old, new, by_key=is_same_family):
            moves[old.competency.name, new.competency.name, new.has_counterpart] += count
    for (name, now, has_counterpart), count in moves.items():
        yield Change(Kind.READS_AS if has_counterpart else Kind.APART, name, after=now, kudos=count)


def _reads_the_same(old: Read, new: Read, *, by_key: bool) -> bool:
    """Whether people see no difference; versions of one framework share their keys."""
    if old.has_counterpart != new.has_counterpart:
        return False
    is_same_entry = by_key and old.competency.key == new.competency.key
    return is_same_entry or old.competency.name == new.competency.name
