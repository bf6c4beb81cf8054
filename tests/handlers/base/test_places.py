"""Asking Slack what a channel is, while a person waits for the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from databases import Database
from factories import NOW, make_workspace
from slackapp.delivery.rate_limits import PACES, Pace
from slackapp.domain.kudos.audience import ChannelKind, Place, unproven_place
from slackapp.handlers.base.places import find_known_place, learn_place
from slackapp.sandbox.server import Sandbox
from slackapp.services.workspace.workspaces import WorkspaceView, find_workspace
from toolbox import build_tools

INFO = "conversations.info"


class Desk:
    """A handler's tools in a workspace, with a time that stands still until it is moved."""

    def __init__(self, database: Database, sandbox: Sandbox) -> None:
        self.sandbox, self.now = sandbox, NOW
        self.seen: list[tuple[str, str]] = []
        self.tools = build_tools(
            database.sessions,
            self.time,
            api_url=sandbox.api_url,
            observe=lambda kind, result: self.seen.append((kind, result)),
        ).for_people(database.sessions)
        with database.sessions.begin() as session:
            make_workspace(session, slack_team_id=sandbox.team_id, bot_token=sandbox.bot_token)
        with database.sessions.read() as session:
            workspace = find_workspace(session, slack_team_id=sandbox.team_id)
        assert workspace is not None
        self.workspace: WorkspaceView = workspace

    def time(self) -> datetime:
        return self.now

    def learn(self, channel: str) -> Place:
        return learn_place(self.tools, self.workspace, channel)

    def recall(self, channel: str) -> Place | None:
        with self.tools.sessions.read() as session:
            return find_known_place(session, self.workspace, channel, channel_name="", now=self.now)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with Sandbox.start() as sandbox:
        yield Desk(database, sandbox)


def test_what_slack_says_of_a_channel_is_kept(desk: Desk) -> None:
    support = desk.sandbox.channel("support")
    place = Place(support, ChannelKind.PUBLIC, app_is_member=True)
    assert desk.recall(support) is None
    assert desk.learn(support) == place
    assert desk.recall(support) == place


def test_without_a_free_slot_a_channel_counts_as_private_and_nothing_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACES, INFO, Pace(timedelta(minutes=1), burst=1))
    general, support = desk.sandbox.channel("general"), desk.sandbox.channel("support")
    desk.learn(general)
    assert desk.learn(support) == unproven_place(support)
    assert desk.recall(support) is None
    assert len(desk.sandbox.calls(INFO)) == 1
    desk.now += timedelta(minutes=1)
    assert desk.learn(support).app_is_member


def test_slacks_word_to_wait_is_counted_and_holds_the_read(desk: Desk) -> None:
    desk.sandbox.fault(INFO, "ratelimited", retry_after=1)
    support = desk.sandbox.channel("support")
    assert desk.learn(support) == unproven_place(support)
    assert desk.learn(support) == unproven_place(support)
    assert desk.recall(support) is None
    assert desk.seen == [("read", "rate_limited")]
    assert len(desk.sandbox.calls(INFO)) == 1
