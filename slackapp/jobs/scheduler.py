"""The ticks: APScheduler fires them, and the database decides what is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from slackapp.clock import Clock, utc_now
from slackapp.traces import span
from slackapp.trouble import TroubleLog

#: Runs of one tick that were asked for; a further one has its turn when the interval has passed.
_MOST_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """A job that is run at the start and then every `interval`.

    It is late when it has not succeeded for `late_after`: two of its intervals, unless told.
    """

    name: str
    interval: timedelta
    run: Callable[[], None]
    late_after: timedelta | None = None


class Scheduler:
    """Runs the ticks in this process; each at most once at a time."""

    def __init__(self, ticks: Sequence[Tick], clock: Clock) -> None:
        self.ticks = tuple(ticks)
        self._clock = clock
        self._ended_at: dict[str, datetime] = {}
        self._trouble = TroubleLog("tick_failed")
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Start ticking, with one run of each tick at once."""
        now = self._clock()
        for tick in self.ticks:
            self._ended_at[tick.name] = now
            self._scheduler.add_job(
                partial(self._run, tick),
                "interval",
                seconds=tick.interval.total_seconds(),
                id=tick.name,
                # APScheduler goes by the machine's clock, whatever ours says.
                next_run_time=utc_now(),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Let the ticks that are under way end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def run_soon(self, *names: str) -> None:
        """Run these ticks now, besides as ever; nothing where none is ticking.

        One that is at work already may have looked too early, so that it is run beside itself: the
        database decides who does what.
        """
        if not self._scheduler.running:
            return
        for tick in self.ticks:
            if tick.name in names:
                self._scheduler.add_job(
                    partial(self._run, tick),
                    "date",
                    run_date=utc_now(),
                    id=f"{tick.name}-soon",
                    replace_existing=True,
                    max_instances=_MOST_AT_ONCE,
                )

    def catch_up(self, *, without: Collection[str] = ()) -> None:
        """Run in this thread, once, each tick whose interval has passed: the clock was moved.

        Those `without` which it is done wait for another time.
        """
        lags = self.list_lags()
        for tick in self.ticks:
            if tick.name in without:
                continue
            if tick.name in lags and lags[tick.name] >= tick.interval:
                self._run(tick)

    def list_lags(self) -> dict[str, timedelta]:
        """The time since each tick last succeeded, or since the start; none before the start."""
        now = self._clock()
        return {name: now - ended_at for name, ended_at in self._ended_at.items()}

    def list_late(self) -> list[str]:
        """The names of ticks that have not succeeded for too long."""
        lags = self.list_lags()
        return [
            tick.name
            for tick in self.ticks
            if tick.name in lags and lags[tick.name] > (tick.late_after or 2 * tick.interval)
        ]

    def _run(self, tick: Tick) -> None:
        try:
            with span(f"tick {tick.name}"):
                tick.run()
        except Exception as error:
            # The edge of a tick: the next one tries again, and /readyz tells when none succeeds.
            self._trouble.note(error, about=tick.name, tick=tick.name)
        else:
            self._trouble.over(about=tick.name, tick=tick.name)
            self._ended_at[tick.name] = self._clock()
