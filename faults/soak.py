"""Weeks of a busy workspace in minutes: what the app holds of the machine must not grow for ever.

Each week people give kudos, are asked and answer, and look at their Home; some channels get a
digest each month. The app is a process of its own, whose clock the sandbox shares: it goes faster
while people are at work, and is moved over the rest.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import exists, func, select

from db import Digest, Kudos, OutboxLane, Person, Reflection, Workspace
from faults.comparison import list_mistold
from faults.fast_clock import FastClock
from faults.processes import AppProcess
from faults.site import Result, Site, open_site
from faults.watch import Holding, list_growth, read_holding
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.views import View
from slackapp.services.operate.verify import verify
from slackapp.services.team.plans import PlanChoice, change_plan
from slackapp.services.team.teams import set_leaders
from tests.flows.office import elements

_KUDOS_A_WEEK = 2_000
_COLLEAGUES, _ROOMS, _TEAMS = 100, 20, 5
#: People who act at the same moment.
_AT_ONCE = 8
#: Faster than Slack's pace would let the announcements go, and slow enough for what is signed.
_RATE = 10.0
#: How far the clock is moved at once.
_STEP = timedelta(hours=8)
#: KB that the database may grow by for a kudos and what belongs to it, once words have gone
#: for as many weeks as they are kept.
_MOST_A_KUDOS, _WEEKS_KEPT = 2.0, 5
#: Seconds for which people wait for an answer: how fast the machine is decides nothing.
_PATIENCE = 20.0
_WEEK = timedelta(weeks=1)
#: Seconds: leases are for deaths, of which there are none here; the moved time would end them.
_LEASE = timedelta(days=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Sample:
    """How it stood at the end of a week; sizes are in MB."""

    kudos: int
    reflections: int
    digests: int
    holding: Holding
    database: float
    log: float

    def describe(self) -> str:
        """All of it in a line."""
        return (
            f"{self.kudos} kudos, {self.reflections} reflections, {self.digests} digests; "
            f"{self.holding.memory:.1f} MB, {self.holding.descriptors} files, "
            f"{self.holding.threads} threads; database {self.database:.1f} MB, "
            f"log {self.log:.1f} MB"
        )


def run(folder: Path, *, seed: int, weeks: int) -> Iterator[Result]:
    """So many weeks on SQLite."""
    clock = FastClock(_RATE)
    start = clock().replace(hour=8, minute=0)
    clock.move_to(start + timedelta(days=7 - start.weekday()))
    with open_site(
        folder,
        "sqlite",
        seed=seed,
        clock=clock,
        ack_timeout=_PATIENCE,
        rooms=_ROOMS,
        colleagues=_COLLEAGUES,
    ) as site:
        command = ("faults.serve", f"--lease={_LEASE}", f"--rate={_RATE}")
        with site.app(command=command, first=clock.move_to(clock())) as process:
            _arrange(site)
            samples = []
            for sample in _live(site, clock, process, weeks=weeks, seed=seed):
                samples.append(sample)
                print(f"week {len(samples)}: {sample.describe()}", flush=True)
            faults = [] if process.stop() == 0 else ["the process did not end in good order"]
        faults += list_growth([one.holding for one in samples])
        faults += _list_hoarded(samples)
        faults += _list_missing(site)
    detail = f"{weeks} weeks: {samples[-1].describe()}"
    yield Result("soak", detail, tuple(faults))


def _arrange(site: Site) -> None:
    """Digests each month in some of the channels, once the people are known."""
    synced = select(Workspace.id).where(Workspace.people_synced_at.is_not(None))
    workspace_id = site.sandbox.wait_for(partial(_read, site, synced), message="nobody is known")
    leader = select(Person.id).where(Person.slack_user_id == site.load.people[1])
    leader_id = _read(site, leader)
    choice = PlanChoice(True, 1, 9, "UTC", posts_empty=True, is_threaded=False)
    with site.sessions.begin() as session:
        for room in site.load.rooms[:_TEAMS]:
            where: dict[str, Any] = {"workspace_id": workspace_id, "slack_channel_id": room}
            change_plan(session, **where, choice=choice, now=site.clock())
            set_leaders(session, **where, person_ids=[leader_id])


def _live(
    site: Site, clock: FastClock, process: AppProcess, *, weeks: int, seed: int
) -> Iterator[Sample]:
    chance = random.Random(seed)
    with ThreadPoolExecutor(_AT_ONCE) as crowd:
        for _ in range(weeks):
            monday = clock()
            seeds = [random.Random(chance.random()) for _ in range(_KUDOS_A_WEEK)]
            list(crowd.map(site.load.give_one, seeds))
            _wait_until_quiet(site)
            steps = list(_list_steps(clock(), monday + _WEEK))
            for number, moment in enumerate(steps):
                process.ask(clock.move_to(moment))
                _wait_until_quiet(site)
                # Some each time: Slack opens no more than a hundred forms a minute.
                some = site.load.people[number :: len(steps)]
                list(crowd.map(partial(_look, site), some))
            _wait_until_quiet(site)
            yield _take_sample(site, process)


def _wait_until_quiet(site: Site) -> None:
    """Wait until nothing is sent, or soon will be: a question may wait for somebody's morning."""
    soon = timedelta(hours=1)

    def is_quiet() -> bool:
        now = site.clock()
        at_work = exists().where((OutboxLane.due_at < now + soon) | (OutboxLane.leased_until > now))
        return not _read(site, select(at_work))

    site.sandbox.wait_for(is_quiet, timeout=180, message="the outbox does not come to rest")


def _list_steps(now: datetime, until: datetime) -> Iterator[datetime]:
    while (now := now + _STEP) < until:
        yield now
    yield until


def _look(site: Site, person: str) -> None:
    """Have a person look at their Home, and answer last week's question, where one came."""
    sandbox, channel = site.sandbox, site.sandbox.im(person)
    before = sandbox.home(person)
    sandbox.open_home(person)
    sandbox.wait_for(lambda: sandbox.home(person) is not before, message="no Home came")
    for message in reversed(sandbox.messages(channel)[-5:]):
        for one in elements(message):
            if one.get("text", {}).get("text") == "Answer":
                view = _open_form(sandbox, person, channel, message.ts, one)
                sandbox.submit(person, view, frequency="4", share="only_me", note="It went well.")
                return


def _open_form(
    sandbox: Sandbox, person: str, channel: str, ts: str, button: dict[str, Any]
) -> View:
    """Press until a form opens: on a busy machine a trigger may end before it is used."""

    def press() -> View | None:
        sandbox.press(person, channel, ts, button["action_id"], value=button["value"])
        return sandbox.modal(person)

    view = sandbox.wait_for(press, message="no form is open")
    assert view is not None
    return view


def _take_sample(site: Site, process: AppProcess) -> Sample:
    files = [one for one in site.folder.iterdir() if one.name.startswith("kudoscope.db")]
    kudos, reflections, digests = (
        _read(site, select(func.count()).select_from(one)) for one in (Kudos, Reflection, Digest)
    )
    return Sample(
        kudos,
        reflections,
        digests,
        read_holding(process.pid),
        database=sum(one.stat().st_size for one in files) / 1e6,
        log=(site.folder / "app.log").stat().st_size / 1e6,
    )


def _read(site: Site, statement: Any) -> Any:
    with site.sessions.read() as session:
        return session.scalar(statement)


def _list_hoarded(samples: Sequence[Sample]) -> Iterator[str]:
    """What the database grows by for a kudos, once the words of older messages go each night."""
    half = samples[len(samples) // 2 :]
    if len(half) > _WEEKS_KEPT:
        grown = (half[-1].database - half[0].database) / (half[-1].kudos - half[0].kudos) * 1e3
        if grown > _MOST_A_KUDOS:
            yield f"the database grew by {grown:.1f} KB a kudos over the second half"


def _list_missing(site: Site) -> Iterator[str]:
    """What verify finds, and kudos that are not stored once, or not announced once."""
    with site.sessions.read() as session:
        broken = [one for one in verify(session, now=site.clock()) if one.is_broken]
    yield from (f"verify: {one.name}, {one.count} rows" for one in broken)
    if site.load.refused:
        yield f"{site.load.refused} kudos were refused"
    yield from list_mistold(site.sandbox, site.sessions, site.load)
