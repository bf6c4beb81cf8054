"""Trouble on demand, as slack_sdk's own client meets it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.server import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=1, retry_handlers=[])


def post(client: WebClient) -> None:
    client.chat_postMessage(channel="C0SUPPORT", text="Hello")


def posted(sandbox: Sandbox) -> bool:
    return sandbox.messages("C0SUPPORT")[-1].text == "Hello"


def test_injected_429_stands_until_its_time_is_over(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.fault("chat.postMessage", "ratelimited", retry_after=30)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post(client)
        assert caught.value.response.status_code == 429
        assert int(caught.value.response.headers["Retry-After"]) in (29, 30)
    assert sandbox.violations == 1
    assert not posted(sandbox)


def test_injected_429_can_be_for_one_channel(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.fault("chat.postMessage", "ratelimited", channel="C0GENERAL", retry_after=30)
    post(client)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="ratelimited"):
            client.chat_postMessage(channel="C0GENERAL", text="x")
    assert posted(sandbox)
    assert sandbox.violations == 1


def test_server_error_does_nothing(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.fault("chat.postMessage", "server_error")
    with pytest.raises(SlackApiError) as caught:
        post(client)
    assert caught.value.response.status_code == 500
    assert not posted(sandbox)


@pytest.mark.parametrize(
    ("kind", "done"),
    [
        ("timeout_before", False),
        ("timeout_after", True),
        ("drop_before", False),
        ("drop_after", True),
    ],
)
def test_caller_without_an_answer_cannot_tell_whether_it_was_done(
    sandbox: Sandbox, client: WebClient, kind: str, done: bool
) -> None:
    sandbox.fault("chat.postMessage", kind)
    with pytest.raises((TimeoutError, URLError, OSError, http.client.HTTPException)):
        post(client)
    assert posted(sandbox) is done
    assert [call.status for call in sandbox.calls("chat.postMessage")] == [0]


def test_slack_error_is_answered_as_often_as_asked(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.fault("chat.postMessage", "channel_not_found", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            post(client)
    post(client)
    assert posted(sandbox)


def test_fault_of_a_persons_messages_is_met_through_their_id(
    sandbox: Sandbox, client: WebClient
) -> None:
    ana = sandbox.user("ana")
    sandbox.fault("chat.postMessage", "fatal_error", channel=sandbox.im(ana))
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel=ana, text="Hello")


def test_cleared_faults_hurt_nobody(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.fault("chat.postMessage", "server_error", times=9)
    sandbox.clear_faults()
    post(client)
    assert posted(sandbox)
