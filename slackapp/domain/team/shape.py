"""The shape of recognition: who thanks whom, and which numbers about that may be told.

A number may be told where enough people stand behind it and beside it, and where the same holds for
what follows from it together with another number that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from slackapp.domain.base.small_groups import may_tell

#: Somebody who gave, and somebody whom they thanked, by their ids.
Pair = tuple[int, int]
#: A ring has so many people at most.
MOST_IN_RING = 4


def find_rings(pairs: Iterable[Pair]) -> list[frozenset[int]]:
    """Groups of two to four people who thank each other and nobody else.

    From each of them every other one is reached by thanks, and nobody outside is.
    """
    thanked: dict[int, set[int]] = defaultdict(set)
    for giver, recipient in pairs:
        if giver != recipient:
            thanked[giver].add(recipient)
    reached = {giver: _reach(giver, thanked) for giver in thanked}
    rings = {
        group
        for giver, group in reached.items()
        if group is not None and giver in group and all(reached.get(one) == group for one in group)
    }
    return sorted(rings, key=sorted)


def _reach(giver: int, thanked: Mapping[int, Set[int]]) -> frozenset[int] | None:
    """Whom thanks reach from somebody on; None where those are more than a ring has."""
    found, waiting = set[int](), [giver]
    while waiting:
        new = thanked.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
        if len(found) > MOST_IN_RING:
            return None
    return frozenset(found)


def may_tell_union(
    parts: Sequence[Collection[int]],
    told: Sequence[bool],
    *,
    whole: int,
    smallest: int,
    known: Iterable[Set[int]] = (),
) -> bool:
    """Whether the number of people in any of the parts may be told beside those that are `told`.

    Nor may it give away how many of them are in no part but one, or in two of them, or in none of
    the groups that are `known` otherwise.
    """
    everybody = set().union(*parts)
    if not may_tell(len(everybody), whole, smallest):
        return False
    seen = [set(part) for part, is_told in zip(parts, told, strict=True) if is_told]
    apart = [everybody - one for one in (*seen, *known)]
    for number, one in enumerate(seen):
        apart += [one & other for other in seen[number + 1 :] if one | other == everybody]
    return all(not group or len(group) >= smallest for group in apart)
