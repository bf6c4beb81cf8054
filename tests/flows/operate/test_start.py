"""The start of the app beside a Slack that is well, in trouble, or that refuses it."""

from __future__ import annotations

import logging

import pytest
from pydantic import SecretStr

from databases import Database
from slackapp.app import build_app
from slackapp.config import Settings
from slackapp.door.health import Process, list_unready
from slackapp.errors import ConfigurationError
from slackapp.sandbox.server import Sandbox
from tests.flows.office import build_settings, running, wait_until_people_are_known

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.parametrize("kind", ["server_error", "ratelimited", "internal_error", "drop_before"])
def test_a_slack_in_trouble_does_not_keep_a_known_installation_from_starting(
    sandbox: Sandbox, database: Database, kind: str
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)

    sandbox.fault("auth.test", kind)
    with running(sandbox, database.url, transport="http") as office:
        answer = office.kudos(ana, support, f"<@{ben}> empathy thanks all the same")
        assert "goes to <#" in answer.text


@pytest.mark.parametrize("is_known", [False, True])
def test_a_token_that_slack_refuses_keeps_the_app_from_starting(
    sandbox: Sandbox, database: Database, request: pytest.FixtureRequest, is_known: bool
) -> None:
    settings = build_settings(sandbox, database.url, "http")
    if is_known:
        with running(sandbox, database.url, transport="http"):
            pass
        settings = settings.model_copy(update={"slack_bot_token": SecretStr("xoxb-another")})
    else:
        sandbox.revoke_token()
    app = build_app(settings)
    request.addfinalizer(app.stop)

    with pytest.raises(ConfigurationError, match=r"invalid_auth|token_revoked"):
        app.start()


def test_a_known_workspace_whose_own_token_died_waits_for_another(
    sandbox: Sandbox, database: Database
) -> None:
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
    sandbox.revoke_token()
    # Started again and again, it would tell nobody why.
    with running(sandbox, database.url, transport="http") as office:
        app = office.app
        process = Process(app.parts, app.scheduler, None, None)
        [reason] = list_unready(app.tools, process)
        assert "(token_revoked)" in reason


def test_a_slack_out_of_reach_keeps_a_new_installation_from_starting(
    sandbox: Sandbox, database: Database, request: pytest.FixtureRequest
) -> None:
    sandbox.fault("auth.test", "server_error")
    app = build_app(build_settings(sandbox, database.url, "http"))
    request.addfinalizer(app.stop)

    with pytest.raises(ConfigurationError, match="cannot be reached"):
        app.start()


def test_posts_reach_slack_though_its_address_lacks_the_last_slash(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", sandbox.api_url.removesuffix("/"))
    url = Settings().slack_api_url
    with running(sandbox, database.url, slack_api_url=url) as office:
        wait_until_people_are_known(office)
        room = office.room(sandbox.user("ana"), sandbox.user("ben"))
        office.kudos(sandbox.user("ana"), room, f"<@{sandbox.user('ben')}> empathy thanks")
        office.settle()
        assert len(office.posts(room)) == 1


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_a_start_as_it_should_be_warns_of_nothing(
    sandbox: Sandbox,
    database: Database,
    transport: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", sandbox.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", sandbox.app_token)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", sandbox.signing_secret)

    with running(sandbox, database.url, transport=transport) as office:
        wait_until_people_are_known(office)
        office.kudos(sandbox.user("ana"), sandbox.channel("support"), "help")

    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
