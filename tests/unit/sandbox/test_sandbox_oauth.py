"""The sandbox's OAuth: codes, secrets, rotation and organisations, as strict as Slack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.cli.manifest import build_manifest
from slackapp.sandbox.grants import TOKEN_LIFE
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.workspace import SandboxWorkspace


class Clock:
    """The workspace's time, which tests put forward."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    manifest = build_manifest(http_url="http://localhost:3000", rotates_tokens=True)
    with Sandbox.start(clock=clock, manifest=manifest) as sandbox:
        yield sandbox


@pytest.fixture
def quay(sandbox: Sandbox) -> SandboxWorkspace:
    return sandbox.add_workspace("Quay", enterprise_id="E0PORT")


def ask(sandbox: Sandbox, scope: str = "chat:write,users:read") -> str:
    return f"{sandbox.url}/oauth/v2/authorize?client_id={sandbox.client_id}&scope={scope}&state=s"


def code_of(address: str) -> str:
    return address.partition("code=")[2].partition("&")[0]


def access(sandbox: Sandbox, secret: str = "", **asked: Any) -> Any:
    return WebClient(base_url=sandbox.api_url).oauth_v2_access(
        client_id=sandbox.client_id, client_secret=secret or sandbox.client_secret, **asked
    )


def client_of(workspace: SandboxWorkspace, token: str) -> WebClient:
    return WebClient(token=token, base_url=workspace.api_url)


def refusal(sandbox: Sandbox, **asked: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        access(sandbox, **asked)
    return str(caught.value.response["error"])


def test_a_code_is_good_once_and_needs_the_apps_secret(
    sandbox: Sandbox, quay: SandboxWorkspace, clock: Clock
) -> None:
    back = quay.allow(ask(sandbox))
    assert back.startswith("http://localhost:3000/slack/oauth_redirect?") and "state=s" in back
    assert refusal(sandbox, secret="0" * 32, code=code_of(back)) == "bad_client_secret"
    told = access(sandbox, code=code_of(back))
    assert (told["team"]["id"], told["is_enterprise_install"]) == (quay.team_id, False)
    assert told["expires_in"] == TOKEN_LIFE and told["scope"] == "chat:write,users:read"
    assert refusal(sandbox, code=code_of(back)) == "invalid_code"
    late = quay.allow(ask(sandbox))
    clock.now += 601
    assert refusal(sandbox, code=code_of(late)) == "invalid_code"


def test_a_refresh_token_is_good_once_and_the_old_token_until_its_end(
    sandbox: Sandbox, quay: SandboxWorkspace, clock: Clock
) -> None:
    first = access(sandbox, code=code_of(quay.allow(ask(sandbox))))
    asked = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = access(sandbox, **asked)
    assert refusal(sandbox, **asked) == "invalid_refresh_token"
    for token in (first["access_token"], second["access_token"]):
        assert client_of(quay, token).auth_test()["team_id"] == quay.team_id
    clock.now += TOKEN_LIFE + 1
    with pytest.raises(SlackApiError, match="token_expired"):
        client_of(quay, first["access_token"]).auth_test()
    quay.uninstall()
    asked["refresh_token"] = second["refresh_token"]
    assert refusal(sandbox, **asked) == "invalid_refresh_token"


def test_an_organisations_token_is_good_where_the_app_was_added_and_names_its_team(
    sandbox: Sandbox, quay: SandboxWorkspace
) -> None:
    other = sandbox.add_workspace("Other", enterprise_id="E0PORT")
    told = access(sandbox, code=code_of(sandbox.allow_organisation(ask(sandbox), "E0PORT")))
    assert told["team"] is None and told["enterprise"]["id"] == "E0PORT"
    client = client_of(quay, told["access_token"])
    assert client.auth_teams_list()["teams"] == []
    with pytest.raises(SlackApiError, match="team_access_not_granted"):
        client.users_list(team_id=quay.team_id)
    quay.let_in()
    assert [one["id"] for one in client.auth_teams_list()["teams"]] == [quay.team_id]
    assert client.users_list(team_id=quay.team_id)["members"][0]["team_id"] == quay.team_id
    with pytest.raises(SlackApiError, match="missing_argument"):
        client.users_list()
    with pytest.raises(SlackApiError, match="team_access_not_granted"):
        client.users_list(team_id=other.team_id)


def test_two_workspaces_have_tokens_people_and_messages_of_their_own(sandbox: Sandbox) -> None:
    other = sandbox.add_workspace("Other")
    token = other.install_at_once()
    support = other.channel("support")
    client_of(other, token).chat_postMessage(channel=support, text="here")
    assert [one.text for one in other.messages(support)][-1] == "here"
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client_of(other, token).chat_postMessage(channel=sandbox.channel("support"), text="there")
    assert len(other.calls("chat.postMessage")) == 2
    assert sandbox.calls("chat.postMessage") == []
