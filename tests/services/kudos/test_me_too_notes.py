"""What recipients hear of those who join in: once a day, by one note, if they want to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from databases import Database
from db import MeTooNotice, OutboxMessage, Person
from factories import NOW
from services.races import all_at_once
from services.team import SUPPORT, Promise, Team, get_competency
from slackapp.domain.kudos.kudos import KudosView
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.loader import ECF_KEY
from slackapp.services.kudos.changing import change_kudos
from slackapp.services.kudos.me_too import set_me_too
from slackapp.services.kudos.me_too_notes import (
    list_due,
    set_wants_notes,
    tell_joined,
    wants_notes,
)
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.operate.verify import verify

DAY = timedelta(days=1)
GONE = "A note that stood here is no longer true: it was taken back."


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def join(session: Session, team: Team, kudos: KudosView, *names: str) -> list[Person]:
    people = [team.add(session, name=name) for name in names]
    for person in people:
        press(session, team, person, kudos)
    return people


def press(session: Session, team: Team, person: Person, kudos: KudosView) -> bool:
    return set_me_too(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, person),
        kudos_id=kudos.kudos_id,
        wants=None,
        now=NOW,
        acts_in=SUPPORT.slack_channel_id,
    )


def tell(session: Session, at: datetime = NOW) -> int:
    return tell_joined(session, limit=100, now=at)


def notes(session: Session, team: Team, person: Person) -> list[Promise]:
    """What was promised to somebody, and how their notes change."""
    return [one for one in team.promises(session) if one.lane == person.slack_user_id]


def texts(session: Session, team: Team, person: Person) -> list[str]:
    return [one.text.replace("*", "") for one in notes(session, team, person)]


def untold(session: Session) -> int:
    wanted = select(func.count()).where(MeTooNotice.message_id.is_(None))
    return session.scalar(wanted) or 0


def test_the_first_is_told_at_once_and_the_next_ones_together_a_day_later(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    join(session, team, kudos, "Cleo")
    assert tell(session) == 1
    assert texts(session, team, team.ben) == [
        "Cleo joined in on Ana's thanks to you for Empathy in <#C0SUPPORT>."
    ]
    join(session, team, kudos, "Dan", "Eva")
    other = team.give(session, competencies=("initiative", "influence"), at=NOW + DAY / 2).kudos
    join(session, team, other, "Finn", "Gus", "Hal")
    assert tell(session, NOW + DAY - timedelta(seconds=1)) == 0
    assert tell(session, NOW + DAY) == 1
    assert texts(session, team, team.ben)[1:] == [
        "• Finn and 2 others joined in on Ana's thanks to you for Initiative and Influence in "
        "<#C0SUPPORT>.\n"
        "• Dan and Eva joined in on Ana's thanks to you for Empathy in <#C0SUPPORT>."
    ]
    assert tell(session, NOW + 2 * DAY) == 0
    assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []


def test_each_recipient_whom_the_announcement_names_hears_of_it(
    session: Session, team: Team
) -> None:
    shy = team.add(session, announce="me")
    kudos = team.give(session, team.ben, team.cem, shy).kudos
    join(session, team, kudos, "Dan")
    assert list_due(session, limit=9, now=NOW) == [
        (team.workspace_id, team.ben.id),
        (team.workspace_id, team.cem.id),
    ]
    assert tell(session) == 2
    assert len(notes(session, team, team.ben)) == len(notes(session, team, team.cem)) == 1
    assert len(notes(session, team, shy)) == 1  # that they were thanked


def test_who_does_not_want_to_hear_of_it_does_not_and_is_not_told_later(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    join(session, team, kudos, "Cleo")
    set_wants_notes(session, person_id=team.ben.id, wants=False)
    assert not wants_notes(session, person_id=team.ben.id)
    join(session, team, kudos, "Dan")
    set_wants_notes(session, person_id=team.ben.id, wants=True)
    assert (untold(session), tell(session)) == (0, 0)
    join(session, team, kudos, "Eva")
    tell(session)
    assert "Eva joined in" in texts(session, team, team.ben)[0]


def test_whoever_takes_it_back_before_it_was_told_is_not_in_it(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    (cleo,) = join(session, team, kudos, "Cleo")
    press(session, team, cleo, kudos)
    assert (untold(session), tell(session)) == (0, 0)


def test_a_note_tells_what_is_true(session: Session, team: Team) -> None:
    """It waits, then it was sent; one after the other takes their name back."""
    kudos = team.give(session).kudos
    cleo, dan, eva = join(session, team, kudos, "Cleo", "Dan", "Eva")
    tell(session)
    press(session, team, cleo, kudos)
    (note,) = notes(session, team, team.ben)
    assert note.text.startswith("*Dan* and *Eva* joined in")
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == note.message_id)
        .values(state="sent", slack_ts="1.1")
    )
    press(session, team, dan, kudos)
    press(session, team, eva, kudos)
    _, change = notes(session, team, team.ben)
    assert (change.kind, change.text) == ("update", GONE)


def test_a_note_says_what_a_kudos_is_for_after_a_change(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    join(session, team, kudos, "Cleo")
    tell(session)
    assert "Empathy" in texts(session, team, team.ben)[-1]
    change_kudos(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, team.ana),
        kudos_id=kudos.kudos_id,
        named=(Counted(ECF_KEY, get_competency("initiative")),),
        message="in other words",
        request_key="change",
        now=NOW,
    )
    assert "Initiative" in texts(session, team, team.ben)[-1]
    assert "Empathy" not in texts(session, team, team.ben)[-1]


@pytest.mark.parametrize("was_sent", [False, True])
def test_a_note_of_a_kudos_that_is_taken_back_goes_with_it(
    session: Session, team: Team, was_sent: bool
) -> None:
    wrong = team.give(session).kudos
    join(session, team, wrong, "Cleo")
    tell(session)
    if was_sent:
        session.execute(update(OutboxMessage).values(state="sent", slack_ts="1.1"))
    take_back(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, team.ana),
        kudos_id=wrong.kudos_id,
        now=NOW,
    )
    found = [(one.kind, one.state) for one in notes(session, team, team.ben)]
    assert found == (
        [("post", "sent"), ("update", "pending")] if was_sent else [("post", "cancelled")]
    )
    assert texts(session, team, team.ben)[-1] == GONE or not was_sent
    assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []


@pytest.mark.parametrize("who", ["recipient", "joined"])
def test_nothing_is_told_to_or_of_whoever_left(session: Session, team: Team, who: str) -> None:
    kudos = team.give(session).kudos
    (cleo,) = join(session, team, kudos, "Cleo")
    gone = cleo if who == "joined" else team.ben
    session.execute(update(Person).where(Person.id == gone.id).values(is_deactivated=True))
    tell(session)
    assert (notes(session, team, team.ben), untold(session)) == ([], 0)


def test_ten_who_tell_at_once_tell_once(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        kudos = team.give(session).kudos
        join(session, team, kudos, "Cleo")
    results = all_at_once(database, [tell] * 10)
    assert sorted(str(one) for one in results) == ["0"] * 9 + ["1"]
    with database.sessions.begin() as session:
        assert len(notes(session, team, team.ben)) == 1
        assert untold(session) == 0


def test_notes_kudos_and_names_that_are_taken_back_at_once_leave_nothing(
    database: Database,
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.open_support(session)
        kudos = team.give(session, team.ben, team.cem).kudos
        people = join(session, team, kudos, *(f"Colleague {number}" for number in range(10)))

    def undo(session: Session) -> object:
        return take_back(
            session,
            workspace_id=team.workspace_id,
            actor=team.view(session, team.ana),
            kudos_id=kudos.kudos_id,
            now=NOW,
        )

    presses = [lambda session, who=who: press(session, team, who, kudos) for who in people]
    all_at_once(database, [*presses, tell, undo, tell])
    with database.sessions.begin() as session:
        assert tell(session) == 0
    with database.sessions.read() as session:
        for person in (team.ben, team.cem):
            last = notes(session, team, person)
            assert all(one.state == "cancelled" for one in last)
        assert session.scalars(select(MeTooNotice.kudos_id)).all() == []
        assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []
