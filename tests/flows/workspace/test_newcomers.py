"""People come, change and go in Slack, and the app knows."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from databases import Database
from db import Person
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, running, wait_until_people_are_known


def test_a_large_workspace_is_read_page_by_page(sandbox: Sandbox, database: Database) -> None:
    people = [sandbox.add_person(f"colleague{number}") for number in range(450)]
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        assert all(isinstance(office.find_person(one), Person) for one in people)
    assert len(sandbox.calls("users.list")) == 3


def test_a_newcomer_can_be_thanked_and_a_leaver_cannot(shared_office: Office) -> None:
    ana, ida = shared_office.person(), shared_office.person()
    channel = shared_office.room(ana, ida)
    assert "goes to <#" in shared_office.kudos(ana, channel, f"<@{ida}> empathy").text

    shared_office.sandbox.change_person(ida, deleted=True)
    shared_office.sandbox.wait_for(lambda: shared_office.find_person(ida).is_deactivated)

    assert "is deactivated" in shared_office.kudos(ana, channel, f"<@{ida}> empathy").text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_somebody_whose_coming_we_missed_is_met_when_they_are_thanked(database: Database) -> None:
    with (
        Sandbox.start(port=0, subscriptions=frozenset()) as sandbox,
        running(sandbox, database.url, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        give(office, sandbox.user("ben"))  # the place is known now
        ida = sandbox.add_person("ida")
        assert office.find_person(ida) is None

        give(office, ida)

        assert isinstance(office.find_person(ida), Person)


def give(office: Office, slack_user_id: str) -> None:
    """Ana thanks somebody in #support.

    On a busy machine the one read before the answer may meet its time-out, and then Ana is told to
    try again.
    """
    sandbox = office.sandbox
    ana, support = sandbox.user("ana"), sandbox.channel("support")
    text = f"<@{slack_user_id}> empathy welcome"
    sandbox.wait_for(lambda: "goes to <#" in office.kudos(ana, support, text).text)


def test_an_event_that_is_late_changes_nothing_and_a_newer_one_does(
    shared_office: Office,
) -> None:
    ida = shared_office.person()
    person = shared_office.find_person(ida)
    assert isinstance(person, Person)

    for name, age, expected in [("Of old", -60, person.name), ("Of now", 60, "Of now")]:
        user = {
            "id": ida,
            "team_id": shared_office.sandbox.team_id,
            "profile": {"display_name": name},
            "updated": person.slack_updated_at + age,
        }
        tell(shared_office, {"type": "user_change", "user": user})
        after = shared_office.find_person(ida)
        assert isinstance(after, Person)
        assert after.name == expected


def tell(office: Office, event: dict[str, Any]) -> None:
    """Send an event as Slack does, and wait until the app has dealt with it."""
    body = {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": f"Ev{uuid4().hex}",
        "event": event,
    }
    answer = office.post_signed(json.dumps(body).encode(), Content_Type="application/json")
    assert answer.status == 200
