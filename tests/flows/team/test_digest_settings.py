"""The form of a digest through the front door: who may, what it refuses, what comes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slackapp.domain.base.digest_times import find_digest_due
from slackapp.sandbox.views import View
from slackapp.services.team.plans import PlanView, find_plan
from slackapp.services.team.teams import list_leaders
from tests.flows.office import Office

FORM: dict[str, Any] = {
    "on": ["on"],
    "day": "3",
    "hour": "16",
    "zone": "Asia/Kathmandu",
    "layout": "thread",
    "empty": [],
}


@pytest.fixture
def room(shared_office: Office) -> dict[str, str]:
    admin, lead, other = (
        shared_office.person(is_admin=True),
        shared_office.person(),
        shared_office.person(),
    )
    return {
        "admin": admin,
        "lead": lead,
        "other": other,
        "room": shared_office.room(admin, lead, other),
    }


def open_form(office: Office, person: str, channel: str) -> View:
    assert office.kudos(person, channel, "digest settings").ok
    view = office.sandbox.modal(person)
    assert view is not None
    return view


def plan(office: Office, channel: str) -> PlanView | None:
    with office.sessions.read() as session:
        return find_plan(session, workspace_id=1, slack_channel_id=channel)


def leaders(office: Office, channel: str) -> list[str]:
    with office.sessions.read() as session:
        found = list_leaders(session, workspace_id=1, slack_channel_id=channel)
    return [one.slack_user_id for one in found]


def test_day_hour_zone_leaders_and_layout_are_kept(
    shared_office: Office, room: dict[str, str]
) -> None:
    office, channel = shared_office, room["room"]
    view = open_form(office, room["admin"], channel)
    assert office.sandbox.submit(room["admin"], view, **FORM, leaders=[room["lead"]]).ok
    assert office.sandbox.modal(room["admin"]) is None
    due_at = find_digest_due(
        hour=16, zone_name="Asia/Kathmandu", after=office.clock(), working_day=3
    )
    assert plan(office, channel) == PlanView(3, 16, "Asia/Kathmandu", False, True, due_at)
    assert leaders(office, channel) == [room["lead"]]
    # The new leader finds it all as it was left, and may change it.
    answer = office.kudos(room["lead"], channel, "digest")
    assert "(Asia/Kathmandu)" in answer.text
    office.tap(room["lead"], channel, answer, "Settings")
    view = office.sandbox.modal(room["lead"])
    assert office.sandbox.submit(room["lead"], view, on=[]).ok
    kept = PlanView(3, 16, "Asia/Kathmandu", False, True, None)
    assert plan(office, channel) == kept
    assert leaders(office, channel) == [room["lead"]]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"zone": "Europe/Wien"}, "Europe/Vienna"),
        ({"zone": "vienna"}, "Did you mean Europe/Vienna?"),
        ({"zone": "Middle of nowhere at all"}, "continent and city"),
        ({"leaders": ["an app"]}, "one of those chosen is an app"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_stored(
    shared_office: Office, room: dict[str, str], wrong: dict[str, Any], sentence: str
) -> None:
    office, channel = shared_office, room["room"]
    values = FORM | wrong
    if values.get("leaders"):
        values["leaders"] = [room["lead"], office.person(is_bot=True)]
    view = open_form(office, room["admin"], channel)
    answer = office.sandbox.submit(room["admin"], view, **values)
    assert list(answer.raw["errors"]) == list(wrong)
    assert sentence in json.dumps(answer.raw)
    assert plan(office, channel) is None
    assert leaders(office, channel) == []


def test_only_leaders_and_admins_open_and_submit_the_form(
    shared_office: Office, room: dict[str, str]
) -> None:
    office, channel, other = shared_office, room["room"], room["other"]
    assert "Only the leaders" in office.kudos(other, channel, "digest settings").text
    assert office.sandbox.modal(other) is None
    direct = office.sandbox.im(room["admin"])
    assert (
        "Only a channel has a team" in office.kudos(room["admin"], direct, "digest settings").text
    )
    # The form of another team, turned into one of this team, and of teams that are not there.
    own = office.room(room["admin"], other)
    assert "leads" in office.kudos(room["admin"], own, f"leaders <@{other}>").text
    ours = open_form(office, room["admin"], channel).content["private_metadata"]
    for team_id, sentence in (
        (ours, "Only the leaders"),
        ("999999", "not yours"),
        ("1; DROP TABLE team", "not yours"),
    ):
        view = open_form(office, other, own)
        forged = view.content | {"private_metadata": team_id}
        view = office.sandbox.world.views.update(forged, view_id=view.id)
        answer = office.sandbox.submit(other, view, **FORM)
        assert sentence in json.dumps(answer.raw)
    assert plan(office, channel) is None


def test_a_slack_that_is_slow_is_told_about(shared_office: Office, room: dict[str, str]) -> None:
    office = shared_office
    office.sandbox.fault("views.open", "internal_error")
    answer = office.kudos(room["admin"], room["room"], "digest settings")
    assert "Please type it again" in answer.text


def test_the_form_of_a_shared_channel_is_switched_on_by_admins_alone(
    shared_office: Office, room: dict[str, str]
) -> None:
    office, channel = shared_office, room["room"]
    office.kudos(room["admin"], channel, f"leaders <@{room['lead']}>")
    office.sandbox.change_channel(channel, sharing=("is_ext_shared", "is_shared"))
    office.clock.advance(minutes=11)
    office.kudos(room["admin"], channel, "digest preview")
    view = open_form(office, room["lead"], channel)
    office.sandbox.submit(room["lead"], view, **FORM)
    shown = office.sandbox.modal(room["lead"])
    assert shown is not None
    assert "only a workspace admin" in shown.errors["on"]
    assert plan(office, channel) is None and leaders(office, channel) == [room["lead"]]
    # What is off may be laid out by whoever leads.
    office.sandbox.submit(room["lead"], view, **FORM | {"on": []})
    assert plan(office, channel) is not None
    view = open_form(office, room["admin"], channel)
    office.sandbox.submit(room["admin"], view, **FORM)
    assert office.sandbox.modal(room["admin"]) is None
