"""Installations: met once, refreshed at every start."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from factories import NOW, make_workspace
from slackapp.services.workspace.workspaces import (
    WorkspaceView,
    find_workspace,
    list_workspaces,
    record_installation,
)


def record(session: Session, **changes: object) -> WorkspaceView:
    given = {
        "slack_team_id": "T0HOME",
        "slack_enterprise_id": None,
        "name": "Harbour",
        "bot_token": "xoxb-1",
        "slack_bot_user_id": "U0BOT",
        "scopes": "commands,chat:write",
        "daily_limit": 10,
        "slack_default_channel_id": "C0GENERAL",
        "now": NOW,
    }
    return record_installation(session, **{**given, **changes})  # type: ignore[arg-type]


def test_an_installation_is_found_again_by_its_slack_team(session: Session) -> None:
    stored = record(session)
    assert stored.framework_key == "ecf"
    assert find_workspace(session, slack_team_id="T0HOME") == stored
    assert find_workspace(session, slack_team_id="T0OTHER") is None


def test_a_new_start_brings_the_token_but_leaves_what_the_team_decided(session: Session) -> None:
    stored = record(session)
    again = record(
        session,
        bot_token="xoxb-2",
        slack_bot_user_id="U0BOT2",
        scopes="commands,chat:write",
        slack_enterprise_id="E0HOME",
        daily_limit=3,
        slack_default_channel_id=None,
    )
    assert again == replace(
        stored, bot_token="xoxb-2", slack_bot_user_id="U0BOT2", slack_enterprise_id="E0HOME"
    )
    assert find_workspace(session, slack_team_id="T0HOME") == again


def test_only_installations_with_a_token_are_listed(session: Session) -> None:
    make_workspace(session, bot_token=None)
    stored = record(session)
    assert list_workspaces(session) == [stored]


def test_a_token_is_unreadable_in_the_database(session: Session) -> None:
    record(session)
    stored = session.execute(text("SELECT bot_token FROM workspace")).scalars().all()
    assert len(stored) == 1
    assert not any("xoxb" in token for token in stored)
