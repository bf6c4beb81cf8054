"""Trouble that a visitor switches on stays until it is switched off, and then all is as before."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import MANIFEST, over_http

NO_ANSWER = (TimeoutError, URLError, OSError, http.client.HTTPException)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(manifest=MANIFEST, event_retry_delays=(0.0, 0.0, 0.0)) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=5, retry_handlers=[])


def ask(sandbox: Sandbox, verb: str, **body: Any) -> Any:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    try:
        connection.request(verb, "/sandbox/api/trouble", json.dumps(body) if body else None)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def switch(sandbox: Sandbox, key: str, on: bool) -> list[str]:
    on_now: list[str] = ask(sandbox, "POST", key=key, on=on)["on"]
    return on_now


def post(client: WebClient, text: str = "Hello") -> None:
    client.chat_postMessage(channel="C0SUPPORT", text=text)


def count(sandbox: Sandbox, text: str = "Hello") -> int:
    return sum(one.text == text for one in sandbox.messages("C0SUPPORT"))


def test_slack_that_is_too_slow_says_so_each_time_until_it_is_well(
    sandbox: Sandbox, client: WebClient
) -> None:
    assert switch(sandbox, "rate_limit", True) == ["rate_limit"]
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post(client)
        assert caught.value.response.status_code == 429
        assert int(caught.value.response.headers["Retry-After"]) in (4, 5)
    # What is only read is not limited.
    assert client.users_info(user=sandbox.user("ana"))["ok"]
    assert switch(sandbox, "rate_limit", False) == []
    post(client)
    assert count(sandbox) == 1


def test_of_outages_there_is_one_at_a_time(sandbox: Sandbox, client: WebClient) -> None:
    switch(sandbox, "out_of_order", True)
    with pytest.raises(SlackApiError, match="Internal Server Error"):
        client.users_info(user=sandbox.user("ana"))
    assert switch(sandbox, "no_answer", True) == ["no_answer"]
    with pytest.raises(NO_ANSWER):
        post(client)
    assert count(sandbox) == 0
    assert switch(sandbox, "lost_answer", True) == ["lost_answer"]
    with pytest.raises(NO_ANSWER):
        post(client)
    # It was done, and the second call is answered: each message loses one answer.
    assert count(sandbox) == 1
    post(client)
    assert switch(sandbox, "lost_answer", False) == []


def test_a_token_is_revoked_until_the_app_is_installed_again(
    sandbox: Sandbox, client: WebClient
) -> None:
    begun: list[str] = []
    sandbox.world.start_anew = lambda: begun.append("anew")
    switch(sandbox, "revoked", True)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="token_revoked"):
            post(client)
    switch(sandbox, "revoked", False)
    post(client)
    assert begun == ["anew"]
    # A workspace that has uninstalled the app does not get it back by this switch.
    sandbox.uninstall()
    switch(sandbox, "revoked", False)
    with pytest.raises(SlackApiError, match="account_inactive"):
        post(client)


def test_an_app_that_is_away_is_told_of_everything_once_when_it_is_back(sandbox: Sandbox) -> None:
    ana, support = sandbox.user("ana"), sandbox.channel("support")
    sandbox.world.count_waiting = lambda: 3
    with over_http(sandbox) as app:
        switch(sandbox, "away", True)
        assert sandbox.command(ana, support, "hello").error == "dispatch_failed"
        for text in ("one", "two"):
            sandbox.say(ana, support, text)
        sandbox.wait_for(lambda: ask(sandbox, "GET")["held"] == 2)
        assert ask(sandbox, "GET") == {"on": ["away"], "waiting": 3, "held": 2}
        assert app.bodies == []
        with pytest.raises(NO_ANSWER):
            WebClient(
                sandbox.app_token, base_url=sandbox.api_url, retry_handlers=[]
            ).apps_connections_open(app_token=sandbox.app_token)
        switch(sandbox, "away", False)
        sandbox.wait_for(lambda: len(app.events("message")) == 2)
        assert {event["text"] for event in app.events("message")} == {"one", "two"}
        assert ask(sandbox, "GET")["held"] == 0


def test_there_is_no_trouble_of_another_name(sandbox: Sandbox) -> None:
    assert ask(sandbox, "POST", key="plague", on=True)["error"] == "invalid_arguments"
