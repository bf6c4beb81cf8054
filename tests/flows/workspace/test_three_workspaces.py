"""Three workspaces in one app: what befalls one of them is nothing to the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from databases import Database
from db import Digest, Kudos, ReflectionPrompt, ReflectionSchedule, Workspace
from slackapp.jobs import groups_sync, held_kudos, monthly_digest, reflection_prompts
from slackapp.sandbox.workspace import SandboxWorkspace
from tests.flows.hosting import hosting, install, thank
from tests.flows.office import Office

#: What Slack lets wait in the workspace that is too fast.
_PACED = ("chat.postMessage", "conversations.info", "conversations.members", "usergroups.list")


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with hosting(database.url) as office:
        yield office


@pytest.fixture
def workspaces(office: Office) -> list[SandboxWorkspace]:
    """Three with the app in them, and a digest in #support that is due on the first."""
    names = ("Dead", "Fast", "Well")
    found = [office.sandbox.add_workspace(name) for name in names]
    for one in found:
        install(office, one)
        grace, support = one.user("grace"), one.channel("support")
        one.command(grace, support, f"leaders <@{grace}>")
        assert "digest" in one.command(grace, support, "digest on").text
        office.settle()
    return found


def count(office: Office, workspace: SandboxWorkspace, table: type) -> int:
    """How many rows a workspace has."""
    with office.sessions.read() as session:
        return (
            session.scalar(
                select(func.count())
                .select_from(table)
                .join(Workspace, Workspace.id == table.workspace_id)  # type: ignore[attr-defined]
                .where(Workspace.slack_team_id == workspace.team_id)
            )
            or 0
        )


def is_announced(workspace: SandboxWorkspace) -> bool:
    shown = workspace.messages(workspace.channel("support"))
    return any("staying calm" in one.text for one in shown)


def tick(office: Office) -> None:
    """Every job that works for all workspaces in turn, once."""
    tools = office.app.tools
    groups_sync.run(tools)
    held_kudos.run(tools)
    reflection_prompts.run(tools, lambda *_: None)
    monthly_digest.run(tools)


def test_a_dead_token_and_a_method_that_must_wait_hold_up_nobody_else(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    dead, fast, well = workspaces
    dead.revoke_token("account_inactive")
    for method in _PACED:
        fast.fault(method, "ratelimited", times=50, retry_after=3_600)

    for one in workspaces:
        assert "Empathy" in thank(one)
    office.sandbox.wait_for(lambda: is_announced(well))
    assert [count(office, one, Kudos) for one in workspaces] == [1, 1, 1]
    assert [is_announced(one) for one in workspaces] == [False, False, True]
    office.sandbox.wait_for(lambda: is_paused(office, dead))

    # The first of the next month, when digests are due, and everybody's weekly question.
    with office.sessions.begin() as session:
        session.execute(
            update(ReflectionSchedule).values(next_due_at=office.clock() + timedelta(days=16))
        )
    office.clock.advance(days=17)
    for method in _PACED:
        fast.fault(method, "ratelimited", times=50, retry_after=3_600)
    tick(office)

    assert [count(office, one, Digest) for one in workspaces] == [0, 0, 1]
    assert count(office, dead, ReflectionPrompt) == 0 < count(office, well, ReflectionPrompt)

    fast.clear_faults()
    office.clock.advance(hours=2)
    dead.restore_token()
    office.app.scheduler.catch_up()
    office.settle_however_long()
    tick(office)
    office.settle_however_long()

    assert [is_announced(one) for one in workspaces] == [True, True, True]
    assert [count(office, one, Digest) for one in workspaces] == [1, 1, 1]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_that_gives_no_answer_costs_one_call_a_tick_and_comes_last_the_next_time(
    office: Office, workspaces: list[SandboxWorkspace]
) -> None:
    dead, _, well = workspaces
    for one in workspaces:
        thank(one)
        for name in ("general", "leads"):
            grace = one.user("grace")
            one.command(grace, one.channel(name), f"leaders <@{grace}>")
            one.command(grace, one.channel(name), "digest on")
    office.settle_however_long()
    office.clock.advance(days=17)
    dead.fault("conversations.info", "drop_before", times=50)
    sources = monthly_digest.read_sources(office.app.tools)

    before = len(dead.calls("conversations.info"))
    monthly_digest.run(office.app.tools, sources)
    assert len(dead.calls("conversations.info")) == before + 1
    assert count(office, well, Digest) == 3 and count(office, dead, Digest) == 0

    dead.clear_faults()
    monthly_digest.run(office.app.tools, sources)
    assert count(office, dead, Digest) == 3


def is_paused(office: Office, workspace: SandboxWorkspace) -> bool:
    with office.sessions.read() as session:
        since = select(Workspace.paused_since).filter_by(slack_team_id=workspace.team_id)
        return session.scalar(since) is not None
