"""Views in the sandbox: Slack's rules, triggers, stacks, and what a person's inputs hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import views
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.payloads import new_trigger_id
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.view_rules import find_view_errors
from slackapp.sandbox.view_state import check_filled, fill
from slackapp.sandbox.views import Views

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def text_input(block_id: str, **fields: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "input"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words("Say it"),
        "element": element,
    } | fields


def modal(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": words("A form"),
        "submit": words("Save"),
        "blocks": list(blocks) or [SECTION],
    } | fields


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def ana(sandbox: Sandbox) -> str:
    return sandbox.user("ana")


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(type="window"), "must be one of: modal, home [json-pointer:/view/type]"),
        (modal(title=words("A title of twenty-five c.")), "less than 25 characters"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal(*[SECTION] * 101), "no more than 100 items allowed"),
        (modal(text_input("a"), text_input("a")), "block_id `a` already exists"),
        (modal(text_input("a"), submit=None), "missing required field: submit"),
        (modal(text_input("a", label=words("x" * 2001))), "less than 2001 characters"),
        (modal(text_input("a", element={"type": "button"})), "unsupported type: button"),
        (
            modal(text_input("a", element={"type": "plain_text_input", "max_length": 3001})),
            "must be between 1 and 3000",
        ),
        ({"type": "home", "blocks": [SECTION], "footer": 1}, "invalid additional property"),
        (
            modal({"type": "section", "text": words("x" * 3000)}, SECTION) | {"callback_id": 7},
            "string",
        ),
    ],
)
def test_slack_s_rules_for_views_are_told_with_their_places(
    view: dict[str, Any], problem: str
) -> None:
    errors = find_view_errors({key: value for key, value in view.items() if value is not None})
    assert any(problem in error for error in errors), errors


def test_a_view_within_the_rules_has_no_errors() -> None:
    assert find_view_errors(modal(text_input("a", optional=True, hint=words("Why")))) == []
    assert find_view_errors({"type": "home", "blocks": [SECTION]}) == []


def test_an_input_has_no_place_in_a_message(client: WebClient, sandbox: Sandbox) -> None:
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client.chat_postMessage(
            channel=sandbox.channel("support"), text="x", blocks=[text_input("a")]
        )


def test_a_trigger_opens_one_view_and_no_second(
    client: WebClient, sandbox: Sandbox, ana: str
) -> None:
    trigger = new_trigger_id(sandbox.world, ana)
    opened = client.views_open(trigger_id=trigger, view=modal(text_input("a")))
    assert opened["view"]["state"]["values"]["a"]["input"]["value"] is None
    shown = sandbox.modal(ana)
    assert shown is not None
    assert (shown.id, shown.title) == (opened["view"]["id"], "A form")
    for value, error in ((trigger, "exchanged_trigger_id"), ("1.2", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=error):
            client.views_open(trigger_id=value, view=modal())


def test_a_trigger_is_soon_too_old(
    client: WebClient, sandbox: Sandbox, ana: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "TRIGGER_SECONDS", -1.0)
    trigger = new_trigger_id(sandbox.world, ana)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=trigger, view=modal())


def test_modals_are_pushed_three_deep_and_closed_from_the_top(
    client: WebClient, sandbox: Sandbox, ana: str
) -> None:
    client.views_open(trigger_id=new_trigger_id(sandbox.world, ana), view=modal())
    for title in ("Second", "Third"):
        trigger = new_trigger_id(sandbox.world, ana)
        client.views_push(trigger_id=trigger, view=modal(title=words(title)))
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=new_trigger_id(sandbox.world, ana), view=modal())
    top = sandbox.modal(ana)
    assert top is not None
    assert top.title == "Third"
    sandbox.close_view(ana, top)
    assert [view.title for view in sandbox.world.views.stack(ana)] == ["A form", "Second"]


def test_an_update_against_an_older_view_is_a_conflict(
    client: WebClient, sandbox: Sandbox, ana: str
) -> None:
    trigger = new_trigger_id(sandbox.world, ana)
    view = client.views_open(trigger_id=trigger, view=modal(external_id="form"))["view"]
    client.views_update(external_id="form", hash=view["hash"], view=modal(title=words("New")))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id="V0", view=modal())


def test_a_home_is_published_for_one_person(client: WebClient, sandbox: Sandbox, ana: str) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    first = client.views_publish(user_id=ana, view=home)["view"]
    again = client.views_publish(user_id=ana, view=home)["view"]
    assert first["id"] == again["id"]
    assert sandbox.home(sandbox.user("ben")) is None
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_publish(user_id=ana, view=home, hash=first["hash"])
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_publish(user_id=ana, view=modal())


ELEMENTS = {
    "text": {"type": "plain_text_input", "initial_value": "Before", "max_length": 9},
    "radio": {
        "type": "radio_buttons",
        "options": [{"text": words(one), "value": one} for one in "ab"],
    },
    "boxes": {
        "type": "checkboxes",
        "options": [{"text": words(one), "value": one} for one in "ab"],
        "initial_options": [{"text": words("a"), "value": "a"}],
    },
    "person": {"type": "users_select"},
    "day": {"type": "datepicker", "initial_date": "2026-03-13"},
}


@pytest.fixture
def form() -> views.View:
    blocks = [
        text_input(name, element={"action_id": "input"} | element)
        for name, element in ELEMENTS.items()
    ]
    numbers = iter(range(9))
    return Views(lambda prefix: f"{prefix}{next(numbers)}").open("U1", modal(*blocks))


def test_inputs_hold_what_was_given_and_else_what_they_began_with(form: views.View) -> None:
    given = {"radio": "b", "person": "U2", "boxes": ["a", "b"]}
    state = fill(form.blocks, form.state, given)
    held = {name: values["input"] for name, values in state.items()}
    assert held["text"]["value"] == "Before"
    assert held["radio"]["selected_option"]["value"] == "b"
    assert [one["value"] for one in held["boxes"]["selected_options"]] == ["a", "b"]
    assert held["person"]["selected_user"] == "U2"
    assert held["day"]["selected_date"] == "2026-03-13"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"nobody": "x"}, "block_not_found"),
        ({"radio": "c", "person": "U2"}, "option_not_found"),
        ({"radio": "a"}, "input_required"),
        ({"text": "x" * 10, "radio": "a", "person": "U2"}, "input_too_long"),
        ({"text": "", "radio": "a", "person": "U2"}, "input_required"),
    ],
)
def test_slack_lets_nobody_submit_what_does_not_fit(
    form: views.View, values: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackError) as caught:
        check_filled(form.blocks, fill(form.blocks, form.state, values))
    assert caught.value.error == error
