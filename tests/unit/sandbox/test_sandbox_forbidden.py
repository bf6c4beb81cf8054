"""What Slack forbids is forbidden here: words to an app that takes none, and odd views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.cli.manifest import build_manifest
from slackapp.sandbox.blocks import find_block_errors
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.installed import read_manifest
from slackapp.sandbox.payloads import new_trigger_id
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.view_rules import find_view_errors

READ_ONLY = "restricted_action_read_only_channel"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(manifest=build_manifest(http_url=None)) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def test_nobody_writes_to_an_app_that_takes_no_words(sandbox: Sandbox, client: WebClient) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    ts = client.chat_postMessage(channel=ana, text="For you alone")["ts"]
    home = sandbox.im(ana)
    assert sandbox.command(ana, home, "list").error == READ_ONLY
    for thread in (None, ts):
        with pytest.raises(SlackError, match=READ_ONLY):
            sandbox.say(ana, home, "Hello?", thread)
    # Everywhere else, and with a finger on what stands there, all goes on.
    sandbox.react(ana, home, ts, "tada")
    assert sandbox.say(ana, sandbox.world.store.open_im(ana, ben).id, "Hello")


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        (None, "open"),
        ({"messages_tab_enabled": True, "messages_tab_read_only_enabled": False}, "open"),
        ({"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}, "read_only"),
        ({"messages_tab_enabled": False}, "off"),
    ],
)
def test_the_manifest_says_who_may_write_to_the_app(
    home: dict[str, bool] | None, expected: str
) -> None:
    features = {} if home is None else {"app_home": home}
    assert read_manifest({"features": features}).messages_tab == expected


def test_an_app_without_a_messages_tab_writes_to_nobody(
    sandbox: Sandbox, client: WebClient
) -> None:
    manifest = build_manifest(http_url=None)
    manifest["features"]["app_home"]["messages_tab_enabled"] = False
    sandbox.install(manifest)
    with pytest.raises(SlackApiError, match="messages_tab_disabled"):
        client.chat_postMessage(channel=sandbox.user("ana"), text="Hello")
    client.chat_postMessage(channel="C0SUPPORT", text="Hello")


def test_a_view_over_250_kb_has_an_error_of_its_own(sandbox: Sandbox, client: WebClient) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_990}}
    view = {"type": "modal", "title": words("Long"), "blocks": [section] * 90}
    trigger = new_trigger_id(sandbox.world, sandbox.user("ana"))
    with pytest.raises(SlackApiError, match="view_too_large"):
        client.views_open(trigger_id=trigger, view=view)


def test_a_home_has_nothing_of_a_modal() -> None:
    section = {"type": "section", "text": words("Hello")}
    home = {"type": "home", "blocks": [section], "callback_id": "home"}
    assert find_view_errors(home) == []
    for field in ("title", "submit", "close"):
        errors = find_view_errors(home | {field: words("No")})
        assert errors == [f"invalid additional property: {field} [json-pointer:/view]"]


def _menu(**fields: Any) -> list[str]:
    options = [{"text": words(name), "value": name} for name in ("one", "two")]
    element = {"type": "static_select", "action_id": "a", "options": options} | fields
    return find_block_errors([{"type": "actions", "elements": [element]}])


def test_what_is_chosen_at_first_has_to_be_offered() -> None:
    one = {"text": words("one"), "value": "one"}
    assert _menu(initial_option=one) == []
    refusal = "must be one of the provided options [json-pointer:/blocks/0/elements/0/"
    # To the letter: the same value under other words is another option.
    assert _menu(initial_option=one | {"text": words("One")}) == [f"{refusal}initial_option]"]
    many = {"type": "multi_static_select"}
    assert _menu(**many, initial_options=[one], max_selected_items=1) == []
    assert _menu(**many, initial_options=[]) == [f"{refusal}initial_options]"]
    assert "must be a positive integer" in _menu(**many, max_selected_items=0)[0]
    groups = [{"label": words("All"), "options": [one]}]
    grouped = {"type": "static_select", "action_id": "a", "option_groups": groups}
    for chosen, expected in ((one, 0), (one | {"value": "two"}, 1)):
        element = grouped | {"initial_option": chosen}
        assert len(find_block_errors([{"type": "actions", "elements": [element]}])) == expected


def test_no_element_has_fields_of_another_one() -> None:
    [error] = _menu(initial_user="U1")
    assert error.startswith("invalid additional property: initial_user")
