"""Messages that raise what nobody foresaw: tried again, set aside, and in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import text, update
from sqlalchemy.exc import DataError

from databases import Database
from db import OutboxLane, OutboxMessage
from jobs.office import LEASE, Office, open_office
from slackapp.delivery.retry import FAULT_WAITS, MOST_LOST
from slackapp.domain.base.digest_times import Month
from slackapp.failpoints import arm, disarm_all
from slackapp.jobs.outbox.outbox_calls import Delivery, OutboxCaller
from slackapp.services.files.files import FileWish, promise_file
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.outbox.claims import ClaimedMessage, claim_lane, find_due_lanes

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """To write so many tracebacks to the terminal takes long."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office
        disarm_all()


def change(office: Office, statement: str, **values: object) -> None:
    """Change what is stored, past all checks, as an upgrade or an operator may."""
    with office.database.sessions.begin() as session:
        session.execute(text(statement), values)


def encrypt_with_another_key(office: Office, message_id: int) -> None:
    foreign = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    change(
        office,
        "UPDATE outbox_message SET payload = :payload WHERE id = :id",
        payload=foreign,
        id=message_id,
    )


def deliver_all(office: Office) -> None:
    """Let all tries of a message pass, each when it is due."""
    for wait in (timedelta(0), *FAULT_WAITS, SECOND, SECOND, SECOND):
        while office.deliver(wait):
            wait = timedelta(0)


def states(office: Office) -> list[str]:
    with office.database.sessions.read() as session:
        rows = session.query(OutboxMessage.state).order_by(OutboxMessage.id)
        return [state for (state,) in rows]


def errors(office: Office) -> list[str | None]:
    with office.database.sessions.read() as session:
        rows = session.query(OutboxMessage.error).order_by(OutboxMessage.id)
        return [error for (error,) in rows]


def test_a_message_that_no_key_opens_is_set_aside_and_the_others_go_out(office: Office) -> None:
    office.promise("unreadable", "behind it")
    office.promise("elsewhere", channel=office.sandbox.channel("general"))
    encrypt_with_another_key(office, 1)
    office.deliver()
    assert office.posted(office.sandbox.channel("general")) == ["elsewhere"]
    assert states(office) == ["pending", "pending", "sent"]
    deliver_all(office)
    assert states(office) == ["failed", "sent", "sent"]
    assert office.posted() == ["behind it"]
    assert errors(office)[0] == "unexpected:WrongKeys"


@pytest.mark.parametrize("payload", ["not JSON", '["no", "arguments"]', "17"])
def test_a_message_whose_contents_are_broken_is_set_aside(office: Office, payload: str) -> None:
    office.promise("broken", "behind it")
    with office.database.sessions.begin() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.id == 1).values(payload=payload))
    deliver_all(office)
    assert states(office) == ["failed", "sent"]
    assert office.posted() == ["behind it"]


@pytest.mark.parametrize("month", [0, 101, 12, 202613, 999912])
def test_a_file_of_no_month_blocks_nobody_s_direct_messages(office: Office, month: int) -> None:
    ben = office.ben.slack_user_id
    with office.database.sessions.begin() as session:
        promise_file(
            session,
            workspace_id=office.team.workspace_id,
            slack_user_id=ben,
            wish=FileWish("own_kudos", month, month),
            key="broken",
            now=office.time.now,
        )
    office.promise("behind it", channel=ben)
    deliver_all(office)
    assert states(office)[:2] == ["failed", "sent"]
    told = office.told(office.ben)
    assert told[0] == "behind it"
    assert "Your file could not be sent: something went wrong here" in told[1]


@pytest.mark.parametrize("error", [ValueError("secret"), OverflowError(), ZeroDivisionError()])
def test_what_a_call_raises_is_waited_out_longer_each_time(
    office: Office, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = OutboxCaller.call

    def call_or_raise(caller: OutboxCaller, claimed: ClaimedMessage) -> Delivery:
        if claimed.payload["text"] == "poisoned":
            raise error
        return call(caller, claimed)

    monkeypatch.setattr(OutboxCaller, "call", call_or_raise)
    office.promise("poisoned", "behind it")
    assert office.deliver() == 1
    for wait in FAULT_WAITS:
        assert states(office) == ["pending", "pending"]
        assert office.deliver(wait - SECOND / 10) == 0
        assert office.deliver(SECOND / 10) == 1
    assert states(office) == ["failed", "pending"]
    assert errors(office)[0] == f"unexpected:{type(error).__name__}"
    office.deliver(SECOND)
    assert office.posted() == ["behind it"]
    monkeypatch.undo()
    with office.database.sessions.begin() as session:
        assert retry_failed(session, message_ids=[], now=office.time.now) == 1
    assert office.deliver(SECOND) == 1
    assert states(office) == ["sent", "sent"]


def test_a_post_whose_recording_raises_is_not_made_again(office: Office) -> None:
    times = iter([DataError("insert", {}, Exception())])

    def explode_once() -> None:
        for error in times:
            raise error

    arm("record_before_commit", explode_once)
    office.promise("one", "two")
    deliver_all(office)
    assert states(office) == ["sent", "sent"]
    assert office.posted() == ["one", "two"]


def test_a_fault_counts_over_restarts_and_passing_trouble_ends_the_row(office: Office) -> None:
    office.promise("one")
    arm("call_before_record", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.deliver()
    disarm_all()
    assert faults(office) == 1
    office.sandbox.fault("chat.postMessage", "service_unavailable")
    office.delivery = office.build_delivery(office.time)
    office.deliver(LEASE)
    assert faults(office) == 0


def faults(office: Office) -> int:
    with office.database.sessions.read() as session:
        return session.query(OutboxMessage.faults).filter_by(id=1).scalar() or 0


def test_a_message_that_takes_the_process_with_it_each_time_is_set_aside(office: Office) -> None:
    office.promise("deadly", "behind it")
    for _ in range(MOST_LOST):
        office.claim_and_die()
        office.time.pass_by(LEASE)
    assert states(office) == ["pending", "pending"]
    assert office.deliver() == 0
    assert states(office) == ["failed", "pending"]
    assert errors(office)[0] == "call_never_ended"
    office.deliver(SECOND)
    assert office.posted() == ["behind it"]


def test_a_workspace_whose_token_no_key_opens_waits_and_loses_nothing(office: Office) -> None:
    office.promise("one")
    with office.database.sessions.read() as session:
        [(token,)] = session.execute(text("SELECT bot_token FROM workspace"))
    foreign = Fernet(Fernet.generate_key()).encrypt(b"xoxb-1").decode()
    change(office, "UPDATE workspace SET bot_token = :token", token=foreign)
    for _ in range(MOST_LOST + 1):
        assert office.deliver(timedelta(minutes=1)) == 0
    assert states(office) == ["pending"]
    change(office, "UPDATE workspace SET bot_token = :token", token=token)
    office.deliver(timedelta(minutes=1))
    assert office.posted() == ["one"]


def test_a_lane_whose_head_was_put_off_is_claimed_by_nobody_meanwhile(office: Office) -> None:
    office.promise("unreadable", "behind it")
    encrypt_with_another_key(office, 1)
    office.deliver()
    with office.database.sessions.begin() as session:
        assert find_due_lanes(session, limit=9, now=office.time.now) == []
        (lane_id,) = session.query(OutboxLane.id).one()
        assert claim_lane(session, lane_id=lane_id, lease=LEASE, now=office.time.now) is None


def test_a_month_in_a_wish_is_checked_where_it_is_read() -> None:
    with pytest.raises(ValueError, match=r"."):
        _ = FileWish("own_kudos", None, 0).period
    assert FileWish("own_kudos", None, 202603).period.last == Month(2026, 3)
