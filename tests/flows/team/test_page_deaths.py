"""A process that dies while it puts a page together: the page comes, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Database
from faults.processes import app_process
from slackapp.clock import MovingClock
from slackapp.failpoints import DEATH_STATUS
from slackapp.jobs.outbox.deliver_outbox import LEASE
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.verify import verify
from tests.flows.office import KEY, Office, running, wait_until_people_are_known


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def sandbox(clock: MovingClock) -> Iterator[Sandbox]:
    with Sandbox.start(port=0, clock=clock.timestamp) as sandbox:
        sandbox.grant("channels:history", "groups:history", "im:history")
        yield sandbox


def previews(office: Office, person: str, room: str) -> int:
    return sum("quiet" in one.text for one in office.answers(person, room))


def reports(office: Office, person: str, _room: str) -> int:
    return sum("Your team's" in one.text for one in office.told(person))


@pytest.mark.parametrize(("text", "count"), [("digest preview", previews), ("report", reports)])
@pytest.mark.parametrize("failpoint", ["claim_after_commit", "page_drawn"])
def test_a_page_comes_once_although_the_process_died_over_it(
    sandbox: Sandbox,
    database: Database,
    clock: MovingClock,
    tmp_path: Path,
    failpoint: str,
    text: str,
    count: object,
) -> None:
    assert callable(count)
    admin = sandbox.add_person("admin", is_admin=True)
    room = sandbox.add_channel("room", "public", [admin], True)
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        wait_until_people_are_known(office)
    with app_process(
        sandbox, database.url, KEY, folder=tmp_path, KUDOSCOPE_FAILPOINT=f"{failpoint}:1"
    ) as process:
        sandbox.command(user=admin, channel=room, text=text)
        assert process.wait() == DEATH_STATUS
    clock.advance(seconds=LEASE.total_seconds() + 1)
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        office.settle()
        assert count(office, admin, room) == 1
    with database.sessions.read() as session:
        assert [one.name for one in verify(session, now=clock()) if one.is_broken] == []
