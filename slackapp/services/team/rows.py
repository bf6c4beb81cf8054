"""The rows that a digest counts by, and what they read as through a lens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from slackapp.frameworks.crosswalk import Lens, Read, StoredTag


class Recognised(NamedTuple):
    """One person's competency in the month, at one tier; `tag_count` is never shown beside a name.

    `kudos_count` is how many kudos are counted in this row, each in one row of one person alone.
    Cluster and competency are what the tag reads as through the lens. A tuple, as there may be
    100,000 of them.
    """

    person_id: int
    slack_user_id: str
    name: str
    framework_key: str
    cluster_key: str
    competency_key: str
    tier: str | None
    tag_count: int
    entry_count: int
    kudos_count: int


#: Where the fields of a tag stand in a row: its cluster, and the keys of a StoredTag.
_CLUSTER, _FRAMEWORK, _COMPETENCY = map(
    Recognised._fields.index, ("cluster_key", "framework_key", "competency_key")
)
_WIDTH = len(Recognised._fields)
#: Behaviour, vocabulary and word of a tag, which only some lenses need, behind the fields of a row.
_OF_WORD = range(_WIDTH, _WIDTH + 3)


def read_rows(
    lens: Lens, found: Iterable[Sequence[Any]]
) -> tuple[tuple[Recognised, ...], tuple[Read, ...]]:
    """The rows with what their tags read as, and what has no counterpart.

    Where the lens needs them, a row ends with what its tag was given with. There are few different
    tags, and through ECF nearly all read as they are stored.
    """
    tag_of = itemgetter(_CLUSTER, _FRAMEWORK, _COMPETENCY, *(_OF_WORD if lens.needs_words else ()))
    stored: tuple[Any, ...] = tuple(map(tuple if lens.needs_words else Recognised._make, found))
    reads = {tag: lens.read(StoredTag(*tag[1:])) for tag in set(map(tag_of, stored))}
    apart = {one.competency.key: one for one in reads.values() if not one.has_counterpart}
    places = {tag: (read.cluster.key, read.competency.key) for tag, read in reads.items()}
    if lens.needs_words or any(place != (tag[0], tag[2]) for tag, place in places.items()):
        rows: tuple[Recognised, ...] = tuple(_put(row, *places[tag_of(row)]) for row in stored)
    else:
        rows = stored
    return rows, tuple(apart[key] for key in sorted(apart))


def _put(row: Sequence[Any], cluster_key: str, competency_key: str) -> Recognised:
    fields = Recognised._make(row[:_WIDTH])
    return fields._replace(cluster_key=cluster_key, competency_key=competency_key)
