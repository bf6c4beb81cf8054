"""A process that dies while it makes or posts a digest: one digest in the channel, whatever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from databases import Database
from db import Digest, DigestPlan, KudosRecipient, OutboxMessage, Person, Workspace
from factories import make_kudos
from faults.processes import AppProcess, app_process
from slackapp.clock import MovingClock
from slackapp.domain.base.digest_times import Month
from slackapp.failpoints import DEATH_STATUS
from slackapp.jobs.outbox.deliver_outbox import LEASE
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.state import Message
from slackapp.services.operate.verify import verify
from slackapp.services.team.plans import PlanChoice, change_plan, switch_digest, wish_digest
from slackapp.services.team.teams import set_leaders
from tests.flows.office import KEY, running, words

#: Enough people, with enough to say of each, for a digest in several messages.
_CROWD = 40
_COMPETENCIES = ("empathy", "influence", "leadership", "optimism", "self_control", "initiative")
#: Seconds: short, so that what the dead one held is free again soon.
_LEASE = 2


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def sandbox(clock: MovingClock) -> Iterator[Sandbox]:
    with Sandbox.start(port=0, clock=clock.timestamp) as sandbox:
        sandbox.grant("channels:history", "groups:history", "im:history")
        yield sandbox


@pytest.mark.parametrize(
    "failpoint",
    [
        "digest_members_read",
        "digest_before_commit",
        "digest_after_commit",
        "call_before_record",
        "record_before_commit",
    ],
)
def test_a_digest_is_made_and_posted_once_whenever_the_process_died(
    sandbox: Sandbox, database: Database, clock: MovingClock, failpoint: str, tmp_path: Path
) -> None:
    support = sandbox.channel("support")
    with running(sandbox, database.url, transport="http", clock=clock):
        sandbox.wait_for(lambda: _find_workspace(database))
    with database.sessions.begin() as session:
        switch_digest(
            session,
            workspace_id=_find_workspace(database) or 0,
            slack_channel_id=support,
            tz="UTC",
            is_on=True,
            now=clock(),
        )
        session.execute(update(DigestPlan).values(next_due_at=clock() - timedelta(seconds=1)))
    with app_process(
        sandbox, database.url, KEY, folder=tmp_path, KUDOSCOPE_FAILPOINT=f"{failpoint}:1"
    ) as process:
        assert process.wait() == DEATH_STATUS
    # What the dead one held comes back when its lease ends.
    clock.advance(seconds=LEASE.total_seconds() + 1)
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        sandbox.wait_for(lambda: _posts(sandbox, support))
        office.settle()
    assert len([one for one in _posts(sandbox, support) if "A quiet" in one.text]) == 1
    with database.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(Digest)) == 1
        assert [one.name for one in verify(session, now=clock()) if one.is_broken] == []


class Crowd:
    """A room of forty people, all of whom were thanked last month, and who leads them."""

    def __init__(self, sandbox: Sandbox, database: Database, folder: Path) -> None:
        self.sandbox, self.database, self.folder = sandbox, database, folder
        # Before the app comes, which then reads them all at once.
        self.names = [f"Colleague {'of a long name ' * 3}{number:02}" for number in range(_CROWD)]
        people = [
            sandbox.add_person(f"colleague{number}", real_name=name, display_name=name)
            for number, name in enumerate(self.names)
        ]
        self.lead = sandbox.user("grace")
        self.room = sandbox.add_channel("crowd", "public", [*people, self.lead])
        with self.app(""):
            sandbox.wait_for(lambda: _find_workspace(database))
        self.workspace_id = _find_workspace(database) or 0
        self.now = datetime.now().astimezone()
        self.month = Month.of(self.now.date()).before()
        with database.sessions.begin() as session:
            rows = {one.slack_user_id: one for one in session.scalars(select(Person))}
            moment = self.month.window("UTC")[0] + timedelta(days=10)
            for who in people:
                make_kudos(
                    session,
                    giver=rows[self.lead],
                    recipients=[rows[who]],
                    competencies=_COMPETENCIES,
                    slack_channel_id=self.room,
                    message="you took the late shift, and the one after that, too",
                    given_at=moment,
                )
            where = {"workspace_id": self.workspace_id, "slack_channel_id": self.room}
            set_leaders(session, **where, person_ids=[rows[self.lead].id])
            choice = PlanChoice(True, 1, 9, "UTC", posts_empty=True, is_threaded=False)
            change_plan(session, **where, choice=choice, now=self.now)

    def app(self, failpoint: str) -> AbstractContextManager[AppProcess]:
        """The app, in a process that dies there."""
        settings = {"KUDOSCOPE_FAILPOINT": failpoint} if failpoint else {}
        return app_process(
            self.sandbox,
            self.database.url,
            KEY,
            folder=self.folder,
            command=("faults.serve", f"--lease={_LEASE}"),
            **settings,
        )

    def make_due(self) -> None:
        with self.database.sessions.begin() as session:
            due_at = self.now - timedelta(seconds=1)
            session.execute(update(DigestPlan).values(next_due_at=due_at))

    def wish(self) -> None:
        """As `/kudos digest now` does."""
        with self.database.sessions.begin() as session:
            wish_digest(
                session,
                workspace_id=self.workspace_id,
                slack_channel_id=self.room,
                tz="UTC",
                month=self.month,
                now=self.now,
            )

    def die_at(self, *failpoints: str) -> None:
        for failpoint in failpoints:
            with self.app(failpoint) as process:
                assert process.wait() == DEATH_STATUS, failpoint

    def finish(self) -> None:
        """Let a last process send whatever is left, and look whether all is in order."""
        with self.app("") as process:
            self.sandbox.wait_for(self._is_done, timeout=60, message="the digest did not come")
            assert process.stop() == 0
        with self.database.sessions.read() as session:
            assert session.scalar(select(func.count()).select_from(Digest)) == 1
            broken = {one.name for one in verify(session, now=self.now) if one.is_broken}
        # The kudos were stored without their announcements, which are no matter here.
        assert broken <= {"kudos_not_announced"}

    def _is_done(self) -> bool:
        with self.database.sessions.read() as session:
            wished = select(func.count()).where(DigestPlan.wished_at.is_not(None))
            pending = select(func.count()).where(OutboxMessage.state == "pending")
            made = session.scalar(select(func.count()).select_from(Digest))
            return bool(made) and not (session.scalar(wished) or session.scalar(pending))

    def check(self) -> list[Message]:
        """The digest's messages: each part once, in order, in the thread of the first."""
        posts = _posts(self.sandbox, self.room)
        with self.database.sessions.read() as session:
            parts = session.scalars(select(Digest.parts)).one()
            keys = session.scalars(
                select(OutboxMessage.delivery_id)
                .where(OutboxMessage.dedupe_key.regexp_match(r"^digest:[0-9]+:[0-9]+$"))
                .order_by(OutboxMessage.id)
            ).all()
        assert len(posts) == parts >= 3
        assert [(one.metadata or {})["event_payload"]["id"] for one in posts] == keys
        assert [one.thread_ts for one in posts] == [None] + [posts[0].ts] * (parts - 1)
        # The blocks, as the text of a change is cut to what Slack takes of one.
        told = "\n".join(words(one) for one in posts)
        assert [name for name in self.names if told.count(f"*{name}*  ") != 1] == []
        reports = [
            one
            for one in self.sandbox.messages(self.sandbox.im(self.lead))
            if "Your team's" in one.text
        ]
        assert len(reports) == 1
        return posts


@pytest.fixture
def crowd(sandbox: Sandbox, database: Database, tmp_path: Path) -> Crowd:
    return Crowd(sandbox, database, tmp_path)


def test_a_long_digest_comes_once_through_a_death_at_every_point_of_its_way(crowd: Crowd) -> None:
    crowd.make_due()
    crowd.die_at(
        "digest_members_read:1",
        "digest_before_commit:1",
        "digest_after_commit:1",
        "claim_after_commit:1",
        "call_before_record:2",
        "record_before_commit:1",
        "record_after_commit:1",
    )
    crowd.finish()
    crowd.check()


# One database each will do here: the test before this one ran on both.
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_correction_is_made_once_and_in_place_through_deaths(crowd: Crowd) -> None:
    crowd.make_due()
    crowd.finish()
    before = crowd.check()
    gone = crowd.names.pop()
    with crowd.database.sessions.begin() as session:
        person_id = session.scalars(select(Person.id).where(Person.name == gone)).one()
        session.execute(
            update(KudosRecipient)
            .where(KudosRecipient.person_id == person_id)
            .values(is_hidden=True)
        )
    crowd.wish()
    crowd.die_at("digest_before_commit:1", "digest_after_commit:1", "call_before_record:1")
    crowd.finish()
    after = crowd.check()
    assert [one.ts for one in after] == [one.ts for one in before]
    assert gone not in "\n".join(f"{one.text} {words(one)}" for one in after)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_part_that_slack_stumbles_over_comes_in_its_place(crowd: Crowd) -> None:
    crowd.make_due()
    post = "chat.postMessage"
    # The first part comes; the others find Slack in trouble in each way that may pass.
    with crowd.app("record_after_commit:1") as process:
        assert process.wait() == DEATH_STATUS
    for kind in ("server_error", "drop_before", "drop_after", "service_unavailable"):
        crowd.sandbox.fault(post, kind, channel=crowd.room)
    crowd.finish()
    crowd.check()


def _find_workspace(database: Database) -> int | None:
    with database.sessions.read() as session:
        return session.scalar(select(Workspace.id).where(Workspace.people_synced_at.is_not(None)))


def _posts(sandbox: Sandbox, channel: str) -> list[Message]:
    """What the app posted there, the oldest first."""
    bot = sandbox.bot_user_id
    return [one for one in sandbox.messages(channel) if one.user == bot]
