"""A process that dies while it sends a file: the file comes once, whatever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from databases import Database
from db import Workspace
from faults.processes import app_process
from slackapp.clock import MovingClock
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import Period
from slackapp.failpoints import DEATH_STATUS
from slackapp.jobs.outbox.deliver_outbox import LEASE
from slackapp.sandbox.server import Sandbox
from slackapp.services.files.files import FileWish, promise_file
from slackapp.services.operate.verify import verify
from tests.flows.office import KEY, Office, running, wait_until_people_are_known

SHARE = "files.completeUploadExternal"


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def sandbox(clock: MovingClock) -> Iterator[Sandbox]:
    with Sandbox.start(port=0, clock=clock.timestamp) as sandbox:
        sandbox.grant("channels:history", "groups:history", "im:history")
        yield sandbox


def wish_for_own_kudos(sandbox: Sandbox, database: Database, clock: MovingClock) -> None:
    """Ben's export, promised as the command promises it."""
    ben = sandbox.user("ben")
    with database.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        promise_file(
            session,
            workspace_id=workspace_id,
            slack_user_id=ben,
            wish=FileWish.of("own_kudos", Period(None, Month.of(clock().date()).after())),
            key="wish",
            now=clock(),
        )


def files(sandbox: Sandbox) -> list[str]:
    messages = sandbox.messages(sandbox.im(sandbox.user("ben")))
    return [file.name for one in messages for file in sandbox.world.store.files_of(one)]


def thank_ben(office: Office) -> None:
    sandbox = office.sandbox
    ben, support = sandbox.user("ben"), sandbox.channel("support")
    assert office.kudos(sandbox.user("ana"), support, f"<@{ben}> empathy you listened").ok
    office.settle()


@pytest.mark.parametrize(
    "failpoint",
    [
        "claim_after_commit",
        "file_uploaded",
        "call_before_record",
        "record_before_commit",
        "record_after_commit",
    ],
)
def test_a_file_comes_once_whenever_the_process_died(
    sandbox: Sandbox, database: Database, clock: MovingClock, failpoint: str, tmp_path: Path
) -> None:
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        wait_until_people_are_known(office)
        thank_ben(office)
    wish_for_own_kudos(sandbox, database, clock)
    with app_process(
        sandbox, database.url, KEY, folder=tmp_path, KUDOSCOPE_FAILPOINT=f"{failpoint}:1"
    ) as process:
        assert process.wait() == DEATH_STATUS
    # What the dead one held comes back when its lease ends.
    clock.advance(seconds=LEASE.total_seconds() + 1)
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        sandbox.wait_for(lambda: files(sandbox))
        office.settle()
    assert len(files(sandbox)) == 1
    with database.sessions.read() as session:
        assert [one.name for one in verify(session, now=clock()) if one.is_broken] == []


def test_a_shared_file_whose_answer_was_lost_is_looked_up_and_not_sent_again(
    sandbox: Sandbox, database: Database, clock: MovingClock
) -> None:
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        wait_until_people_are_known(office)
        thank_ben(office)
        sandbox.fault(SHARE, "drop_after")
        wish_for_own_kudos(sandbox, database, clock)
        office.app.tools.wake_delivery()
        sandbox.wait_for(lambda: files(sandbox))
        clock.advance(seconds=5)
        office.settle()
    assert len(files(sandbox)) == 1
    assert len(sandbox.calls(SHARE)) == 1
