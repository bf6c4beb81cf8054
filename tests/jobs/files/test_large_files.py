"""A file that takes long, or is too much: held, counted, one at a time, and said once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from databases import Database
from db import OutboxLane, OutboxMessage, Person
from factories import make_channel, make_kudos, make_team
from jobs.office import LEASE, Office, open_office
from slackapp.delivery.retry import MOST_LOST
from slackapp.jobs.outbox import file_calls
from slackapp.services.files import export as kudos_export
from slackapp.services.files.files import FileCover, FileWish, promise_file

SECOND = timedelta(seconds=1)
SHARE = "files.completeUploadExternal"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with structlog.testing.capture_logs(), open_office(database) as office:
        yield office


class SlowWriter:
    """Stands where a file is written: as slow as the test wants, and one a person."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_end = threading.Event()
        self.begun: list[str] = []
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        monkeypatch.setattr(file_calls, "write_file", self._write)

    def _write(self, out: Any, _session: Any, *, slack_user_id: str, **_others: Any) -> FileCover:
        with self._lock:
            self.begun.append(slack_user_id)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.may_end.wait(30)
        out.write("a,b\n")
        with self._lock:
            self.at_once -= 1
        return FileCover("kudos.csv", "Kudos", "Your kudos")


def promise_own(office: Office, *people: Person) -> None:
    with office.database.sessions.begin() as session:
        for person in people:
            promise_file(
                session,
                workspace_id=office.team.workspace_id,
                slack_user_id=person.slack_user_id,
                wish=FileWish("own_kudos", None, 202603),
                key="wish",
                now=office.time.now,
            )


def look(office: Office) -> tuple[str, int]:
    """State and attempts of the first message."""
    with office.database.sessions.read() as session:
        wanted = select(OutboxMessage.state, OutboxMessage.attempts).order_by(OutboxMessage.id)
        state, attempts = session.execute(wanted).first() or ("", 0)
        return state, attempts


def leased_until(office: Office) -> datetime:
    with office.database.sessions.read() as session:
        return session.scalars(select(OutboxLane.leased_until).order_by(OutboxLane.id)).first()


def test_a_lane_that_is_still_worked_on_is_held_for_as_long_as_that_takes(
    office: Office, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    writer = SlowWriter(monkeypatch)
    promise_own(office, office.ben)
    other_process = office.build_delivery(office.time)
    request.addfinalizer(other_process.stop)
    office.delivery.start()
    office.sandbox.wait_for(lambda: writer.begun)
    for _ in range(6):
        office.time.pass_by(LEASE / 2)
        office.delivery.wake()
        office.sandbox.wait_for(lambda: leased_until(office) > office.time.now)
        assert other_process.deliver_due() == 0
    writer.may_end.set()
    office.sandbox.wait_for(lambda: look(office) == ("sent", 1))
    assert len(writer.begun) == 1
    assert len(office.sandbox.calls(SHARE)) == 1


def test_a_process_does_not_take_a_lane_again_that_it_still_works_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SlowWriter(monkeypatch)
    promise_own(office, office.ben)
    worker = threading.Thread(target=office.delivery.deliver_due)
    worker.start()
    office.sandbox.wait_for(lambda: writer.begun)
    office.promise("elsewhere")
    office.time.pass_by(10 * LEASE)
    # The lease has ended, as nobody renewed it; the others of its kind go on.
    assert office.delivery.deliver_due() == 1
    assert office.posted() == ["elsewhere"]
    writer.may_end.set()
    worker.join()
    assert look(office) == ("sent", 1)


def test_one_file_is_written_at_a_time_and_the_others_wait_without_losing_a_try(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SlowWriter(monkeypatch)
    promise_own(office, office.ben, office.grace, office.team.ana)
    office.delivery.start()
    office.sandbox.wait_for(lambda: writer.begun)
    for number in range(3):
        office.time.pass_by(6 * SECOND)
        office.promise(f"meanwhile {number}")
        office.sandbox.wait_for(lambda number=number: office.states().count("sent") == number + 1)
    assert len(writer.begun) == 1
    # Whoever waits asks nothing of Slack meanwhile.
    assert len(office.sandbox.calls("conversations.open")) <= 3
    writer.may_end.set()

    def all_sent() -> bool:
        office.time.pass_by(SECOND)
        office.delivery.wake()
        return office.states() == ["sent"] * 6

    office.sandbox.wait_for(all_sent, timeout=60)
    assert (len(writer.begun), writer.most_at_once) == (3, 1)
    with office.database.sessions.read() as session:
        kind = OutboxMessage.kind == "file"
        assert session.scalars(select(OutboxMessage.attempts).where(kind)).all() == [1, 1, 1]


def fill(office: Office, count: int) -> None:
    """Kudos of a team that Ben leads, and his wish for a file of all of them."""
    with office.database.sessions.begin() as session:
        channel = make_channel(
            session, workspace=office.team.row, members=[office.ben, office.grace]
        )
        make_team(session, channel=channel, leaders=[office.ben])
        for _ in range(count):
            make_kudos(
                session,
                giver=office.ben,
                recipients=[office.grace],
                message="x" * 500,
                slack_channel_id=channel.slack_channel_id,
            )
        promise_file(
            session,
            workspace_id=office.team.workspace_id,
            slack_user_id=office.ben.slack_user_id,
            wish=FileWish("team_kudos", None, 202603, slack_channel_id=channel.slack_channel_id),
            key="wish",
            now=office.time.now,
        )


def count_pages(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    read, pages = kudos_export.read_kudos, []

    def note(*arguments: Any) -> Any:
        pages.append(1)
        return read(*arguments)

    monkeypatch.setattr(kudos_export, "read_kudos", note)
    monkeypatch.setattr(kudos_export, "_PAGE", 4)
    return lambda: len(pages)


def test_what_is_too_much_is_noticed_while_it_is_written_and_said_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(office, 60)
    monkeypatch.setattr(file_calls, "_MOST_BYTES", 5_000)
    pages = count_pages(monkeypatch)
    office.deliver()
    assert pages() <= 3
    (said,) = office.told(office.ben)
    assert said.startswith("That is too much for one file.")
    for _ in range(3):
        assert office.deliver(2 * LEASE) == 0
    assert look(office) == ("sent", 1)
    assert office.told(office.ben) == [said]
    assert not office.sandbox.calls("files.getUploadURLExternal")


def test_a_file_that_just_fits_is_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(office, 9)
    pages = count_pages(monkeypatch)
    office.deliver()
    assert pages() == 3
    assert look(office) == ("sent", 1)
    assert len(office.sandbox.calls(SHARE)) == 1


def test_a_file_whose_lease_is_lost_each_time_is_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SlowWriter(monkeypatch)
    writer.may_end.set()
    promise_own(office, office.ben)
    for _ in range(MOST_LOST):
        # Another process has the lane by the time that the file is sent.
        office.claim_and_die()
        office.time.pass_by(LEASE)
    office.deliver()
    assert look(office)[0] == "failed"
    assert look(office)[1] == MOST_LOST
    office.deliver(SECOND)
    (said,) = office.told(office.ben)
    assert said.startswith("Your file could not be sent: something went wrong here")
