"""A process that dies at any failpoint leaves a state from which the next one completes."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from databases import Database
from db import Kudos, KudosTag, Workspace
from faults.comparison import compare
from faults.processes import AppProcess, app_process
from slackapp.blocks import ids
from slackapp.clock import MovingClock
from slackapp.failpoints import DEATH_STATUS, FAILPOINTS
from slackapp.jobs.outbox.deliver_outbox import LEASE
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.verify import verify
from tests.flows.office import KEY, old_choice, running

_HISTORY = ("channels:history", "groups:history", "im:history")
#: Where Slack may have taken a post that nobody recorded.
_IN_DOUBT = {"call_before_record", "record_before_commit"}
_AT_START = {"held_before_commit", "held_after_commit", "people_page_recorded"}
#: Those of reflections, digests, files, pages and erasing have scenes of their own
#: (test_…_deaths.py, tests/jobs).
_OF_OTHERS = {
    "prompts_before_commit",
    "prompts_after_commit",
    "prompt_drawn",
    "page_drawn",
    "erased_own",
    "erased_name",
    "again_before_commit",
    "answer_before_commit",
    "answer_after_commit",
    "digest_members_read",
    "digest_before_commit",
    "digest_after_commit",
    "file_uploaded",
}
_DEATHS = [(name, False) for name in sorted(FAILPOINTS - _OF_OTHERS)] + [
    (name, True) for name in sorted(_IN_DOUBT)
]


@dataclass
class Scene:
    """One database and its sandbox, which outlive the processes; `acked` are kudos' messages."""

    sandbox: Sandbox
    database: Database
    clock: MovingClock
    rooms: list[str]
    acked: list[str]

    def give(self, number: int, room: str | None = None) -> Answer:
        """Ana thanks Ben, in the rooms by turns."""
        message = f"for ticket {number}"
        answer = self.sandbox.command(
            user=self.sandbox.user("ana"),
            channel=room or self.rooms[number % len(self.rooms)],
            text=f"<@{self.sandbox.user('ben')}> empathy {message}",
        )
        if answer.ok:
            self.acked.append(message)
        return answer

    def tap_behaviour(self, room: str, answer: Answer) -> None:
        """Ana chooses a behaviour with a button, as they stood on answers of before the form."""
        value = old_choice(answer, 0)
        button = {
            "type": "button",
            "action_id": ids.CHOOSE_BEHAVIOUR,
            "text": {"type": "plain_text", "text": "This"},
            "value": value,
        }
        store = self.sandbox.world.store
        blocks = [{"type": "actions", "block_id": "old", "elements": [button]}]
        shown = store.post(room, store.bot_user_id, "Old", blocks)
        ana = self.sandbox.user("ana")
        self.sandbox.press(ana, room, shown.ts, ids.CHOOSE_BEHAVIOUR, value=value)

    def knows_people(self) -> bool:
        """Whether the people were read."""
        with self.database.sessions.read() as session:
            return session.scalar(select(Workspace.people_synced_at)) is not None

    def list_broken(self) -> list[str]:
        """The invariants that do not hold now."""
        with self.database.sessions.read() as session:
            findings = verify(session, now=self.clock())
        return [finding.name for finding in findings if finding.is_broken]


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    clock = MovingClock()
    with Sandbox.start(port=0, clock=clock.timestamp) as sandbox:
        rooms = [sandbox.add_channel(f"room-{n}", "public", ("ana", "ben")) for n in range(3)]
        yield Scene(sandbox, database, clock, rooms, [])


def _hold_overdue_kudos(scene: Scene) -> None:
    """A kudos that its giver has said nothing about for more than a day."""
    closed = scene.sandbox.add_channel("closed", "public", ("ana", "ben"), app_is_member=False)
    with running(scene.sandbox, scene.database.url, transport="http", clock=scene.clock):
        scene.sandbox.wait_for(scene.knows_people)
        scene.give(0, closed)
    with scene.database.sessions.begin() as session:
        session.execute(update(Kudos).values(given_at=scene.clock() - timedelta(hours=25)))


def _work_until_it_dies(scene: Scene, process: AppProcess, failpoint: str) -> None:
    if failpoint not in _AT_START:
        scene.sandbox.wait_for(scene.knows_people)
        for number in itertools.takewhile(lambda _: process.is_alive, range(1, 8)):
            answer = scene.give(number)
            # Just after a death the process may still seem alive: nothing was offered then.
            if failpoint == "click_before_ack" and answer.ok:
                scene.tap_behaviour(scene.rooms[number % 3], answer)
    assert process.wait() == DEATH_STATUS


@pytest.mark.parametrize(("failpoint", "is_granted"), _DEATHS)
def test_what_was_acked_before_a_death_is_stored_and_announced_after_it(
    scene: Scene, failpoint: str, is_granted: bool, tmp_path: Path
) -> None:
    if is_granted:
        scene.sandbox.grant(*_HISTORY)
    if failpoint.startswith("held"):
        _hold_overdue_kudos(scene)
    count = 1 if failpoint in _AT_START else random.Random(failpoint).randint(1, 3)
    setting = f"{failpoint}:{count}"
    with app_process(
        scene.sandbox, scene.database.url, KEY, folder=tmp_path, KUDOSCOPE_FAILPOINT=setting
    ) as process:
        _work_until_it_dies(scene, process, failpoint)
    assert scene.list_broken() == []

    # What the dead one held comes back when its lease ends.
    scene.clock.advance(seconds=LEASE.total_seconds() + 1)
    with running(scene.sandbox, scene.database.url, transport="http", clock=scene.clock) as office:
        scene.sandbox.wait_for(scene.knows_people)
        scene.give(99)
        office.settle()

    assert scene.list_broken() == []
    result = compare(
        scene.sandbox,
        scene.database.sessions,
        acked=scene.acked,
        is_settled=True,
        # Other posts may have been under way, whichever failpoint the process died at.
        may_double=not is_granted,
    )
    assert result.faults == ()
    assert result.posts >= len(scene.acked) >= 1
    if failpoint in _IN_DOUBT:
        assert (result.doubled > 0) is not is_granted


def test_a_tap_that_died_before_its_ack_has_chosen(scene: Scene, tmp_path: Path) -> None:
    with app_process(
        scene.sandbox,
        scene.database.url,
        KEY,
        folder=tmp_path,
        KUDOSCOPE_FAILPOINT="click_before_ack:1",
    ) as process:
        _work_until_it_dies(scene, process, "click_before_ack")
    with scene.database.sessions.read() as session:
        assert "chosen" in session.scalars(select(KudosTag.tier_source)).all()
