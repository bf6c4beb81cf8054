"""An organisation installs the app once, and each of its workspaces that it lets in has its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from databases import Database
from slackapp.blocks import ids
from slackapp.delivery.oauth import OAuth
from slackapp.domain.installation.installing import Defaults
from slackapp.jobs import token_refresh
from slackapp.sandbox.workspace import SandboxWorkspace
from slackapp.services.installation.organisations import (
    ToRead,
    list_to_read,
    mark_unread,
    record_teams,
)
from tests.flows.hosting import (
    Answer,
    browse,
    follow,
    has_read_people,
    hosting,
    install,
    thank,
    tokens,
)
from tests.flows.office import Office

PORT = "E0PORT"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with hosting(database.url, rotates=True) as office:
        yield office


@pytest.fixture
def workspaces(office: Office) -> list[SandboxWorkspace]:
    names = ("North Quay", "South Quay", "Lighthouse")
    return [office.sandbox.add_workspace(name, enterprise_id=PORT) for name in names]


def install_for_all(office: Office) -> Answer:
    """Go all the way as an admin of the organisation."""
    begun = browse(office, "/slack/install")
    back = office.sandbox.allow_organisation(begun.headers["location"], PORT)
    return follow(office, back, cookie=begun.cookie)


def live(office: Office) -> set[str]:
    return {team for team, token in tokens(office).items() if token is not None}


def test_each_workspace_that_is_let_in_has_the_token_and_kudos_of_its_own(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, south, lighthouse = workspaces
    page = install_for_all(office)
    assert page.status == 200 and "adds it to workspaces" in page.body
    assert live(office) == set()

    for one in (north, south):
        one.let_in()
        office.sandbox.wait_for(lambda one=one: has_read_people(office, one))
    assert live(office) == {north.team_id, south.team_id}
    assert set(tokens(office).values()) == {north.bot_token}
    assert "Empathy" in thank(north) and "Empathy" in thank(south)
    office.settle()
    for one in (north, south):
        assert len([m for m in one.messages(one.channel("support")) if "calm" in m.text]) == 1
    assert thank(lighthouse) == "unknown_command"

    south.shut_out()

    office.sandbox.wait_for(lambda: live(office) == {north.team_id})
    assert thank(south) == "unknown_command" and "Empathy" in thank(north, "again")

    south.let_in()

    office.sandbox.wait_for(lambda: live(office) == {north.team_id, south.team_id})
    shown = south.command(south.user("ana"), south.channel("support"), "me")
    assert "staying calm" in shown.text


def test_one_renewal_serves_all_workspaces_and_one_end_ends_all(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    install_for_all(office)
    for one in workspaces:
        one.let_in()
    teams = {one.team_id for one in workspaces}
    office.sandbox.wait_for(lambda: live(office) == teams)
    office.clock.advance(hours=11)
    tools, sandbox = office.app.tools, office.sandbox
    asked = len(sandbox.calls("oauth.v2.access"))

    def has_renewed() -> bool:
        # Whoever reads which workspaces are in holds the row meanwhile.
        token_refresh.run(tools, OAuth(tools.slack, sandbox.client_id, sandbox.client_secret))
        return len(sandbox.calls("oauth.v2.access")) == asked + 1

    sandbox.wait_for(has_renewed)
    assert set(tokens(office).values()) == {workspaces[0].bot_token}

    workspaces[0].uninstall()

    office.sandbox.wait_for(lambda: live(office) == set())


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_workspace_that_is_used_before_we_hear_that_it_was_let_in_is_served(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, *_ = workspaces
    install_for_all(office)
    north._slack.grants.let_in(north._parts)
    told = north.command(north.user("ana"), north.channel("support"), "help")
    assert told.ok and live(office) == {north.team_id}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_slack_lists_is_what_is_in_whatever_events_were_missed(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, south, lighthouse = workspaces
    for one in (north, lighthouse):
        one._slack.grants.let_in(one._parts)
    install_for_all(office)
    office.sandbox.wait_for(lambda: live(office) == {north.team_id, lighthouse.team_id})
    lighthouse._slack.grants.shut_out(lighthouse._parts)
    south.let_in()
    office.app.scheduler.run_soon("organisations")
    office.sandbox.wait_for(lambda: live(office) == {north.team_id, south.team_id})


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_that_installed_it_for_itself_keeps_its_own(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, south, _ = workspaces
    install(office, north)
    own = tokens(office)[north.team_id]
    north.world.store.is_org_install = False
    install_for_all(office)
    south.let_in()
    office.sandbox.wait_for(lambda: south.team_id in live(office))
    assert tokens(office)[north.team_id] == own != tokens(office)[south.team_id]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_form_of_an_organisation_names_no_team_but_the_one_where_it_was_opened(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, south, _ = workspaces
    install_for_all(office)
    for one in (north, south):
        one.let_in()
        office.sandbox.wait_for(lambda one=one: has_read_people(office, one))
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": ids.SETTINGS_FORM,
        "private_metadata": "",
        "state": {"values": {}},
        "app_installed_team_id": south.team_id,
    }
    payload = {
        "type": "view_submission",
        "team": None,
        "enterprise": {"id": PORT, "name": "Port"},
        "is_enterprise_install": True,
        "user": {"id": south.user("ana"), "team_id": north.team_id, "enterprise_id": PORT},
        "trigger_id": "1.1",
        "view": view,
    }
    answer = office.post_signed(urlencode({"payload": json.dumps(payload)}).encode())
    assert answer.status == 200
    assert b"another company" not in answer.body


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_read_before_an_event_is_not_stored_after_it(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, *_ = workspaces
    install_for_all(office)
    now = office.clock()
    with office.sessions.begin() as session:
        mark_unread(session, slack_enterprise_id=PORT)
        [before] = list_to_read(session)
    north.let_in()
    office.sandbox.wait_for(lambda: live(office) == {north.team_id})
    with office.sessions.begin() as session:
        stale = {"organisation": before, "teams": {}, "defaults": Defaults(10), "now": now}
        assert record_teams(session, **stale) == []
    assert live(office) == {north.team_id}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_that_gives_up_its_own_has_that_of_the_organisation(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, *_ = workspaces
    install(office, north)
    install_for_all(office)
    north._slack.grants.let_in(north._parts)
    office.app.scheduler.run_soon("organisations")
    office.sandbox.wait_for(lambda: not to_read(office))
    own = tokens(office)[north.team_id]
    tell_end(office, team_id=north.team_id)
    assert tokens(office)[north.team_id] is None
    office.app.scheduler.run_soon("organisations")
    office.sandbox.wait_for(lambda: north.team_id in live(office))
    assert tokens(office)[north.team_id] != own


@pytest.mark.parametrize("team_id", [PORT, "north", None], ids=["its own id", "a team", "none"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_end_of_an_organisation_ends_all_whatever_team_it_is_told_of(
    office: Office, workspaces: list[SandboxWorkspace], team_id: str | None
) -> None:
    install_for_all(office)
    for one in workspaces:
        one.let_in()
    office.sandbox.wait_for(lambda: len(live(office)) == len(workspaces))
    told = workspaces[0].team_id if team_id == "north" else team_id
    if team_id == "north":
        # It may be about that team alone, so that Slack is asked.
        tell_end(office, team_id=told, authorizations=[{"is_enterprise_install": True}])
        assert len(live(office)) == len(workspaces)
    for one in workspaces:
        one.revoke_token("account_inactive")
    tell_end(office, team_id=told, authorizations=[{"is_enterprise_install": True}])
    assert live(office) == set()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_stranger_brings_no_workspace_of_theirs_into_an_organisation(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    north, *_ = workspaces
    install_for_all(office)
    north.let_in()
    office.sandbox.wait_for(lambda: has_read_people(office, north))
    payload = {
        "type": "block_actions",
        "team": None,
        "enterprise": {"id": PORT, "name": "Port"},
        "is_enterprise_install": True,
        "user": {"id": "U0STRANGER", "team_id": "T0STRANGERS"},
        "trigger_id": "1.1",
        "actions": [{"type": "button", "action_id": "me_too", "block_id": "b", "value": "1"}],
    }
    office.post_signed(urlencode({"payload": json.dumps(payload)}).encode())
    office.app.scheduler.run_soon("organisations")
    office.sandbox.wait_for(lambda: live(office) == {north.team_id})


def to_read(office: Office) -> list[ToRead]:
    with office.sessions.read() as session:
        return list_to_read(session)


def tell_end(office: Office, **fields: object) -> None:
    """Send the event about the end of an installation in the organisation."""
    told_at = int(office.clock.timestamp()) + 700
    event = {
        "type": "event_callback",
        "enterprise_id": PORT,
        "event_id": f"Ev{told_at}",
        "event_time": told_at,
        "event": {"type": "app_uninstalled"},
    }
    body = json.dumps(event | fields).encode()
    assert office.post_signed(body, Content_Type="application/json").status == 200
