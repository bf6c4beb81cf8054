"""Tokens that rotate are renewed before their end, by one process, and nothing stops for it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from databases import Database
from db import Workspace
from slackapp.delivery.oauth import OAuth
from slackapp.jobs import token_refresh
from slackapp.sandbox import grants
from slackapp.sandbox.grants import TOKEN_LIFE
from slackapp.sandbox.workspace import SandboxWorkspace
from slackapp.services.installation.token_refresh import claim_refresh, record_refresh
from tests.flows.hosting import browse, hosting, install, thank, tokens
from tests.flows.office import Office


@pytest.fixture
def rotating(database: Database) -> Iterator[Office]:
    with hosting(database.url, rotates=True) as office:
        yield office


@pytest.fixture
def quay(rotating: Office) -> SandboxWorkspace:
    workspace = rotating.sandbox.add_workspace("Quay")
    install(rotating, workspace)
    return workspace


def renew(office: Office) -> None:
    """The tick, as each process runs it."""
    sandbox, tools = office.sandbox, office.app.tools
    token_refresh.run(tools, OAuth(tools.slack, sandbox.client_id, sandbox.client_secret))


def exchanges(office: Office) -> int:
    return len(office.sandbox.calls("oauth.v2.access"))


def test_a_token_is_renewed_two_hours_before_its_end_and_the_old_one_is_still_good(
    rotating: Office, quay: SandboxWorkspace
) -> None:
    first = tokens(rotating)[quay.team_id]
    assert first is not None and first.startswith("xoxe.xoxb-")
    rotating.clock.advance(hours=9, minutes=59)
    renew(rotating)
    assert tokens(rotating)[quay.team_id] == first
    rotating.clock.advance(minutes=2)
    # A message is under way with the old token while the next one is fetched.
    quay.fault("chat.postMessage", "timeout_before", seconds=0.5)
    assert "Empathy" in thank(quay)
    quay.wait_for(lambda: quay.calls("chat.postMessage"))
    renew(rotating)
    rotating.settle_however_long()
    second = tokens(rotating)[quay.team_id]
    assert second == quay.bot_token != first
    old = quay.world.store.find_token(first)
    assert old is not None and old.error is None
    assert any("staying calm" in one.text for one in quay.messages(quay.channel("support")))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_tokens_that_end_soon_are_not_renewed_again_and_again(
    rotating: Office, quay: SandboxWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grants, "TOKEN_LIFE", 3600)
    rotating.clock.advance(hours=11)
    before = exchanges(rotating)
    renew(rotating)
    assert exchanges(rotating) == before + 1
    rotating.clock.advance(minutes=2)
    renew(rotating)
    assert exchanges(rotating) == before + 2


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_answer_that_comes_after_somebody_else_was_refused_is_kept(
    rotating: Office, quay: SandboxWorkspace
) -> None:
    sandbox, tools = rotating.sandbox, rotating.app.tools
    oauth = OAuth(tools.slack, sandbox.client_id, sandbox.client_secret)
    rotating.clock.advance(hours=11)
    with rotating.sessions.begin() as session:
        claimed = claim_refresh(session, now=rotating.clock())
    assert claimed is not None
    grant = oauth.refresh(claimed.refresh_token, now=rotating.clock())
    # This process sleeps for longer than its lease; Slack gives nothing twice for one token.
    rotating.clock.advance(minutes=2)
    renew(rotating)
    with rotating.sessions.begin() as session:
        assert record_refresh(session, claimed=claimed, grant=grant, now=rotating.clock())
    assert tokens(rotating)[quay.team_id] == quay.bot_token
    rotating.clock.advance(hours=11)
    renew(rotating)
    assert tokens(rotating)[quay.team_id] == quay.bot_token != grant.bot_token


def test_of_several_processes_one_renews_it(rotating: Office, quay: SandboxWorkspace) -> None:
    rotating.clock.advance(hours=11)
    before = exchanges(rotating)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: renew(rotating), range(6)))
    assert exchanges(rotating) == before + 1
    assert tokens(rotating)[quay.team_id] == quay.bot_token


def test_where_slack_gives_no_answer_it_is_tried_again_and_holds_up_no_other(
    rotating: Office, quay: SandboxWorkspace
) -> None:
    other = rotating.sandbox.add_workspace("Other")
    install(rotating, other)
    stored = tokens(rotating)
    rotating.clock.advance(hours=10, minutes=30)
    rotating.sandbox.fault("oauth.v2.access", "server_error")
    renew(rotating)
    changed = {team for team, token in tokens(rotating).items() if token != stored[team]}
    assert changed == {other.team_id}
    rotating.clock.advance(minutes=6)
    renew(rotating)
    assert tokens(rotating)[quay.team_id] == quay.bot_token != stored[quay.team_id]


def test_after_a_night_off_it_is_renewed_and_what_waited_goes_out(
    rotating: Office, quay: SandboxWorkspace
) -> None:
    rotating.clock.advance(seconds=TOKEN_LIFE + 60)
    told = thank(quay)
    assert "Empathy" in told
    rotating.sandbox.wait_for(lambda: is_paused(rotating, quay))
    renew(rotating)
    rotating.settle_however_long()
    assert any("staying calm" in one.text for one in quay.messages(quay.channel("support")))
    assert not is_paused(rotating, quay)


def test_a_refresh_token_whose_answer_was_lost_ends_in_installing_anew_and_loses_nothing(
    rotating: Office, quay: SandboxWorkspace
) -> None:
    first = tokens(rotating)[quay.team_id]
    rotating.clock.advance(hours=11)
    rotating.sandbox.fault("oauth.v2.access", "drop_after")
    renew(rotating)
    rotating.clock.advance(minutes=6)
    renew(rotating)
    assert exchanges(rotating) == 3
    # The old one is good until its end; Slack is asked no more.
    assert tokens(rotating)[quay.team_id] == first
    rotating.clock.advance(minutes=6)
    renew(rotating)
    assert exchanges(rotating) == 3
    assert "Empathy" in thank(quay)
    rotating.settle()
    rotating.clock.advance(hours=1)
    thank(quay, "after its end")
    rotating.sandbox.wait_for(lambda: is_paused(rotating, quay))
    told = browse(rotating, "/readyz")
    assert told.status == 503 and "install the app again, by its page" in told.body

    install(rotating, quay)

    rotating.settle_however_long()
    assert any("after its end" in one.text for one in quay.messages(quay.channel("support")))


def is_paused(office: Office, workspace: SandboxWorkspace) -> bool:
    with office.sessions.read() as session:
        since = select(Workspace.paused_since).filter_by(slack_team_id=workspace.team_id)
        return session.scalar(since) is not None
