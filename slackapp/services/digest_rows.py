"""The rows that a digest counts by, and what they read as through a lens."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from slackapp.frameworks.crosswalk import Lens, Read, StoredTag


class Recognised(NamedTuple):
    """One person's competency in the month, at one tier; `tag_count` is never shown beside a name.

    `kudos_count` is how many kudos are counted in this row, each in one row of one person alone.
    Cluster and competency are what the tag reads as through the lens; the fields behind, what it
    was given with, are only there where that matters. A tuple, as there may be 100,000 of them.
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
    behaviour_key: str | None = None
    word_framework_key: str | None = None
    word_key: str | None = None


def read_rows(
    lens: Lens, rows: tuple[Recognised, ...]
) -> tuple[tuple[Recognised, ...], tuple[Read, ...]]:
    """The rows with what their tags read as, and what has no counterpart.

    There are few different tags, and most of the time all of them read as they are stored.
    """
    of_row = attrgetter("cluster_key", *StoredTag.__slots__)
    reads = {one: lens.read(StoredTag(*one[1:])) for one in set(map(of_row, rows))}
    moved = {
        one: (read.cluster.key, read.competency.key)
        for one, read in reads.items()
        if (read.cluster.key, read.competency.key) != (one[0], one[2])
    }
    apart = {one.competency.key: one for one in reads.values() if not one.has_counterpart}
    if moved:
        rows = tuple(
            row._replace(cluster_key=to[0], competency_key=to[1])
            if (to := moved.get(of_row(row)))
            else row
            for row in rows
        )
    return rows, tuple(apart[key] for key in sorted(apart))
