"""Reading user groups from Slack: what is stored, how often, and what trouble does to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from databases import Database
from db import GroupReading, UserGroup, UserGroupMember, Workspace
from factories import NOW, make_workspace
from slackapp.jobs import groups_sync
from slackapp.sandbox.server import Sandbox
from slackapp.services.workspace.groups import ask_for_groups
from slackapp.tools import Tools
from toolbox import build_tools

LIST = "usergroups.list"


class Time:
    """The present, which the tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def tools(database: Database, sandbox: Sandbox, clock: Time) -> Tools:
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id=sandbox.team_id, bot_token=sandbox.bot_token)
    return build_tools(database.sessions, clock, api_url=sandbox.api_url)


def read(tools: Tools) -> dict[str, list[str]]:
    with tools.sessions.read() as session:
        handles = {
            one.slack_group_id: f"{one.handle}{' (off)' if one.is_disabled else ''}"
            for one in session.scalars(select(UserGroup))
        }
        members: dict[str, list[str]] = {one: [] for one in handles.values()}
        wanted = select(UserGroupMember).order_by(UserGroupMember.slack_user_id)
        for row in session.scalars(wanted):
            members[handles[row.slack_group_id]].append(row.slack_user_id)
        return members


def reading(tools: Tools) -> GroupReading:
    with tools.sessions.read() as session:
        return session.scalars(select(GroupReading)).one()


def test_groups_and_their_people_are_kept_as_slack_tells_them(
    tools: Tools, sandbox: Sandbox, clock: Time
) -> None:
    sandbox.set_group("crew", ["ana", "ben"])
    groups_sync.run(tools)
    ana, ben, zoe = map(sandbox.user, ("ana", "ben", "zoe"))
    assert read(tools)["crew"] == [ana, ben]

    sandbox.set_group("crew", ["zoe", "ben"])
    groups_sync.run(tools)
    assert (read(tools)["crew"], len(sandbox.calls(LIST))) == ([ana, ben], 1)
    clock.now += timedelta(hours=1)
    groups_sync.run(tools)
    assert read(tools)["crew"] == [ben, zoe]

    sandbox.set_group("crew", [], is_disabled=True)
    with tools.sessions.begin() as session:
        [workspace_id] = session.scalars(select(Workspace.id))
        ask_for_groups(session, workspace_id=workspace_id, now=clock())
    groups_sync.run(tools)
    assert read(tools)["crew (off)"] == []


def test_groups_that_slack_no_longer_tells_of_are_forgotten(
    tools: Tools, sandbox: Sandbox, clock: Time
) -> None:
    groups_sync.run(tools)
    assert read(tools)
    sandbox.world.groups._groups.clear()
    clock.now += timedelta(hours=1)
    groups_sync.run(tools)
    assert read(tools) == {}


@pytest.mark.parametrize("error", ["missing_scope", "plan_upgrade_required"])
def test_why_slack_does_not_let_us_is_kept_until_it_does(
    tools: Tools, sandbox: Sandbox, clock: Time, error: str
) -> None:
    sandbox.fault(LIST, error)
    groups_sync.run(tools)
    assert (read(tools), reading(tools).refusal, reading(tools).read_at) == ({}, error, None)
    clock.now += timedelta(hours=1)
    groups_sync.run(tools)
    assert (reading(tools).refusal, reading(tools).read_at) == (None, clock.now)


@pytest.mark.parametrize("error", ["internal_error", "drop_before"])
def test_passing_trouble_is_tried_again_soon_and_says_nothing(
    tools: Tools, sandbox: Sandbox, clock: Time, error: str
) -> None:
    sandbox.fault(LIST, error)
    groups_sync.run(tools)
    groups_sync.run(tools)
    assert (reading(tools).refusal, reading(tools).read_at) == (None, None)
    clock.now += timedelta(minutes=5)
    groups_sync.run(tools)
    assert "support" in read(tools)


def test_where_slack_says_wait_it_is_read_once_that_is_over(
    tools: Tools, sandbox: Sandbox, clock: Time
) -> None:
    sandbox.fault(LIST, "ratelimited", retry_after=90)
    groups_sync.run(tools)
    assert reading(tools).due_at == clock.now + timedelta(seconds=90)


def test_whose_token_slack_does_not_take_waits_for_another(tools: Tools, sandbox: Sandbox) -> None:
    sandbox.revoke_token()
    groups_sync.run(tools)
    with tools.sessions.read() as session:
        assert session.scalars(select(Workspace.pause_reason)).one() == "token_revoked"
