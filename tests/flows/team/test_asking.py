"""Whoever asks for something of a channel's digest is answered, and need not ask again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, select

from db import OutboxMessage, Person
from tests.flows.office import Office, labels
from tests.flows.telling import make_due


@contextmanager
def slack_says_nothing(office: Office) -> Iterator[None]:
    """Slack does not say what a channel is, for as long as the block takes."""
    office.sandbox.fault("conversations.info", "server_error", times=1000)
    try:
        yield
    finally:
        office.sandbox.clear_faults()


def come(office: Office, is_there: Callable[[], bool]) -> None:
    """Let time pass until it is there."""

    def look() -> bool:
        office.clock.advance(seconds=1)
        office.app.tools.wake_delivery()
        return is_there()

    office.sandbox.wait_for(look, message="it did not come")
    office.settle()


def count(office: Office, who: str, room: str, phrase: str) -> int:
    return sum(phrase in one.text for one in office.answers(who, room))


def test_everybody_may_ask_when_the_next_digest_comes(shared_office: Office) -> None:
    office = shared_office
    admin, ana = office.person(is_admin=True), office.person()
    guest = office.person(is_restricted=True)
    room = office.room(admin, ana, guest)
    assert "can switch it on" in office.kudos(ana, room, "digest").text
    office.kudos(admin, room, "digest on")
    shown = office.kudos(ana, room, "digest")
    assert "comes on" in shown.text and "*About you* it says what you were" in shown.text
    assert labels(shown) == [] and labels(office.kudos(admin, room, "digest")) == ["Settings"]
    assert "Only the leaders" in office.kudos(ana, room, "digest preview").text
    # A guest is told once Slack has said that they are in the channel.
    assert "looking that up" in office.kudos(guest, room, "digest").text
    office.settle()
    assert count(office, guest, room, "The next digest") == 1
    office.clock.advance(minutes=11)
    with slack_says_nothing(office):
        office.kudos(guest, room, "digest")
        office.sandbox.set_members(room, [admin, ana, office.sandbox.bot_user_id])
    come(office, lambda: "is not one of them" in answered(office))
    assert answered(office).count('{"text":"The next digest') == 1


def answered(office: Office) -> str:
    """What answers were sent to, wherever they were typed."""
    with office.sessions.read() as session:
        rows = session.scalars(
            select(OutboxMessage.payload).where(OutboxMessage.kind == "response")
        )
        return "\n".join(rows)


def test_a_preview_comes_by_itself_once_slack_answers(shared_office: Office) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    room = office.room(admin)
    with slack_says_nothing(office):
        assert "You will see it in a moment" in office.kudos(admin, room, "digest preview").text
    come(office, lambda: count(office, admin, room, "A quiet") > 0)
    assert count(office, admin, room, "A quiet") == 1


@pytest.mark.parametrize("word", ["on", "now"])
def test_what_waits_for_slack_is_done_and_said_without_being_asked_again(
    shared_office: Office, word: str
) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    room, away = office.room(admin), office.room(admin, app_is_member=False)
    with slack_says_nothing(office):
        for place in (room, away):
            said = office.kudos(admin, place, f"digest {word}").text
            assert "I am asking again, and will tell you here" in said
    plan = "The next digest" if word == "on" else "has no monthly digest"
    come(office, lambda: count(office, admin, room, plan) > 0)
    assert count(office, admin, room, plan) == 1
    # Where the app is not, that is what comes: to the admin's own messages, if need be.
    told = [*office.answers(admin, away), *office.told(admin)]
    assert sum("I am not in" in one.text and away in one.text for one in told) == 1
    if word == "now":
        make_due(office)
        assert any("A quiet" in one.text for one in office.posts(room))
    for place in (room, away):
        office.kudos(admin, place, "digest off")


def test_an_answer_that_comes_too_late_for_its_command_is_shown_in_the_channel(
    shared_office: Office,
) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    room = office.room(admin)
    with slack_says_nothing(office):
        office.kudos(admin, room, "digest preview")
        office.clock.advance(minutes=40)
    come(office, lambda: count(office, admin, room, "A quiet") > 0)
    assert count(office, admin, room, "A quiet") == 1
    assert not any("A quiet" in one.text for one in office.told(admin))


def test_somebody_who_joined_a_moment_ago_is_met_when_they_are_asked_about(
    shared_office: Office,
) -> None:
    office = shared_office
    admin, new = office.person(is_admin=True), office.person()
    room = office.room(admin, new)
    for text, said in (
        (f"packet <@{new}>", "is not in this channel, as far as I know"),
        (f"report <@{new}>", "You will see it in a moment"),
    ):
        with office.sessions.begin() as session:
            session.execute(delete(Person).where(Person.slack_user_id == new))
        assert said in office.kudos(admin, room, text).text
        assert office.find_person(new) is not None
