"""The faults' own sums: what grows is told, and what comes and goes is not."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from faults.fast_clock import FastClock
from faults.watch import Holding, list_growth, read_holding

HOUR = timedelta(hours=1)


def holdings(memory: list[float], descriptors: int = 30, threads: int = 40) -> list[Holding]:
    return [Holding(one, descriptors, threads) for one in memory]


@pytest.mark.parametrize(
    "memory",
    [
        [100.0] * 10,
        # Until everything was used once, it grows.
        [100.0, 120.0, 140.0, 150.0, 155.0, 157.0, 158.0, 158.5, 158.7, 158.8],
        [150.0, 160.0, 150.0, 160.0, 150.0, 160.0, 150.0, 160.0, 150.0, 155.0],
        [100.0],
    ],
)
def test_memory_that_comes_to_rest_does_not_grow(memory: list[float]) -> None:
    assert list_growth(holdings(memory)) == []


def test_memory_that_grows_for_ever_is_told() -> None:
    [told] = list_growth(holdings([100.0 + 5 * week for week in range(10)]))
    assert told == "memory grew by 20.0 MB to 145 over the second half"


def test_files_and_threads_that_are_left_open_are_told() -> None:
    left_open = [Holding(100.0, 30 + week, 40 + week) for week in range(10)]
    assert [one.split()[0] for one in list_growth(left_open)] == ["descriptors", "threads"]


def test_a_process_holds_what_it_opens() -> None:
    before = read_holding(os.getpid())
    with open(os.devnull):
        assert read_holding(os.getpid()).descriptors == before.descriptors + 1
    assert before.memory > 10
    assert before.threads >= 1


def test_a_fast_clock_goes_on_from_where_it_was_moved_and_another_follows_it() -> None:
    ours, theirs = FastClock(rate=3600.0), FastClock(rate=3600.0)
    moved_to = ours() + 100 * HOUR
    theirs.follow(ours.move_to(moved_to))
    before, between, after = ours(), theirs(), ours()
    assert moved_to <= before <= between <= after
