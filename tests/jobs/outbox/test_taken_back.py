"""A kudos that is taken back while its messages wait, travel, or stand in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from databases import Database
from jobs.office import LEASE, Office, open_office
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.operate.verify import verify

SECOND = timedelta(seconds=1)
GONE = "A kudos that stood here was taken back."


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office


@pytest.fixture
def seeing_office(database: Database) -> Iterator[Office]:
    """An office whose app may read the channels' history."""
    with open_office(database, scopes="channels:history,im:history,im:read,im:write") as office:
        yield office


def undo(office: Office, kudos_id: int) -> None:
    with office.database.sessions.begin() as session:
        take_back(
            session,
            workspace_id=office.team.workspace_id,
            actor=office.team.view(session, office.team.ana),
            kudos_id=kudos_id,
            now=office.time.now,
        )


def deliver_all(office: Office) -> None:
    while office.deliver(SECOND):
        pass


def stands(office: Office) -> list[str]:
    """What of the app's posts anybody in the channel still sees."""
    seen = office.sandbox.messages(office.support, visible_to=office.ben.slack_user_id)
    return [one.text for one in seen if one.user == office.sandbox.bot_user_id]


def check(office: Office) -> None:
    with office.database.sessions.read() as session:
        found = [
            one for one in verify(session, now=office.time.now) if one.count and not one.is_warning
        ]
    assert found == []


def test_the_announcement_is_deleted_and_the_direct_message_says_so(office: Office) -> None:
    kudos_id = office.give(office.ben, office.grace)
    deliver_all(office)
    assert len(stands(office)) == len(office.told(office.grace)) == 1

    undo(office, kudos_id)
    deliver_all(office)

    assert stands(office) == []
    assert office.told(office.grace) == ["Ana took back a kudos that was here."]
    check(office)


def test_what_was_not_posted_yet_never_is(office: Office) -> None:
    undo(office, office.give(office.ben, office.grace))
    deliver_all(office)
    assert stands(office) == office.told(office.grace) == []
    assert office.seen == []
    check(office)


def test_what_is_being_posted_is_deleted_as_soon_as_it_is(office: Office) -> None:
    """Grace is not in the channel, and hears nothing of it either."""
    kudos_id = office.give(office.ben, office.grace)
    (claimed,) = office.delivery._claim(1)  # its call has begun, and nobody knows how it ends

    undo(office, kudos_id)
    office.delivery._deliver(claimed)

    assert len(stands(office)) == 1
    deliver_all(office)
    assert stands(office) == office.told(office.grace) == []
    check(office)


@pytest.mark.parametrize("kind", ["ratelimited", "server_error", "drop_before"])
def test_what_slack_did_not_take_at_first_is_not_tried_again(office: Office, kind: str) -> None:
    kudos_id = office.give(office.ben)
    office.sandbox.fault("chat.postMessage", kind)
    office.deliver()
    undo(office, kudos_id)
    office.deliver(timedelta(minutes=10))
    deliver_all(office)
    assert stands(office) == []
    check(office)


def test_a_post_of_which_nobody_knows_is_looked_for_and_deleted(seeing_office: Office) -> None:
    office = seeing_office
    kudos_id = office.give(office.ben)
    office.sandbox.fault("chat.postMessage", "drop_after")
    office.deliver()
    assert len(stands(office)) == 1

    undo(office, kudos_id)
    office.deliver(timedelta(minutes=10))
    deliver_all(office)

    assert stands(office) == []
    check(office)


def test_a_process_that_died_in_its_call_posts_nothing_later(office: Office) -> None:
    kudos_id = office.give(office.ben)
    office.claim_and_die()
    undo(office, kudos_id)
    office.deliver(LEASE + SECOND)
    deliver_all(office)
    assert stands(office) == []
    check(office)


def test_where_nobody_can_know_whether_it_was_posted_the_giver_is_asked_to_look(
    office: Office,
) -> None:
    kudos_id = office.give(office.ben)
    office.sandbox.fault("chat.postMessage", "drop_after")
    office.deliver()
    undo(office, kudos_id)
    office.deliver(timedelta(minutes=10))
    deliver_all(office)
    (told,) = office.told(office.team.ana)
    assert f"as I was posting it in <#{office.support}>" in told
    check(office)


@pytest.mark.parametrize("error", ["cant_delete_message", "compliance_exports_prevent_deletion"])
def test_where_slack_deletes_nothing_other_words_take_its_place(office: Office, error: str) -> None:
    kudos_id = office.give(office.ben)
    deliver_all(office)
    office.sandbox.fault("chat.delete", error)
    undo(office, kudos_id)
    deliver_all(office)
    assert stands(office) == [GONE]
    check(office)


def test_what_somebody_deleted_in_slack_already_is_no_trouble(office: Office) -> None:
    kudos_id = office.give(office.ben)
    deliver_all(office)
    office.sandbox.fault("chat.delete", "message_not_found")
    undo(office, kudos_id)
    deliver_all(office)
    assert office.states() == ["sent", "cancelled"]
    check(office)


def test_a_refused_announcement_of_what_was_taken_back_troubles_nobody(office: Office) -> None:
    kudos_id = office.give(office.ben)
    office.sandbox.fault("chat.postMessage", "timeout_before", seconds=1)
    office.sandbox.fault("chat.postMessage", "is_archived")
    office.deliver()
    undo(office, kudos_id)
    office.deliver(timedelta(minutes=10))
    deliver_all(office)
    assert stands(office) == office.told(office.ben) == office.told(office.team.ana) == []
    check(office)
