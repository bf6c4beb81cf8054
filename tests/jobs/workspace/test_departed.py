"""Nightly: a workspace that uninstalled the app long ago is gone, and its neighbour untouched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from databases import Database
from db import Base, Workspace
from factories import NOW, make_channel, make_lane, make_message, make_prompt, make_reflection
from factories import make_team as make_led_team
from services.team import Team
from slackapp.domain.installation.installing import Defaults, Grant
from slackapp.jobs import departures
from slackapp.services.installation.installations import end_installation, record_grant
from slackapp.services.operate import departure
from toolbox import build_tools

_MONTH = timedelta(days=30)


def fill(database: Database) -> Team:
    """A workspace with something in most tables."""
    with database.sessions.begin() as session:
        team = Team(session)
        workspace = session.get_one(Workspace, team.workspace_id)
        for number in range(3):
            team.give(session, team.ben, request_key=f"given-{number}")
        channel = make_channel(session, workspace=workspace, members=[team.ana, team.ben])
        make_led_team(session, channel=channel, leaders=[team.ana])
        make_reflection(session, prompt=make_prompt(session, person=team.ben))
        make_message(session, lane=make_lane(session, workspace=workspace))
        return team


def rows_of(database: Database, workspace_id: int) -> dict[str, list[Any]]:
    """All rows of a workspace, by table."""
    rows: dict[str, list[Any]] = {}
    with database.sessions.read() as session:
        for table in Base.metadata.sorted_tables:
            column = table.c.id if table.name == "workspace" else table.c.get("workspace_id")
            if column is not None:
                found = session.execute(select(table).where(column == workspace_id)).all()
                rows[table.name] = sorted(map(repr, found))
    return {name: found for name, found in rows.items() if found}


def uninstall(database: Database, slack_team_id: str) -> None:
    with database.sessions.begin() as session:
        end_installation(session, slack_team_id=slack_team_id, slack_enterprise_id=None, now=NOW)


@pytest.fixture
def neighbours(database: Database) -> tuple[Team, Team]:
    return fill(database), fill(database)


def run(database: Database, later: timedelta) -> None:
    tools = build_tools(database.sessions, lambda: NOW + later)
    departures.run(tools, _MONTH)


def test_after_its_time_nothing_of_it_is_left_and_the_other_has_all(
    database: Database, neighbours: tuple[Team, Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departures, "_PAGE", 2)
    gone, stays = neighbours
    uninstall(database, gone.workspace.slack_team_id)
    kept = rows_of(database, gone.workspace_id)
    run(database, _MONTH - timedelta(hours=1))
    assert rows_of(database, gone.workspace_id).keys() == kept.keys() and len(kept) > 10
    others = rows_of(database, stays.workspace_id)

    run(database, _MONTH + timedelta(hours=1))

    assert rows_of(database, gone.workspace_id) == {}
    assert rows_of(database, stays.workspace_id) == others


def test_whoever_comes_back_while_it_is_being_deleted_begins_anew(
    database: Database, neighbours: tuple[Team, Team]
) -> None:
    gone, _ = neighbours
    team_id = gone.workspace.slack_team_id
    uninstall(database, team_id)
    with database.sessions.begin() as session:
        assert departure.begin_departure(
            session, workspace_id=gone.workspace_id, before=NOW + _MONTH
        )
        grant = Grant(team_id, None, "Back", "xoxb-2", "U0BOT", "commands")
        anew = record_grant(session, grant=grant, defaults=Defaults(10), now=NOW)
    run(database, 2 * _MONTH)
    assert rows_of(database, gone.workspace_id) == {}
    assert rows_of(database, anew).keys() == {"workspace", "reflection_policy"}


def test_whoever_came_back_in_time_keeps_all(
    database: Database, neighbours: tuple[Team, Team]
) -> None:
    back, _ = neighbours
    team_id = back.workspace.slack_team_id
    uninstall(database, team_id)
    grant = Grant(team_id, None, "Back", "xoxb-2", "U0BOT", "commands")
    with database.sessions.begin() as session:
        assert (
            record_grant(session, grant=grant, defaults=Defaults(1), now=NOW) == back.workspace_id
        )
    kept = rows_of(database, back.workspace_id)["kudos"]
    run(database, 2 * _MONTH)
    assert rows_of(database, back.workspace_id)["kudos"] == kept
