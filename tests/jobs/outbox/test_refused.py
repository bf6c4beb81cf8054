"""What Slack refuses for good: nobody counts as asked, and whoever counts on it hears the truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from databases import Database
from db import Kudos, OutboxMessage, ReflectionPrompt
from factories import make_schedule
from jobs.office import Office, open_office
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.jobs.reflection_prompts import record_due
from slackapp.services.kudos.consent import answer_announcement
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.operate.verify import verify
from slackapp.services.reflection.prompts import ask_again
from slackapp.services.reflection.wishes import ask_now
from slackapp.services.workspace.people import find_people, set_announce_choice

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
#: A Friday, three in the afternoon in Berlin.
FRIDAY = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
REFUSALS = ["user_not_found", "is_archived", "restricted_action", "invalid_blocks"]


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office


def deliver_all(office: Office) -> None:
    while office.deliver():
        office.time.pass_by(SECOND)


def run_round(office: Office, after: timedelta = timedelta(0)) -> None:
    office.time.pass_by(after)
    record_due(office.database.sessions, office.time.now)
    with office.database.sessions.begin() as session:
        ask_again(session, limit=100, now=office.time.now)
    deliver_all(office)


def prompts(office: Office) -> list[ReflectionPrompt]:
    with office.database.sessions.read() as session:
        return list(session.scalars(select(ReflectionPrompt).order_by(ReflectionPrompt.id)))


def broken(office: Office) -> list[str]:
    with office.database.sessions.read() as session:
        return [one.name for one in verify(session, now=office.time.now) if one.is_broken]


@pytest.fixture
def friday(office: Office) -> Office:
    """Ben is due now."""
    with office.database.sessions.begin() as session:
        make_schedule(session, person=office.ben, next_due_at=FRIDAY, tz="Europe/Berlin")
    office.time.now = FRIDAY
    return office


# Weekly questions


@pytest.mark.parametrize("error", REFUSALS)
def test_a_question_that_slack_refused_was_not_asked_and_is_not_reminded_of(
    friday: Office, error: str
) -> None:
    friday.sandbox.fault("chat.postMessage", error)
    run_round(friday)
    (prompt,) = prompts(friday)
    assert (prompt.state, prompt.asked_at, prompt.again, prompt.again_at) == (
        "refused",
        None,
        None,
        None,
    )
    for _ in range(5):
        run_round(friday, DAY)
    assert friday.told(friday.ben) == []
    assert broken(friday) == []


def test_the_week_after_a_refused_question_is_asked_as_ever(friday: Office) -> None:
    friday.sandbox.fault("chat.postMessage", "restricted_action")
    run_round(friday)
    run_round(friday, timedelta(weeks=1))
    assert [one.state for one in prompts(friday)] == ["refused", "asked"]
    assert len(friday.told(friday.ben)) == 1


def test_a_question_that_is_sent_after_all_was_asked_then(friday: Office) -> None:
    friday.sandbox.fault("chat.postMessage", "restricted_action")
    run_round(friday)
    with friday.database.sessions.begin() as session:
        retry_failed(session, message_ids=(), now=friday.time.now)
    deliver_all(friday)
    (prompt,) = prompts(friday)
    assert (prompt.state, prompt.again) == ("asked", "reminder")
    assert prompt.asked_at is not None
    assert len(friday.told(friday.ben)) == 1


def read_state(session: Session, friday: Office) -> str:
    """How Ben's question stands."""
    mine = select(ReflectionPrompt.state).where(ReflectionPrompt.person_id == friday.ben.id)
    return session.scalars(mine).one()


def test_whoever_was_not_asked_may_be_asked_now(friday: Office) -> None:
    friday.sandbox.fault("chat.postMessage", "restricted_action")
    run_round(friday)
    with friday.database.sessions.begin() as session:
        assert read_state(session, friday) == "refused"
        assert ask_now(session, person_id=friday.ben.id, now=friday.time.now)
    deliver_all(friday)
    with friday.database.sessions.begin() as session:
        assert read_state(session, friday) == "asked"
        assert not ask_now(session, person_id=friday.ben.id, now=friday.time.now)
        assert retry_failed(session, message_ids=(), now=friday.time.now) == 0
    deliver_all(friday)
    assert len(friday.told(friday.ben)) == 1
    assert broken(friday) == []


def test_a_reminder_that_slack_refused_leaves_the_question_asked(friday: Office) -> None:
    run_round(friday)
    friday.sandbox.fault("chat.postMessage", "restricted_action")
    for _ in range(20):
        run_round(friday, DAY / 4)
    prompt = prompts(friday)[0]
    assert (prompt.state, prompt.was_reminded, prompt.again) == ("asked", True, None)


def test_a_question_keeps_what_it_asks_while_it_is_tried_again(friday: Office) -> None:
    friday.sandbox.fault("chat.postMessage", "service_unavailable", times=3)
    run_round(friday)
    first = [one.behaviour_key for one in prompts(friday)]
    assert first[0] is not None
    for _ in range(4):
        run_round(friday, timedelta(minutes=1))
    assert [(one.state, one.behaviour_key) for one in prompts(friday)] == [("asked", first[0])]


# Announcements


def set_choice(office: Office, choice: str) -> None:
    with office.database.sessions.begin() as session:
        set_announce_choice(session, person_id=office.ben.id, choice=AnnounceChoice(choice))


def announcement_of(office: Office, kudos_id: int) -> str:
    with office.database.sessions.read() as session:
        return session.scalars(select(Kudos.announcement).where(Kudos.id == kudos_id)).one()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("is_archived", "the channel is archived."),
        ("not_in_channel", "I am not in that channel any more."),
        ("channel_not_found", "I am not in that channel any more."),
        ("restricted_action", "only some people may post there."),
        ("invalid_blocks", "Slack did not take it (invalid_blocks)."),
    ],
)
def test_giver_and_recipient_hear_that_an_announcement_was_refused(
    office: Office, error: str, why: str
) -> None:
    office.sandbox.fault("chat.postMessage", error, channel=office.support)
    kudos_id = office.give(office.ben)
    deliver_all(office)
    (told,) = office.told(office.ben)
    assert "For everyone in" not in told
    assert "but it could not be posted there." in told
    (giver,) = office.told(office.team.ana)
    assert why in giver
    assert "I have told" in giver
    assert announcement_of(office, kudos_id) == "refused"
    assert broken(office) == []


def test_all_is_put_right_when_an_announcement_is_posted_after_all(office: Office) -> None:
    office.sandbox.fault("chat.postMessage", "is_archived", channel=office.support)
    kudos_id = office.give(office.ben)
    deliver_all(office)
    with office.database.sessions.begin() as session:
        assert retry_failed(session, message_ids=(), now=office.time.now) == 1
    deliver_all(office)
    (told,) = office.told(office.ben)
    assert told.endswith(f"For everyone in <#{office.support}> to read.")
    assert announcement_of(office, kudos_id) == "channel"
    assert office.posted()[0].startswith("*Ana* thanked *Ben*")
    assert broken(office) == []


def test_whoever_agreed_to_be_announced_hears_that_it_could_not_be_done(office: Office) -> None:
    set_choice(office, "ask")
    kudos_id = office.give(office.ben)
    deliver_all(office)
    office.sandbox.fault("chat.postMessage", "is_archived", channel=office.support)
    with office.database.sessions.begin() as session:
        found = find_people(
            session,
            workspace_id=office.team.workspace_id,
            slack_user_ids=[office.ben.slack_user_id],
        )
        answer_announcement(
            session,
            workspace_id=office.team.workspace_id,
            recipient=found[office.ben.slack_user_id],
            kudos_id=kudos_id,
            allow=True,
            request_key="tap",
            now=office.time.now,
        )
    deliver_all(office)
    (told,) = office.told(office.ben)
    assert told.endswith("but it could not be posted there.")
    assert len(office.told(office.team.ana)) == 1


def test_whoever_is_only_told_directly_is_not_told_of_a_refusal(office: Office) -> None:
    set_choice(office, "me")
    office.sandbox.fault("chat.postMessage", "is_archived", channel=office.support)
    office.give(office.ben, office.grace)
    deliver_all(office)
    (told,) = office.told(office.ben)
    assert "could not be posted" not in told
    assert len(office.told(office.grace)) == 1


def test_a_refused_word_to_the_giver_makes_no_further_one(office: Office) -> None:
    office.sandbox.fault("chat.postMessage", "is_archived", times=50)
    office.give(office.ben)
    deliver_all(office)
    with office.database.sessions.read() as session:
        found = session.scalars(select(OutboxMessage.state)).all()
    assert found == ["failed"] * 3
