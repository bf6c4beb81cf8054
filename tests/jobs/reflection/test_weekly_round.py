"""Three weeks around a change of the clocks, for 50 people around the world, on two processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from databases import Database, opened
from db import Person, ReflectionPrompt
from factories import make_workspace
from jobs.office import LEASE, UNLIMITED, Time
from slackapp.failpoints import arm, disarm_all
from slackapp.jobs.outbox.deliver_outbox import OutboxDelivery
from slackapp.jobs.reflection_prompts import record_due
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.verify import verify
from slackapp.services.reflection.prompts import ask_again
from slackapp.services.workspace.people import record_people
from slackapp.services.workspace.workspaces import find_workspace
from toolbox import build_reader

#: Europe goes forward on 29 March, Lord Howe and Chatham go back on 5 April.
START = datetime(2026, 3, 14, 12, tzinfo=UTC)
END = datetime(2026, 4, 7, 0, tzinfo=UTC)
STEP = timedelta(hours=1)
#: After this, what one process gave back because the other had the pace in hand is due again.
MOMENT = timedelta(seconds=1)
#: Those who came in the week before start on the 16th; their Fridays are these.
FRIDAYS = [date(2026, 3, 20), date(2026, 3, 27), date(2026, 4, 3)]
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"),
    *("Pacific/Chatham", "Asia/Kathmandu", "America/St_Johns", "Pacific/Pago_Pago"),
    *("Africa/Lagos", "Asia/Tokyo"),
)
PEOPLE = 50


class Death(BaseException):
    """Stands for the end of a process: nobody in it catches it.

    Another process takes its place, and what it held comes back with the lease.
    """


class World:
    """A sandbox with 50 people, and two processes' parts on one database."""

    def __init__(self, sandbox: Sandbox, databases: list[Database]) -> None:
        self.sandbox, self.databases, self.time = sandbox, databases, Time()
        self.time.now = START
        self.deliveries = [
            OutboxDelivery(
                sessions=one.sessions,
                reader=build_reader(one.sessions, self.time, sandbox.api_url),
                clock=self.time,
                lease=LEASE,
            )
            for one in databases
        ]
        users = [
            {"id": sandbox.add_person(f"person{n}"), "name": f"person{n}", "tz": ZONES[n % 10]}
            for n in range(PEOPLE)
        ]
        self.zones = {str(one["id"]): str(one["tz"]) for one in users}
        self.channels = {who: sandbox.im(who) for who in self.zones}
        with databases[0].sessions.begin() as session:
            row = make_workspace(
                session, slack_team_id=sandbox.team_id, bot_token=sandbox.bot_token
            )
            workspace = find_workspace(session, slack_team_id=row.slack_team_id)
            assert workspace is not None
            record_people(session, workspace=workspace, users=users, now=START)
        self.asked: list[tuple[str, datetime]] = []

    def live_through(self) -> None:
        """Let the time pass, an hour at a time, with both processes at work at once."""
        with ThreadPoolExecutor(2) as pool:
            while self.time.now < END:
                list(pool.map(self._work, range(2)))
                self.time.pass_by(MOMENT)
                self._deliver(self.deliveries[0])
                self._note()
                self.time.pass_by(STEP - MOMENT)

    def _work(self, process: int) -> None:
        database = self.databases[process]
        try:
            record_due(database.sessions, self.time.now)
            with database.sessions.begin() as session:
                ask_again(session, limit=100, now=self.time.now)
        except Death:
            disarm_all()
        else:
            self._deliver(self.deliveries[process])

    def _deliver(self, delivery: OutboxDelivery) -> None:
        try:
            while delivery.deliver_due():
                pass
        except Death:
            disarm_all()

    def _note(self) -> None:
        """Whom a new question has reached, and when."""
        known = Counter(who for who, _ in self.asked)
        for who, channel in self.channels.items():
            news = [
                one
                for one in self.sandbox.messages(channel)
                if one.user == self.sandbox.bot_user_id and "Your reflection" in one.text
            ]
            self.asked += [(who, self.time.now)] * (len(news) - known[who])

    def close(self) -> None:
        for delivery in self.deliveries:
            delivery.stop()


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox.start(limits=UNLIMITED))
        world = World(sandbox, [database, stack.enter_context(opened(database.url))])
        stack.callback(world.close)
        stack.callback(disarm_all)
        yield world


def test_everybody_is_asked_once_a_week_and_never_at_night(world: World) -> None:
    world.live_through()
    _check(world)


@pytest.mark.parametrize("failpoint", ["prompts_before_commit", "prompts_after_commit"])
def test_a_process_that_dies_while_claiming_costs_nobody_their_question(
    world: World, failpoint: str
) -> None:
    _die_at(failpoint, passage=7)
    world.live_through()
    _check(world)


def test_a_process_that_dies_while_drawing_costs_nobody_their_question(world: World) -> None:
    _die_at("prompt_drawn", passage=40)
    world.live_through()
    _check(world)


def _die_at(failpoint: str, *, passage: int) -> None:
    passed = Counter[str]()

    def die() -> None:
        passed[failpoint] += 1
        if passed[failpoint] == passage:
            raise Death

    arm(failpoint, die)


def _check(world: World) -> None:
    counts = Counter(who for who, _ in world.asked)
    assert counts == dict.fromkeys(world.zones, len(FRIDAYS))
    for who, at in world.asked:
        local = at.astimezone(ZoneInfo(world.zones[who]))
        assert 8 <= local.hour < 20, (who, local)
        assert local.date() in FRIDAYS, (who, local)
    with world.databases[0].sessions.read() as session:
        asked = session.execute(
            select(Person.slack_user_id, ReflectionPrompt.competency_key).join(
                Person, Person.id == ReflectionPrompt.person_id
            )
        ).all()
        assert len(set(asked)) == len(asked) == PEOPLE * len(FRIDAYS)
        findings = verify(session, now=world.time.now)
    assert [one.name for one in findings if one.is_broken] == []
