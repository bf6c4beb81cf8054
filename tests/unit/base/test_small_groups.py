"""No number, and none that follows from several, is about fewer people than may be told of."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.small_groups import find_tellable, may_tell, may_tell_share

PARTS = st.dictionaries(
    st.sampled_from("abcdef"), st.frozensets(st.integers(0, 29), max_size=20), max_size=6
)


def test_five_and_five_may_be_told_and_nothing_less() -> None:
    assert may_tell(5, 10)
    assert not may_tell(4, 10)
    assert not may_tell(6, 10)
    assert not may_tell(0, 10)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"a": range(6), "b": range(4, 10)}, {"a", "b"}),
        # One person alone follows from the total, so that another part is left out with them.
        ({"a": range(6), "b": range(4, 10), "c": [3]}, {"b"}),
        ({"a": range(8), "b": range(4), "c": range(3, 7)}, {"a"}),
        # The smallest part is left out with them, whatever it is called.
        ({"a": range(8), "b": range(4, 10), "c": [3]}, {"a"}),
        # Of two that are as small, always the same one: the first by its name.
        ({9: range(6), 10: range(4, 10), 1: [3]}, {9}),
        ({"a": range(4)}, set()),
        ({"a": range(6), "b": ()}, {"a"}),
        # All but three are behind it.
        ({"a": range(17)}, set()),
        ({}, set()),
    ],
)
def test_what_is_left_out_does_not_follow_from_what_is_told(
    parts: dict[str | int, range], told: set[str | int]
) -> None:
    assert find_tellable(parts, whole=20) == told


def test_what_is_few_may_be_set_lower() -> None:
    assert find_tellable({"a": range(4)}, whole=20, smallest=3) == {"a"}
    parts = {"a": range(6), "b": range(6, 8), "c": [8]}
    assert find_tellable(parts, whole=20, smallest=3) == {"a"}


@given(PARTS, st.integers(0, 10), st.integers(3, 7))
def test_no_sum_and_no_difference_is_about_few(
    parts: dict[str, frozenset[int]], others: int, smallest: int
) -> None:
    whole = len(set().union(*parts.values())) + others
    told = find_tellable(parts, whole=whole, smallest=smallest)
    everybody = set().union(*parts.values())
    for size in range(1, len(told) + 1):
        for some in combinations(sorted(told), size):
            behind = set().union(*(parts[key] for key in some))
            assert may_tell(len(behind), whole, smallest)
            rest = set().union(*(group for key, group in parts.items() if key not in some))
            assert not rest or may_tell(len(rest), whole, smallest)
    assert not told or may_tell(len(everybody), whole, smallest)


def test_a_share_is_told_where_both_sides_of_it_are_enough() -> None:
    assert may_tell_share([range(5), range(5, 10)], whole=20, smallest=5)
    assert may_tell_share([range(5), ()], whole=20, smallest=5)
    assert not may_tell_share([range(5), range(5, 9)], whole=20, smallest=5)
    assert not may_tell_share([(), ()], whole=20, smallest=5)
