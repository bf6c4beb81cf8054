"""A process that dies in the middle of a weekly reflection: one question, one answer, whatever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from databases import Database
from db import Person, Reflection, ReflectionPrompt, ReflectionSchedule, Workspace
from faults.processes import app_process
from slackapp.blocks import ids
from slackapp.clock import MovingClock
from slackapp.failpoints import DEATH_STATUS
from slackapp.jobs.outbox.deliver_outbox import LEASE
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.verify import verify
from tests.flows.office import KEY, elements, running


class Scene:
    """Ben is due, in a zone where it is noon; the database and the sandbox outlive processes."""

    def __init__(self, sandbox: Sandbox, database: Database, clock: MovingClock) -> None:
        self.sandbox, self.database, self.clock = sandbox, database, clock
        self.ben = sandbox.user("ben")
        with running(sandbox, database.url, transport="http", clock=clock):
            sandbox.wait_for(self.knows_people)

    def knows_people(self) -> bool:
        with self.database.sessions.read() as session:
            return session.scalar(select(Workspace.people_synced_at)) is not None

    def make_due(self) -> None:
        now = self.clock()
        hours = 12 - now.hour
        zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
        # Slack says so, too, or the next reading of all people would move Ben back.
        self.sandbox.change_person(self.ben, tz=zone)
        with self.database.sessions.begin() as session:
            person_id = session.scalars(
                select(Person.id).where(Person.slack_user_id == self.ben)
            ).one()
            session.execute(update(Person).where(Person.id == person_id).values(tz=zone))
            session.execute(
                update(ReflectionSchedule)
                .where(ReflectionSchedule.person_id == person_id)
                .values(tz=zone, next_due_at=now)
            )

    def questions(self) -> list[str]:
        return [
            message.ts
            for message in self.sandbox.messages(self.sandbox.im(self.ben))
            if message.user == self.sandbox.bot_user_id
        ]

    def ask(self) -> None:
        """Have the question asked, by a process that does not die."""
        with running(self.sandbox, self.database.url, transport="http", clock=self.clock) as office:
            self.sandbox.wait_for(self.questions)
            office.settle()

    def press_answer(self) -> None:
        (ts,) = self.questions()
        message = self.sandbox.world.store.find_message(self.sandbox.im(self.ben), ts)
        (button,) = [one for one in elements(message) if one["action_id"] == ids.REFLECTION_ANSWER]
        self.sandbox.press(
            self.ben, message.channel, ts, button["action_id"], value=button["value"]
        )

    def submit(self) -> None:
        view = self.sandbox.modal(self.ben)
        assert view is not None
        self.sandbox.submit(self.ben, view, frequency="4", share="only_me", note="Once.")

    def count(self, table: type[Reflection] | type[ReflectionPrompt]) -> int:
        with self.database.sessions.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def list_broken(self) -> list[str]:
        with self.database.sessions.read() as session:
            return [one.name for one in verify(session, now=self.clock()) if one.is_broken]


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    clock = MovingClock()
    with Sandbox.start(port=0, clock=clock.timestamp) as sandbox:
        yield Scene(sandbox, database, clock)


def die(scene: Scene, failpoint: str, folder: Path, act: Callable[[], None] = lambda: None) -> None:
    """Run a process until it dies there; `act` is done once it serves."""
    with app_process(
        scene.sandbox, scene.database.url, KEY, folder=folder, KUDOSCOPE_FAILPOINT=f"{failpoint}:1"
    ) as process:
        if process.port:
            act()
        assert process.wait() == DEATH_STATUS


@pytest.mark.parametrize(
    "failpoint", ["prompts_before_commit", "prompts_after_commit", "prompt_drawn"]
)
def test_whoever_was_due_at_a_death_is_asked_once_after_it(
    scene: Scene, failpoint: str, tmp_path: Path
) -> None:
    scene.make_due()
    die(scene, failpoint, tmp_path)
    assert scene.list_broken() == []
    # What the dead one held comes back when its lease ends.
    scene.clock.advance(seconds=LEASE.total_seconds() + 1)
    scene.ask()
    assert len(scene.questions()) == scene.count(ReflectionPrompt) == 1
    assert scene.list_broken() == []


def test_a_death_while_asking_again_loses_and_doubles_no_reminder(
    scene: Scene, tmp_path: Path
) -> None:
    scene.make_due()
    scene.ask()
    with scene.database.sessions.begin() as session:
        session.execute(update(ReflectionPrompt).values(again_at=scene.clock()))
    die(scene, "again_before_commit", tmp_path)
    with running(scene.sandbox, scene.database.url, transport="http", clock=scene.clock) as office:
        scene.sandbox.wait_for(lambda: len(scene.questions()) == 2)
        office.settle()
    assert len(scene.questions()) == 2


@pytest.mark.parametrize("failpoint", ["answer_before_commit", "answer_after_commit"])
def test_an_answer_is_stored_once_whenever_the_process_died(
    scene: Scene, failpoint: str, tmp_path: Path
) -> None:
    scene.make_due()
    scene.ask()

    def answer() -> None:
        scene.press_answer()
        scene.submit()

    die(scene, failpoint, tmp_path, answer)
    assert scene.count(Reflection) == (failpoint == "answer_after_commit")
    # The form is still open, as Slack had no answer: Ben presses Save again.
    scene.clock.advance(seconds=LEASE.total_seconds() + 1)
    with running(scene.sandbox, scene.database.url, transport="http", clock=scene.clock) as office:
        scene.submit()
        office.settle()
    assert scene.count(Reflection) == 1
    assert scene.sandbox.modal(scene.ben) is None
    assert scene.list_broken() == []


PEOPLE = 50


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
# At its second question: before the other process is there, which could take all that follow.
@pytest.mark.parametrize("failpoint", ["prompts_after_commit:1", "prompt_drawn:2"])
def test_two_processes_ask_fifty_people_once_although_one_is_killed(
    database: Database, failpoint: str, tmp_path: Path
) -> None:
    limits = Limits(per_minute={}, posts_per_second_and_channel=1e6, posts_per_second=10**6)
    with Sandbox.start(port=0, limits=limits) as sandbox:
        # The first question may be posted and not recorded when the process dies at another.
        sandbox.grant("im:history")
        clock = MovingClock()
        now = clock()
        # Told to the app once: a late event of the same second would move them back for a while.
        zone = f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "Etc/GMT"
        people = [sandbox.add_person(f"person{number}", tz=zone) for number in range(PEOPLE)]
        with running(sandbox, database.url, transport="http", clock=clock):
            sandbox.wait_for(lambda: _count_schedules(database) >= PEOPLE)
        with database.sessions.begin() as session:
            ids_of = select(Person.id).where(Person.slack_user_id.in_(people))
            session.execute(
                update(ReflectionSchedule)
                .where(ReflectionSchedule.person_id.in_(ids_of))
                .values(next_due_at=now)
            )
        (tmp_path / "first").mkdir()
        (tmp_path / "second").mkdir()
        with (
            app_process(
                sandbox,
                database.url,
                KEY,
                folder=tmp_path / "first",
                KUDOSCOPE_FAILPOINT=failpoint,
            ) as first,
            app_process(sandbox, database.url, KEY, folder=tmp_path / "second") as second,
        ):
            assert first.wait() == DEATH_STATUS
            sandbox.wait_for(lambda: _reached(sandbox, people) >= PEOPLE - 8, timeout=60)
            assert second.is_alive
            assert second.stop() == 0
        # What the dead one held comes back when its lease ends.
        clock.advance(seconds=LEASE.total_seconds() + 1)
        with running(sandbox, database.url, transport="http", clock=clock) as office:
            sandbox.wait_for(lambda: _reached(sandbox, people) == PEOPLE)
            office.settle()
        assert [len(_questions(sandbox, who)) for who in people] == [1] * PEOPLE
        with database.sessions.read() as session:
            assert [one.name for one in verify(session, now=clock()) if one.is_broken] == []


def _count_schedules(database: Database) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(ReflectionSchedule)) or 0


def _questions(sandbox: Sandbox, who: str) -> list[str]:
    return [
        one.ts
        for one in sandbox.messages(sandbox.im(who))
        if one.user == sandbox.bot_user_id and "Your reflection" in one.text
    ]


def _reached(sandbox: Sandbox, people: list[str]) -> int:
    return sum(1 for who in people if _questions(sandbox, who))
