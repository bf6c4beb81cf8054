"""User groups in the sandbox: what the app reads of them, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import MANIFEST, NotingApp, over_socket

ANA, BEN, ZOE = "U00000ANA", "U00000BEN", "U00000ZOE"


@pytest.fixture
def app() -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, over_socket(sandbox) as app:
        yield app


def test_the_app_reads_groups_and_who_is_in_them(app: NotingApp) -> None:
    [plain, _] = app.client.usergroups_list()["usergroups"]
    assert (plain["handle"], plain["id"], plain["date_delete"]) == ("support", "S0SUPPORT", 0)
    assert not {"users", "user_count"} & plain.keys()
    [full, _] = app.client.usergroups_list(include_users=True, include_count=True)["usergroups"]
    assert full["users"][:2] == [ANA, BEN]
    assert full["user_count"] == "4"
    assert app.client.usergroups_users_list(usergroup="S0SUPPORT")["users"] == full["users"]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        app.client.usergroups_users_list(usergroup="S0NOTHERE")


def test_disabled_groups_are_listed_only_when_asked_for(app: NotingApp) -> None:
    app.sandbox.set_group("coaches", ["zoe"], is_disabled=True)
    names = [one["handle"] for one in app.client.usergroups_list()["usergroups"]]
    assert names == ["support"]
    [_, disabled] = app.client.usergroups_list(include_disabled=True)["usergroups"]
    assert disabled["date_delete"] > 0


def test_changes_of_a_group_are_told(app: NotingApp) -> None:
    app.sandbox.set_group("coaches", ["zoe", "ana"])
    changed = app.wait_for_event("subteam_members_changed")
    assert changed["subteam_id"] == "S00COACHES"
    assert changed["added_users"] == [ANA]
    assert changed["removed_users"] == [app.sandbox.user("grace")]
    updated = app.wait_for_event("subteam_updated")["subteam"]
    assert (updated["users"], updated["user_count"]) == ([ZOE, ANA], 2)


def test_groups_are_closed_to_an_app_without_the_scope(app: NotingApp) -> None:
    app.sandbox.withdraw("usergroups:read")
    with pytest.raises(SlackApiError, match="missing_scope") as caught:
        app.client.usergroups_list()
    assert caught.value.response["needed"] == "usergroups:read"
    assert "usergroups:read" not in caught.value.response.headers["x-oauth-scopes"]


def test_a_command_names_a_group_in_slacks_form(app: NotingApp) -> None:
    app.sandbox.command(ANA, "C0SUPPORT", "<!subteam^S0SUPPORT|@support> empathy")
    [body] = [one for one in app.bodies if one.get("command")]
    assert body["text"] == "<!subteam^S0SUPPORT|@support> empathy"
