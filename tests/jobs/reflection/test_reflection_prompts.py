"""The weekly round: who is asked, when, what, and how often, with a Slack that takes the posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select, update

from databases import Database
from db import (
    OutboxLane,
    OutboxMessage,
    Person,
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
)
from factories import make_kudos, make_person, make_schedule
from jobs.office import Office, open_office
from slackapp.jobs.reflection_prompts import Round, record_due
from slackapp.services.reflection.claim import LATEST
from slackapp.services.reflection.prompts import ask_again

SECOND = timedelta(seconds=1)
#: A Friday, three in the afternoon in Berlin.
FRIDAY = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        with database.sessions.begin() as session:
            make_schedule(session, person=office.ben, next_due_at=FRIDAY, tz="Europe/Berlin")
        office.time.now = FRIDAY
        yield office


def ask(office: Office, after: timedelta = timedelta(0)) -> Round:
    """Let time pass, then record who is due, ask again, and deliver until nothing is due."""
    office.time.pass_by(after)
    done = record_due(office.database.sessions, office.time.now)
    with office.database.sessions.begin() as session:
        ask_again(session, limit=100, now=office.time.now)
    while office.deliver():
        office.time.pass_by(SECOND)
    return done


def prompts(office: Office) -> list[ReflectionPrompt]:
    with office.database.sessions.read() as session:
        return list(session.scalars(select(ReflectionPrompt).order_by(ReflectionPrompt.id)))


def change(office: Office, person: Person, **columns: object) -> None:
    with office.database.sessions.begin() as session:
        session.execute(
            update(ReflectionSchedule)
            .where(ReflectionSchedule.person_id == person.id)
            .values(**columns)
        )


def test_whoever_is_due_gets_one_question_by_direct_message(office: Office) -> None:
    assert ask(office) == Round(promised=1, missed=0)
    (text,) = office.told(office.ben)
    assert "Your reflection: Emotional Awareness" in text
    assert "In the past week, how often did you" in text
    assert "I ask about this because everything else builds on it." in text
    (prompt,) = prompts(office)
    assert (prompt.state, prompt.iso_week) == ("asked", 202611)
    assert prompt.asked_at == FRIDAY


def test_nobody_is_asked_twice_in_a_week(office: Office) -> None:
    ask(office)
    change(office, office.ben, next_due_at=FRIDAY + SECOND)
    ask(office, timedelta(hours=1))
    assert len(office.told(office.ben)) == len(prompts(office)) == 1


def test_the_next_week_asks_about_something_else(office: Office) -> None:
    for _ in range(3):
        ask(office)
        office.time.now = office.time.now.replace(minute=0, second=0) + WEEK
    asked = [prompt.competency_key for prompt in prompts(office)]
    assert len(set(asked)) == 3
    assert [prompt.iso_week for prompt in prompts(office)] == [202611, 202612, 202613]


def test_a_kudos_of_the_week_is_what_the_question_follows(office: Office) -> None:
    asked_clusters = {
        "self_awareness": "emotional_awareness",
        "self_regulation": "self_control",
        "self_motivation": "optimism",
        "social_awareness": "empathy",
        "social_skills": "communication",
    }
    with office.database.sessions.begin() as session:
        for number, competency in enumerate(asked_clusters.values()):
            session.add(
                ReflectionPrompt(
                    workspace_id=office.ben.workspace_id,
                    person_id=office.ben.id,
                    iso_week=202601 + number,
                    due_at=FRIDAY,
                    recorded_at=FRIDAY,
                    state="asked",
                    framework_key="ecf",
                    competency_key=competency,
                    behaviour_key="any",
                    asked_at=FRIDAY - timedelta(weeks=1),
                )
            )
        make_kudos(
            session,
            giver=office.team.ana,
            recipients=[office.ben],
            competencies=["trustworthiness"],
            given_at=FRIDAY - timedelta(days=3),
        )
    ask(office)
    (text,) = office.told(office.ben)
    assert "because Ana thanked you for Trustworthiness on Tuesday" in text


def test_a_question_less_than_a_day_late_still_goes_out_in_the_morning(office: Office) -> None:
    late = timedelta(hours=10)  # one in the night in Berlin
    assert ask(office, late) == Round(promised=1, missed=0)
    assert office.told(office.ben) == []
    ask(office, timedelta(hours=6))
    assert office.told(office.ben) == []
    ask(office, timedelta(hours=1, minutes=1))
    assert len(office.told(office.ben)) == 1
    (prompt,) = prompts(office)
    assert prompt.asked_at is not None
    assert prompt.asked_at >= FRIDAY.replace(hour=7) + timedelta(days=1)


def test_a_question_that_waits_for_the_morning_holds_nothing_else_up(office: Office) -> None:
    night = FRIDAY + timedelta(hours=10)
    office.time.now = night
    ask(office)
    for number in range(14):  # more than may go at once, so that some must wait for their turn
        channel = office.sandbox.add_channel(f"room-{number}", "public", ["ana"])
        office.promise("hello", channel=channel)
    for _ in range(20):
        while office.deliver():
            pass
        office.time.pass_by(SECOND)
    for number in range(14):
        assert office.posted(office.sandbox.channel(f"room-{number}")) == ["hello"]
    assert office.told(office.ben) == []


def test_those_who_slept_are_spread_over_the_morning(office: Office) -> None:
    with office.database.sessions.begin() as session:
        for number in range(30):
            who = office.sandbox.add_person(f"sleeper{number}")
            person = make_person(session, workspace=office.team.row, slack_user_id=who)
            make_schedule(session, person=person, next_due_at=FRIDAY)
    office.time.now = FRIDAY + timedelta(hours=10)
    for _ in range(40):
        ask(office, SECOND)
    with office.database.sessions.read() as session:
        lanes = select(OutboxLane.due_at).where(OutboxLane.slack_channel_id.startswith("prompt:"))
        due = sorted(moment for moment in session.scalars(lanes) if moment is not None)
    assert len(set(due)) == len(due) == 31
    morning = FRIDAY.replace(hour=7) + timedelta(days=1)
    assert morning <= due[0] < due[-1] <= morning + timedelta(hours=1)


def test_a_question_a_day_late_is_missed_and_counted_and_the_next_one_comes(
    office: Office,
) -> None:
    assert ask(office, LATEST) == Round(promised=0, missed=1)
    assert office.told(office.ben) == []
    office.time.now = FRIDAY + WEEK
    assert ask(office) == Round(promised=1, missed=0)
    assert [prompt.state for prompt in prompts(office)] == ["missed", "asked"]


def test_after_weeks_of_standstill_one_question_comes_and_the_others_are_missed(
    office: Office,
) -> None:
    assert ask(office, 3 * WEEK) == Round(promised=1, missed=3)
    assert len(office.told(office.ben)) == 1


def test_what_is_switched_off_between_promise_and_delivery_is_not_asked(office: Office) -> None:
    record_due(office.database.sessions, office.time.now)
    change(office, office.ben, is_off=True)
    ask(office)
    assert office.told(office.ben) == []
    assert [prompt.state for prompt in prompts(office)] == ["missed"]
    assert office.states() == ["cancelled"]


def test_the_kill_switch_stops_everything_and_asks_again_when_it_is_back(office: Office) -> None:
    switch(office, is_on=False)
    assert ask(office) == Round(promised=0, missed=0)
    switch(office, is_on=True)
    assert ask(office, timedelta(hours=1)) == Round(promised=1, missed=0)
    assert len(office.told(office.ben)) == 1


def switch(office: Office, **columns: object) -> None:
    with office.database.sessions.begin() as session:
        session.execute(update(ReflectionPolicy).values(**columns))


def test_the_daily_cap_holds_for_the_whole_workspace(office: Office) -> None:
    switch(office, daily_cap=2)
    with office.database.sessions.begin() as session:
        for _ in range(4):
            person = make_person(session, workspace=office.team.row)
            make_schedule(session, person=person, next_due_at=FRIDAY)
    assert record_due(office.database.sessions, FRIDAY) == Round(promised=2, missed=0)
    assert record_due(office.database.sessions, FRIDAY + SECOND) == Round(promised=0, missed=0)
    next_day = FRIDAY + timedelta(hours=12)
    assert record_due(office.database.sessions, next_day) == Round(promised=2, missed=0)
    assert record_due(office.database.sessions, FRIDAY + LATEST) == Round(promised=0, missed=1)


def test_many_prompts_are_spread_so_that_kudos_get_through(office: Office) -> None:
    with office.database.sessions.begin() as session:
        for _ in range(100):
            person = make_person(session, workspace=office.team.row)
            make_schedule(session, person=person, next_due_at=FRIDAY)
    assert record_due(office.database.sessions, FRIDAY) == Round(promised=101, missed=0)
    with office.database.sessions.read() as session:
        lanes = sorted(session.scalars(select(OutboxLane.due_at)))
    gaps = {later - earlier for earlier, later in pairwise(lanes)}
    assert lanes[0] == FRIDAY
    assert gaps == {timedelta(seconds=0.3)}


def test_one_reminder_comes_on_the_working_day_after_two_days_and_never_another(
    office: Office,
) -> None:
    ask(office)
    for _ in range(2):
        # Saturday and Sunday.
        ask(office, timedelta(days=1))
        assert len(office.told(office.ben)) == 1
    ask(office, timedelta(days=1))
    _, reminder = office.told(office.ben)
    assert reminder.startswith("A reminder of your reflection")
    for _ in range(4):
        ask(office, timedelta(days=1) - SECOND)
    assert len(office.told(office.ben)) == 2


def test_a_question_of_the_middle_of_the_week_is_reminded_of_two_days_later(
    office: Office,
) -> None:
    wednesday = FRIDAY - timedelta(days=2)
    change(office, office.ben, next_due_at=wednesday, weekday=2)
    office.time.now = wednesday
    ask(office)
    ask(office, timedelta(days=2))
    assert len(office.told(office.ben)) == 2


def test_nobody_is_reminded_of_a_question_after_which_another_one_came(office: Office) -> None:
    ask(office)
    change(office, office.ben, next_due_at=FRIDAY + timedelta(days=3))
    ask(office, timedelta(days=3))
    first, second = prompts(office)
    assert (first.state, first.again) == ("asked", None)
    assert (second.state, second.again) == ("asked", "reminder")
    assert not any("A reminder" in text for text in office.told(office.ben))


def test_whoever_wants_no_reminder_gets_none(office: Office) -> None:
    change(office, office.ben, wants_reminders=False)
    ask(office)
    ask(office, timedelta(days=3))
    assert len(office.told(office.ben)) == 1


def test_a_person_who_left_is_not_asked(office: Office) -> None:
    record_due(office.database.sessions, office.time.now)
    with office.database.sessions.begin() as session:
        session.execute(update(Person).values(is_deactivated=True))
    ask(office)
    assert office.told(office.ben) == []


def test_a_promised_prompt_is_drawn_once_and_repeated_as_it_was(office: Office) -> None:
    office.sandbox.fault("chat.postMessage", "internal_error")
    ask(office)
    office.time.pass_by(timedelta(minutes=1))
    ask(office)
    (text,) = office.told(office.ben)
    assert "Emotional Awareness" in text
    with office.database.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
