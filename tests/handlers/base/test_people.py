"""Asking Slack who somebody is, while a person waits for the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Database
from factories import NOW, make_workspace
from slackapp.handlers.base.people import ask_who
from slackapp.sandbox.server import Sandbox
from slackapp.services.workspace.pauses import list_pauses
from slackapp.services.workspace.workspaces import find_workspace
from toolbox import build_tools


@pytest.fixture
def backend() -> str:
    """One database is enough: nothing here asks it anything of its own."""
    return "sqlite"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


def test_a_token_that_slack_does_not_take_is_noticed_with_a_person_too(
    database: Database, sandbox: Sandbox
) -> None:
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id=sandbox.team_id, bot_token=sandbox.bot_token)
        workspace = find_workspace(session, slack_team_id=sandbox.team_id)
        assert workspace is not None
    tools = build_tools(database.sessions, lambda: NOW, api_url=sandbox.api_url)
    asked = tools.for_people(database.sessions)
    ana = ask_who(asked, workspace, sandbox.user("ana"))
    assert ana is not None
    assert ana["name"] == "ana"
    assert ask_who(asked, workspace, "U0NOBODY") is None
    with database.sessions.read() as session:
        assert not list_pauses(session)

    sandbox.revoke_token()
    assert ask_who(asked, workspace, sandbox.user("ana")) is None
    with database.sessions.read() as session:
        assert list_pauses(session)
