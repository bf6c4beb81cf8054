"""Ticks: run at the start and again, each by itself, and late ones are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import structlog

from factories import NOW
from slackapp.clock import Clock, utc_now
from slackapp.jobs.scheduler import Scheduler, Tick

SOON = timedelta(seconds=0.05)
HOUR = timedelta(hours=1)


@contextmanager
def running(*ticks: Tick, clock: Clock = utc_now) -> Iterator[Scheduler]:
    scheduler = Scheduler(ticks, clock)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.stop()


class Count:
    """A job that counts its runs and may go wrong."""

    def __init__(self, error: type[Exception] | None = None) -> None:
        self._error = error
        self._runs = threading.Semaphore(0)

    def __call__(self) -> None:
        self._runs.release()
        if self._error is not None:
            raise self._error

    def wait_for(self, runs: int) -> None:
        for _ in range(runs):
            self._runs.acquire()

    @property
    def left(self) -> int:
        """How many runs nobody has waited for."""
        count = 0
        while self._runs.acquire(blocking=False):
            count += 1
        return count


def test_every_tick_runs_at_the_start() -> None:
    jobs = [Count(), Count()]
    with running(*(Tick(f"job-{number}", HOUR, job) for number, job in enumerate(jobs))):
        for job in jobs:
            job.wait_for(1)


def test_a_tick_runs_again_and_again() -> None:
    job = Count()
    with running(Tick("job", SOON, job)):
        job.wait_for(3)


def test_a_tick_that_fails_is_logged_and_neither_stops_itself_nor_others() -> None:
    broken, sound = Count(ZeroDivisionError), Count()
    with (
        structlog.testing.capture_logs() as logs,
        running(Tick("broken", SOON, broken), Tick("sound", SOON, sound)),
    ):
        broken.wait_for(3)
        sound.wait_for(3)
    said = [one for one in logs if one["log_level"] != "debug"]
    # Once, and with the useful word, however often it failed.
    assert [(one["event"], one["tick"], one["reason"]) for one in said] == [
        ("tick_failed", "broken", "ZeroDivisionError")
    ]


def test_a_tick_never_runs_beside_itself() -> None:
    beside, may_end, again = threading.Lock(), threading.Event(), threading.Semaphore(0)
    overlaps: list[bool] = []

    def job() -> None:
        overlaps.append(not beside.acquire(blocking=False))
        may_end.wait()
        beside.release()
        again.release()

    other = Count()
    with running(Tick("slow", SOON, job), Tick("other", SOON, other)):
        other.wait_for(5)
        may_end.set()
        for _ in range(2):
            again.acquire()
    assert not any(overlaps)


def test_a_stop_waits_for_the_tick_under_way() -> None:
    entered, may_end = threading.Event(), threading.Event()
    ended: list[bool] = []

    def job() -> None:
        entered.set()
        may_end.wait()
        ended.append(True)

    with running(Tick("slow", HOUR, job)) as scheduler:
        entered.wait()
        stopping = threading.Thread(target=scheduler.stop)
        stopping.start()
        may_end.set()
        stopping.join()
        assert ended == [True]


def test_a_scheduler_that_never_started_may_be_stopped() -> None:
    Scheduler([], utc_now).stop()


@pytest.fixture
def moments() -> list[datetime]:
    """The present, as its last entry."""
    return [NOW]


def test_a_tick_is_late_when_none_ended_for_two_intervals(moments: list[datetime]) -> None:
    good, bad = Count(), Count(ZeroDivisionError)
    with running(
        Tick("good", HOUR, good), Tick("bad", HOUR, bad), clock=lambda: moments[-1]
    ) as scheduler:
        good.wait_for(1)
        bad.wait_for(1)
        _wait_until(lambda: scheduler.list_late() == [])
        moments.append(NOW + 2 * HOUR)
        assert scheduler.list_late() == []
        moments.append(NOW + 2 * HOUR + timedelta(seconds=1))
        assert scheduler.list_late() == ["good", "bad"]


def test_only_a_run_that_succeeds_ends_lateness(moments: list[datetime]) -> None:
    good, bad = Count(), Count(ZeroDivisionError)
    with running(
        Tick("good", SOON, good), Tick("bad", SOON, bad), clock=lambda: moments[-1]
    ) as scheduler:
        good.wait_for(1)
        bad.wait_for(1)
        moments.append(NOW + HOUR)
        _wait_until(lambda: scheduler.list_late() == ["bad"])


def test_after_a_jump_of_the_clock_what_is_due_again_runs_at_once(moments: list[datetime]) -> None:
    minutely, daily, broken = Count(), Count(), Count(ZeroDivisionError)
    with running(
        Tick("minutely", timedelta(minutes=1), minutely),
        Tick("broken", timedelta(minutes=1), broken),
        Tick("daily", timedelta(days=1), daily),
        clock=lambda: moments[-1],
    ) as scheduler:
        for job in (minutely, broken, daily):
            job.wait_for(1)
    # None is under way now.
    moments.append(NOW + HOUR)
    scheduler.catch_up()
    minutely.wait_for(1)
    broken.wait_for(1)
    assert scheduler.list_lags() == {"minutely": timedelta(), "broken": HOUR, "daily": HOUR}
    # The hour is caught up with, and the daily one has its time yet.
    scheduler.catch_up()
    assert (minutely.left, daily.left) == (0, 0)
    moments.append(NOW + timedelta(days=1))
    scheduler.catch_up(without=["daily"])
    assert (minutely.left, daily.left) == (1, 0)
    scheduler.catch_up()
    assert (minutely.left, daily.left) == (0, 1)


def test_before_the_start_nothing_is_late() -> None:
    assert Scheduler([Tick("job", HOUR, Count())], utc_now).list_late() == []


def _wait_until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not condition():
        pause.wait(0.01)
