"""Numbers about people are told only where neither a group nor the rest of it is small.

A number that is left out must not follow from those that are told: what is missing from a total
is about the people behind all that is left out, so that these must be enough, too.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

#: A number about fewer people could be read as one about somebody.
SMALLEST = 5

_Key = TypeVar("_Key", bound=Hashable)


def may_tell(part: int, whole: int, smallest: int = SMALLEST) -> bool:
    """Whether a number about `part` of `whole` people may be shown to their leader."""
    return part >= smallest and whole - part >= smallest


def find_tellable(
    groups: Mapping[_Key, Collection[int]], *, whole: int, smallest: int = SMALLEST
) -> frozenset[_Key]:
    """Which parts of a total may be told, given the ids of the people behind each.

    The total is taken for known. Small parts are left out; where all that is left out would be
    about too few people, more is left out, the parts with the fewest people first. None is told
    where the total itself is about too few, or about all but too few, of `whole` people.
    """
    people = {key: set(group) for key, group in groups.items() if group}
    everybody = set().union(*people.values())
    if not may_tell(len(everybody), whole, smallest):
        return frozenset()
    told = {key for key, group in people.items() if may_tell(len(group), whole, smallest)}
    while told:
        left_out = set().union(*(group for key, group in people.items() if key not in told))
        if not left_out or may_tell(len(left_out), whole, smallest):
            break
        told.remove(min(told, key=lambda key: (len(people[key]), str(key))))
    return frozenset(told)


def may_tell_share(groups: Sequence[Collection[int]], *, whole: int, smallest: int) -> bool:
    """Whether the shares of a total may be told that those groups of people make up."""
    wanted = {number: group for number, group in enumerate(groups) if group}
    return len(find_tellable(wanted, whole=whole, smallest=smallest)) == len(wanted) > 0
