"""People whom no database takes as Slack tells them, and what `/readyz` says of their reading."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from sqlalchemy import select

from databases import Database
from db import Person
from slackapp.clock import MovingClock
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, running, wait_until_people_are_known
from tests.flows.reflecting import OFTEN, ask, open_form, stored, submit

#: What is told of somebody, and what they are called then.
ODD: list[tuple[dict[str, Any], str]] = [
    ({"profile": {"display_name": "An\x00a"}}, "Ana"),
    ({"profile": {"display_name": "An\ud800a"}}, "Ana"),
    ({"profile": {"display_name": "\x07\u200b "}, "real_name": "\x1bAna"}, "Ana"),
    ({"profile": None, "real_name": None, "name": "ana"}, "ana"),
    ({"profile": {"display_name": 7, "real_name": ["Ana"]}, "real_name": 0, "name": "ana"}, "ana"),
    ({"profile": {"display_name": "A" * 5000}}, "A" * 79 + "…"),
    ({"real_name": "ana", "profile": {}, "tz": "Europe/Ber\x00lin", "updated": 10**12}, "ana"),
    ({"real_name": "ana", "profile": {}, "tz": 5, "tz_offset": "x", "team_id": ""}, "ana"),
]


def read_names(database: Database) -> dict[str, str]:
    with database.sessions.read() as session:
        return {row.slack_user_id: row.name for row in session.scalars(select(Person))}


def read_readiness(office: Office) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{office.address}/readyz") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("transport", ["http"])
def test_members_that_no_database_takes_do_not_keep_the_others_from_being_known(
    sandbox: Sandbox, database: Database, transport: str
) -> None:
    odd = {sandbox.add_person("odd", oddities=told): name for told, name in ODD}
    sandbox.add_person("nobody", oddities={"id": None})
    sandbox.add_person("nobody", oddities={"id": ["U1"]})
    last = sandbox.add_person("last")
    with running(sandbox, database.url, transport=transport) as office:
        wait_until_people_are_known(office)
        assert read_readiness(office) == (200, "ready")
    names = read_names(database)
    assert {who: names[who] for who in odd} == odd
    assert names[last] == "last"


@pytest.mark.parametrize(("told", "name"), ODD)
def test_somebody_odd_joins_changes_and_is_thanked(
    shared_office: Office, told: dict[str, Any], name: str
) -> None:
    office, ben = shared_office, shared_office.person()
    odd = office.person(oddities=told)
    office.sandbox.change_person(odd, oddities=told | {"updated": 5})
    person = office.find_person(odd)
    assert person is not None
    assert person.name == name
    room = office.room(ben, odd)
    assert office.kudos(ben, room, f"<@{odd}> empathy thanks").ok
    office.settle()
    assert len(office.posts(room)) == 1


def test_somebody_odd_is_met_at_the_first_kudos(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    odd = office.person(oddities={"profile": {"display_name": "\ud800Cl\x00eo"}})
    with office.sessions.begin() as session:
        session.delete(session.scalars(select(Person).where(Person.slack_user_id == odd)).one())
    room = office.room(ben, odd)
    # The one read that a command may make is not needed for the place any more.
    assert office.kudos(ben, room, f"<@{office.sandbox.user('ana')}> empathy thanks").ok
    assert office.kudos(ben, room, f"<@{odd}> empathy thanks").ok
    person = office.find_person(odd)
    assert person is not None
    assert person.name == "Cleo"


def test_a_reading_that_never_came_to_its_end_is_told_until_it_does(
    sandbox: Sandbox, database: Database
) -> None:
    clock = MovingClock()
    sandbox.fault("users.list", "invalid_cursor", times=10_000)
    with running(sandbox, database.url, transport="http", clock=clock) as office:
        unready = f"people not read: {sandbox.team_id}"
        assert read_readiness(office) == (503, unready)
        sandbox.wait_for(lambda: sandbox.calls("users.list"))
        assert read_readiness(office) == (503, unready)
        sandbox.clear_faults()
        wait_until_people_are_known(office)
        assert read_readiness(office) == (200, "ready")


def test_people_are_read_once_by_two_processes_and_over_restarts(
    sandbox: Sandbox, database: Database
) -> None:
    clock = MovingClock()
    with (
        running(sandbox, database.url, transport="http", clock=clock) as office,
        running(sandbox, database.url, transport="http", clock=clock),
    ):
        wait_until_people_are_known(office)
    for _ in range(2):
        with running(sandbox, database.url, transport="http", clock=clock) as office:
            office.app.people_sync.run()
    assert len(sandbox.calls("users.list")) == 1

    clock.advance(days=1)
    with running(sandbox, database.url, transport="http", clock=clock):
        sandbox.wait_for(lambda: len(sandbox.calls("users.list")) == 2)


def test_what_no_database_holds_is_left_out_of_an_answer_in_a_form(office: Office) -> None:
    ben = office.person("ben")
    view = open_form(office, ben, ask(office, ben))
    answer = submit(
        office, ben, view, **OFTEN, note="A h\x00ard\ud800 \x1b\x07call.\u202e", next_step="\x00"
    )
    assert answer.ok
    (reflection,) = stored(office, ben)
    assert (reflection.note, reflection.next_step) == ("A hard call.", None)


@pytest.mark.parametrize("text", ["empathy th\x00anks", "empathy\x00 thanks"])
def test_what_no_database_holds_is_left_out_of_a_command(office: Office, text: str) -> None:
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    room = office.room(ana, ben)
    assert office.kudos(ana, room, f"<@{ben}> {text}").ok
    office.settle()
    [post] = office.posts(room)
    assert "thanks" in post.text
    assert "\x00" not in post.text


def test_half_a_character_in_a_command_is_left_out(office: Office) -> None:
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    if office.app.sockets is None:
        return  # a form has no halves of characters
    assert office.kudos(ana, office.room(ana, ben), f"<@{ben}> empathy th\ud83danks").ok
