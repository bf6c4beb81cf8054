"""A kudos given where Slack has not said what the channel is: found out when it is delivered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from databases import Database
from db import Kudos, OutboxMessage
from jobs.office import LEASE, Office, open_office
from slackapp.delivery.rate_limits import PACES, Pace
from slackapp.domain.kudos.audience import unproven_place
from slackapp.failpoints import arm, disarm_all
from slackapp.services.kudos.decisions import HOLD_FOR, release_overdue
from slackapp.services.kudos.history import list_own_kudos
from slackapp.services.operate.verify import verify
from slackapp.services.workspace.people import find_people

SECOND = timedelta(seconds=1)
INFO = "conversations.info"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office
    disarm_all()


def give(office: Office, channel: str) -> int:
    with office.database.sessions.begin() as session:
        receipt = office.team.give(
            session,
            office.ben,
            place=unproven_place(channel),
            message="for the calm answer",
            at=office.time.now,
        )
    return receipt.kudos.kudos_id


def deliver_all(office: Office) -> None:
    while office.deliver():
        office.time.pass_by(SECOND)


def state(office: Office, kudos_id: int) -> tuple[str, str, bool]:
    with office.database.sessions.read() as session:
        row = session.get_one(Kudos, kudos_id)
        return row.announcement, row.visibility, row.awaits_place


def broken(office: Office) -> list[str]:
    with office.database.sessions.read() as session:
        return [one.name for one in verify(session, now=office.time.now) if one.is_broken]


def test_it_is_announced_where_slack_says_that_the_app_is(office: Office) -> None:
    kudos_id = give(office, office.support)
    assert state(office, kudos_id) == ("held", "channel", True)
    assert broken(office) == []
    deliver_all(office)
    assert state(office, kudos_id) == ("channel", "public", False)
    assert office.posted()[0].startswith(f"*Ana* thanked <@{office.ben.slack_user_id}>")
    assert office.told(office.ben) == office.told(office.team.ana) == []
    assert broken(office) == []


@pytest.mark.parametrize(("name", "visibility"), [("wins", "public"), ("war-room", "channel")])
def test_it_is_held_and_its_giver_asked_where_slack_says_that_the_app_is_not(
    office: Office, name: str, visibility: str
) -> None:
    channel = office.sandbox.channel(name)
    kudos_id = give(office, channel)
    deliver_all(office)
    assert state(office, kudos_id) == ("held", visibility, False)
    assert office.posted(channel) == office.told(office.ben) == []
    (question,) = office.told(office.team.ana)
    assert f"I am not in <#{channel}>." in question
    assert "Choose where it goes." in question
    assert broken(office) == []


@pytest.mark.parametrize(
    "kind",
    [
        *("server_error", "drop_before", "ratelimited", "internal_error", "page_407"),
        *("request_timeout", "token_revoked", "org_login_required"),
    ],
)
def test_while_slack_does_not_say_nobody_is_told_anything(office: Office, kind: str) -> None:
    office.sandbox.fault(INFO, kind)
    kudos_id = give(office, office.support)
    office.deliver()
    assert state(office, kudos_id) == ("held", "channel", True)
    for person in (office.ben, office.team.ana):
        assert office.told(person) == []
    assert office.posted() == []


def test_it_waits_for_slack_and_not_for_its_giver(office: Office) -> None:
    office.sandbox.fault(INFO, "server_error", times=1_000)
    kudos_id = give(office, office.sandbox.channel("wins"))
    for _ in range(3):
        office.deliver(timedelta(days=1))
        with office.database.sessions.begin() as session:
            assert release_overdue(session, limit=10, now=office.time.now) == 0
    office.sandbox.clear_faults()
    office.time.pass_by(timedelta(minutes=6))
    deliver_all(office)
    assert len(office.told(office.team.ana)) == 1
    # From now on it is the giver's word that counts, for a whole day.
    with office.database.sessions.begin() as session:
        assert release_overdue(session, limit=10, now=office.time.now + HOLD_FOR / 2) == 0
        assert release_overdue(session, limit=10, now=office.time.now + HOLD_FOR) == 1
    office.time.pass_by(HOLD_FOR)
    deliver_all(office)
    assert state(office, kudos_id) == ("none", "private", False)
    assert len(office.told(office.ben)) == 1


def test_where_slack_will_not_say_the_post_itself_shows_whether_it_may_be_made(
    office: Office,
) -> None:
    office.sandbox.fault(INFO, "missing_scope", times=2)
    there = give(office, office.support)
    elsewhere = give(office, office.sandbox.channel("wins"))
    deliver_all(office)
    # What kind of channel it is was not said, so that digests elsewhere do not tell of it.
    assert state(office, there) == ("channel", "channel", False)
    assert len(office.posted()) == 1
    assert state(office, elsewhere) == ("refused", "channel", False)
    (giver,) = office.told(office.team.ana)
    assert "I am not in that channel any more" in giver


def test_unknown_channels_take_their_turns_and_lose_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACES, INFO, Pace(timedelta(seconds=5), burst=1))
    rooms = [office.sandbox.add_channel(f"room-{n}", members=["ana", "ben"]) for n in range(4)]
    for room in rooms:
        give(office, room)
    for _ in range(40):
        office.deliver(SECOND)
    assert [len(office.posted(room)) for room in rooms] == [1] * 4
    assert office.told(office.team.ana) == []
    assert office.sandbox.violations == 0


@pytest.mark.parametrize(
    "place", ["claim_after_commit", "call_before_record", "record_before_commit"]
)
@pytest.mark.parametrize("channel", ["support", "wins"])
def test_a_death_on_the_way_loses_nothing_and_tells_nobody_twice(
    office: Office, place: str, channel: str
) -> None:
    class Death(BaseException):
        pass

    def die() -> None:
        disarm_all()
        raise Death

    kudos_id = give(office, office.sandbox.channel(channel))
    arm(place, die)
    with pytest.raises(Death):
        office.deliver()
    office.time.pass_by(LEASE)
    deliver_all(office)
    is_there = channel == "support"
    assert state(office, kudos_id) == ("channel" if is_there else "held", "public", False)
    assert len(office.posted()) == is_there
    assert len(office.told(office.team.ana)) == (not is_there)
    assert broken(office) == []


def test_while_it_is_not_known_its_recipient_reads_nothing_of_it(office: Office) -> None:
    give(office, office.support)
    with office.database.sessions.read() as session:
        found = find_people(
            session,
            workspace_id=office.team.workspace_id,
            slack_user_ids=[office.ben.slack_user_id],
        )
        assert (
            list_own_kudos(
                session,
                workspace_id=office.team.workspace_id,
                person=found[office.ben.slack_user_id],
                limit=10,
            )
            == []
        )


def test_the_question_to_slack_is_no_post(office: Office) -> None:
    give(office, office.support)
    deliver_all(office)
    with office.database.sessions.read() as session:
        kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["place", "post"]
    assert len(office.sandbox.calls(INFO)) == 1
