"""Emptying the outbox into a Slack that misbehaves: nothing lost, nothing out of order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from databases import Database
from db import OutboxLane, OutboxMessage
from jobs.office import LEASE, Office, open_office
from slackapp.services.kudos.announcements import enqueue_updates
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.workspace.channels import FRESH_FOR

SECOND = timedelta(seconds=1)
HISTORY = "channels:history,im:history,im:read,im:write"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office


@pytest.fixture
def seeing_office(database: Database) -> Iterator[Office]:
    """An office whose app may read the channels' history."""
    with open_office(database, scopes=HISTORY) as office:
        yield office


# One notification for each recipient


def test_a_member_of_the_channel_is_mentioned_there_and_told_nowhere_else(
    office: Office,
) -> None:
    office.give(office.ben)
    assert [office.deliver(), office.deliver(SECOND)] == [1, 0]
    (text,) = office.posted()
    assert text.startswith(f"*Ana* thanked <@{office.ben.slack_user_id}>: for the calm answer")
    assert office.told(office.ben) == []
    assert office.states() == ["sent"]
    assert office.seen == [("post", "sent")]


def test_whoever_is_not_in_the_channel_is_told_directly_as_well(office: Office) -> None:
    office.give(office.ben, office.grace)
    assert [office.deliver(), office.deliver()] == [1, 1]
    assert len(office.posted()) == 1
    (text,) = office.told(office.grace)
    assert f"For everyone in <#{office.support}> to read." in text
    assert office.told(office.ben) == []


def test_members_are_read_once_in_ten_minutes(office: Office) -> None:
    for wait in (timedelta(0), SECOND, FRESH_FOR):
        office.time.pass_by(wait)
        office.give(office.ben)
        office.deliver()
        reads = office.sandbox.calls("conversations.members")
    assert len(reads) == 2
    assert len(office.posted()) == 3


def test_where_members_cannot_be_read_everybody_is_told_directly_as_well(
    office: Office,
) -> None:
    office.sandbox.fault("conversations.members", "missing_scope")
    office.give(office.ben)
    office.deliver()
    office.deliver()
    assert len(office.posted()) == len(office.told(office.ben)) == 1


def test_what_cannot_be_announced_is_told_to_those_whom_it_thanks(office: Office) -> None:
    office.sandbox.archive(office.support)
    office.give(office.ben, office.grace)
    office.deliver()
    assert office.deliver() == 3
    assert office.states() == ["failed", "sent", "sent", "sent"]
    for recipient in (office.ben, office.grace):
        (text,) = office.told(recipient)
        assert text.endswith(
            f"\nIt was for everyone in <#{office.support}> to read, but it could not be posted "
            "there."
        )


def test_the_giver_of_what_cannot_be_announced_is_told_why_and_what_can_be_done(
    office: Office,
) -> None:
    office.sandbox.archive(office.support)
    office.give(office.ben)
    office.deliver()
    office.deliver()
    (text,) = office.told(office.team.ana)
    assert text.startswith(f"Your kudos to <@{office.ben.slack_user_id}> for *")
    assert f"could not be posted in <#{office.support}>: the channel is archived." in text
    assert "Once that is sorted out, I can try again." in text


@pytest.mark.parametrize("kind", ["server_error", "drop_before", "internal_error"])
def test_nothing_is_posted_before_the_members_are_known(office: Office, kind: str) -> None:
    office.sandbox.fault("conversations.members", kind)
    office.give(office.ben)
    office.deliver()
    assert office.sandbox.calls("chat.postMessage") == []
    assert office.deliver(SECOND) == 1
    assert len(office.posted()) == 1


def test_a_read_that_comes_too_soon_waits_as_slack_says(office: Office) -> None:
    office.sandbox.fault("conversations.members", "ratelimited", retry_after=30)
    office.give(office.ben)
    office.deliver()
    assert office.deliver(timedelta(seconds=29)) == 0
    assert office.states() == ["pending"]


# Order and pace


def test_a_channel_hears_everything_in_order_and_once_a_second(office: Office) -> None:
    office.promise("one", "two", "three")
    calls = [office.deliver(wait) for wait in (timedelta(0), SECOND / 2, SECOND / 2, SECOND)]
    assert calls == [1, 0, 1, 1]
    assert office.posted() == ["one", "two", "three"]


def test_a_channel_in_trouble_does_not_hold_up_another(office: Office) -> None:
    general = office.sandbox.channel("general")
    office.sandbox.fault("chat.postMessage", "server_error", channel=office.support)
    office.promise("one", "two")
    office.promise("elsewhere", channel=general)
    assert office.deliver() == 2
    assert (office.posted(), office.posted(general)) == ([], ["elsewhere"])
    office.deliver(SECOND)
    office.deliver(SECOND)
    assert office.posted() == ["one", "two"]


def test_a_burst_goes_at_once_and_the_rest_by_the_workspaces_pace(office: Office) -> None:
    channels = [office.sandbox.add_channel(f"team-{number}") for number in range(14)]
    for channel in channels:
        office.promise("hello", channel=channel)
    assert [office.deliver(), office.deliver()] == [8, 2]
    assert office.deliver() == 0
    sent = 10
    while sent < len(channels):
        sent += (calls := office.deliver(SECOND / 4))
        assert calls <= 2
    assert [office.posted(channel) for channel in channels] == [["hello"]] * 14


def test_slacks_word_to_wait_holds_up_every_post_of_the_workspace(office: Office) -> None:
    office.sandbox.fault("chat.postMessage", "ratelimited", retry_after=30)
    office.promise("one")
    office.deliver()
    office.promise("elsewhere", channel=office.sandbox.channel("general"))
    assert office.deliver(timedelta(seconds=29)) == 0
    assert len(office.sandbox.calls("chat.postMessage")) == 1
    assert office.states() == ["pending", "pending"]


# Updates


def change(office: Office, kudos_id: int, key: str) -> None:
    with office.database.sessions.begin() as session:
        kudos = get_kudos(session, workspace_id=office.team.workspace_id, kudos_id=kudos_id)
        enqueue_updates(
            session,
            workspace_id=office.team.workspace_id,
            kudos=kudos,
            request_key=key,
            now=office.time.now,
        )


def test_an_update_changes_the_post_and_needs_no_second_of_its_own(office: Office) -> None:
    kudos_id = office.give(office.ben)
    change(office, kudos_id, "first")
    office.deliver()
    assert office.deliver(SECOND) == 1
    change(office, kudos_id, "second")
    assert office.deliver() == 1
    (message,) = (
        one
        for one in office.sandbox.messages(office.support)
        if one.user == office.sandbox.bot_user_id
    )
    assert message.changed
    assert office.states() == ["sent", "sent", "sent"]


def test_changes_that_come_while_one_is_sent_are_one_a_second_later(office: Office) -> None:
    kudos_id = office.give(office.ben)
    office.deliver()
    change(office, kudos_id, "first")
    office.time.pass_by(SECOND)
    (claimed,) = office.delivery._claim(1)
    change(office, kudos_id, "second")
    change(office, kudos_id, "third")
    office.delivery._deliver(claimed)
    assert [office.deliver(), office.deliver(SECOND), office.deliver(SECOND)] == [0, 1, 0]
    assert office.states() == ["sent"] * 3


def test_an_update_of_what_was_never_posted_is_needless(office: Office) -> None:
    kudos_id = office.give(office.ben)
    change(office, kudos_id, "first")
    office.sandbox.fault("chat.postMessage", "is_archived", channel=office.support)
    for _ in range(3):
        office.deliver(SECOND)
    by_kind = {(one.lane, one.kind): one.state for one in office.promises()}
    assert by_kind[office.support, "post"] == "failed"
    assert by_kind[office.support, "update"] == "cancelled"


def test_an_update_of_what_somebody_deleted_in_slack_is_no_failure(office: Office) -> None:
    kudos_id = office.give(office.ben)
    for _ in range(3):
        office.deliver(SECOND)
    office.sandbox.fault("chat.update", "message_not_found")
    change(office, kudos_id, "first")
    for _ in range(3):
        office.deliver(SECOND)
    assert office.states() == ["sent", "cancelled"]


# When nobody knows whether it was posted


@pytest.mark.parametrize("kind", ["server_error", "drop_before", "internal_error"])
def test_what_was_not_posted_is_posted_once(seeing_office: Office, kind: str) -> None:
    seeing_office.sandbox.fault("chat.postMessage", kind)
    seeing_office.promise("one")
    seeing_office.deliver()
    assert seeing_office.states() == ["pending"]
    seeing_office.deliver(SECOND)
    assert seeing_office.posted() == ["one"]
    assert seeing_office.seen == [("post", "unknown"), ("post", "sent")]


@pytest.mark.parametrize("to", ["channel", "person"])
def test_what_was_posted_without_an_answer_is_found_and_not_posted_again(
    seeing_office: Office, to: str
) -> None:
    channel = seeing_office.ben.slack_user_id if to == "person" else seeing_office.support
    seeing_office.sandbox.fault("chat.postMessage", "drop_after")
    seeing_office.promise("one", channel=channel)
    seeing_office.deliver()
    seeing_office.deliver(SECOND)
    where = channel if to == "channel" else seeing_office.sandbox.im(channel)
    assert seeing_office.posted(where) == ["one"]
    assert seeing_office.states() == ["sent"]
    with seeing_office.database.sessions.read() as session:
        message = session.scalars(select(OutboxMessage)).one()
    assert message.slack_ts == seeing_office.sandbox.messages(where)[-1].ts
    assert message.slack_posted_channel_id == where


def test_nothing_is_posted_again_before_the_history_could_be_read(
    seeing_office: Office,
) -> None:
    seeing_office.sandbox.fault("chat.postMessage", "drop_after")
    seeing_office.sandbox.fault("conversations.history", "server_error", times=2)
    seeing_office.promise("one")
    for wait in (0, 1, 2, 4):
        seeing_office.deliver(timedelta(seconds=wait))
    assert seeing_office.posted() == ["one"]
    assert seeing_office.states() == ["sent"]
    assert len(seeing_office.sandbox.calls("conversations.history")) == 3


def test_without_the_history_a_message_comes_twice_rather_than_never(office: Office) -> None:
    office.sandbox.fault("chat.postMessage", "drop_after")
    office.promise("one")
    office.deliver()
    office.deliver(SECOND)
    assert office.posted() == ["one", "one"]
    assert office.sandbox.calls("conversations.history") == []


def test_where_the_history_is_refused_a_message_comes_twice_rather_than_never(
    seeing_office: Office,
) -> None:
    seeing_office.sandbox.fault("chat.postMessage", "drop_after")
    seeing_office.sandbox.fault("conversations.history", "missing_scope")
    seeing_office.promise("one")
    seeing_office.deliver()
    seeing_office.deliver(SECOND)
    assert seeing_office.posted() == ["one", "one"]


def test_what_a_process_left_behind_that_died_is_sent_when_its_lease_ends(
    seeing_office: Office,
) -> None:
    seeing_office.promise("one")
    seeing_office.claim_and_die()
    assert seeing_office.deliver(LEASE - SECOND) == 0
    assert seeing_office.deliver(SECOND) == 1
    assert seeing_office.posted() == ["one"]


def test_whoever_lost_the_lease_in_the_middle_of_a_call_records_nothing(
    office: Office,
) -> None:
    office.promise("one")
    office.sandbox.fault("chat.postMessage", "timeout_before", seconds=0.5)
    slow = threading.Thread(target=office.deliver)
    with structlog.testing.capture_logs() as logs:
        slow.start()
        office.sandbox.wait_for(lambda: office.sandbox.calls("chat.postMessage"))
        office.time.pass_by(LEASE)
        office.claim_and_die()
        slow.join()
    assert [one["event"] for one in logs] == ["delivery_lease_lost"]
    assert office.states() == ["pending"]
    with office.database.sessions.read() as session:
        assert session.scalars(select(OutboxMessage.error)).all() == [None]
        assert session.scalars(select(OutboxLane.lease_token)).all() == [2]
