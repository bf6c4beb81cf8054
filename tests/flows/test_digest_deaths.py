"""A process that dies while it makes a digest: one digest in the channel, whatever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from databases import Database
from db import Digest, DigestPlan, Workspace
from faults.processes import app_process
from slackapp.failpoints import DEATH_STATUS
from slackapp.jobs.deliver_outbox import LEASE
from slackapp.sandbox.server import Sandbox
from slackapp.services.digests import switch_digest
from slackapp.services.verify import verify
from tests.flows.office import KEY, MovingClock, running


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def sandbox(clock: MovingClock) -> Iterator[Sandbox]:
    with Sandbox.start(port=0, clock=clock.timestamp) as sandbox:
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
    sandbox.grant("channels:history", "groups:history", "im:history")
    support = sandbox.channel("support")
    with running(sandbox, database.url, transport="http", clock=clock):
        sandbox.wait_for(lambda: _knows_people(database))
    with database.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        switch_digest(
            session,
            workspace_id=workspace_id,
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
    assert len(_posts(sandbox, support)) == 1
    with database.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(Digest)) == 1
        assert [one.name for one in verify(session, now=clock()) if one.is_broken] == []


def _knows_people(database: Database) -> bool:
    with database.sessions.read() as session:
        return session.scalar(select(Workspace.people_synced_at)) is not None


def _posts(sandbox: Sandbox, channel: str) -> list[str]:
    return [one.text for one in sandbox.messages(channel) if "A quiet" in one.text]
