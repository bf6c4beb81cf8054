"""Views that change while somebody fills them in: what is kept, what the app is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from slackapp.sandbox.payloads import new_trigger_id
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.view_rules import find_view_errors
from slackapp.sandbox.views import View
from tests.unit.sandbox.noting_app import MANIFEST, Json, NotingApp, over_socket

ANA = "U00000ANA"


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def text_input(block_id: str, dispatch: bool = False, **fields: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id),
        "optional": True,
        "dispatch_action": dispatch,
        "element": {"type": "plain_text_input", "action_id": "text"} | fields,
    }


def menu(block_id: str, *values: str, dispatch: bool = False) -> Json:
    options = [{"text": words(value), "value": value} for value in values]
    return text_input(block_id, dispatch) | {
        "element": {"type": "static_select", "action_id": "menu", "options": options}
    }


def modal(*blocks: Json, **fields: Any) -> Json:
    return {
        "type": "modal",
        "title": words("A form"),
        "submit": words("Save"),
        "blocks": list(blocks),
    } | fields


@pytest.fixture(scope="module")
def app_of_module() -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, over_socket(sandbox) as app:
        yield app


@pytest.fixture
def app(app_of_module: NotingApp) -> NotingApp:
    app_of_module.forget()
    return app_of_module


def opened(app: NotingApp, view: Json) -> View:
    app.client.views_open(trigger_id=new_trigger_id(app.sandbox.world, ANA), view=view)
    return shown(app)


def shown(app: NotingApp) -> View:
    view = app.sandbox.modal(ANA)
    assert view is not None
    return view


def error_of(app: NotingApp, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        app.client.api_call(method, json=args)
    return str(caught.value.response["error"])


def test_update_keeps_what_was_typed_where_the_ids_stay(app: NotingApp) -> None:
    view = opened(app, modal(menu("what", "calm", "clear", dispatch=True), text_input("why")))
    typed = {"why": "for the call"}
    app.sandbox.press_in_view(ANA, view, "menu", values=typed, selected_option="calm")
    state = app.bodies[-1]["view"]["state"]["values"]
    assert state["why"]["text"]["value"] == "for the call"
    assert state["what"]["menu"]["selected_option"]["value"] == "calm"
    more = modal(
        menu("what", "calm", "clear", dispatch=True),
        text_input("how"),
        text_input("why", initial_value="something else"),
    )
    hash_ = app.bodies[-1]["view"]["hash"]
    updated = app.client.views_update(view_id=view.id, view=more, hash=hash_)["view"]
    assert updated["state"]["values"]["why"]["text"]["value"] == "for the call"
    assert app.sandbox.submit(ANA, shown(app), how="calmly").ok
    values = app.bodies[-1]["view"]["state"]["values"]
    assert values["why"]["text"]["value"] == "for the call"
    assert values["what"]["menu"]["selected_option"]["value"] == "calm"
    assert values["how"]["text"]["value"] == "calmly"


def test_another_block_id_begins_anew(app: NotingApp) -> None:
    view = opened(app, modal(menu("what", "calm", dispatch=True), text_input("why")))
    app.sandbox.press_in_view(ANA, view, "menu", values={"why": "x"}, selected_option="calm")
    app.client.views_update(view_id=view.id, view=modal(menu("what", "bold"), text_input("why2")))
    values = shown(app).state
    assert values["why2"]["text"]["value"] is None
    # Nor does a choice stay that is offered no longer.
    assert values["what"]["menu"]["selected_option"] is None


def test_hash_of_an_older_view_is_a_conflict(app: NotingApp) -> None:
    view = opened(app, modal(text_input("why"), external_id="the form"))
    app.client.views_update(external_id="the form", view=modal(text_input("why")), hash=view.hash)
    args = {"view_id": view.id, "view": modal(text_input("why"))}
    assert error_of(app, "views.update", hash=view.hash, **args) == "hash_conflict"
    assert error_of(app, "views.update", view_id="V0", view=args["view"]) == "not_found"
    assert error_of(app, "views.update", view=args["view"]) == "invalid_arguments"


def test_external_id_is_one_views_alone(app: NotingApp) -> None:
    opened(app, modal(text_input("why"), external_id="mine"))
    trigger = new_trigger_id(app.sandbox.world, "U00000BEN")
    view = modal(text_input("why"), external_id="mine")
    assert error_of(app, "views.open", trigger_id=trigger, view=view) == "duplicate_external_id"


def test_at_most_three_views_lie_on_each_other(app: NotingApp) -> None:
    opened(app, modal(text_input("one")))
    for name in ("two", "three"):
        trigger = new_trigger_id(app.sandbox.world, ANA)
        app.client.views_push(trigger_id=trigger, view=modal(text_input(name)))
    args = {"trigger_id": new_trigger_id(app.sandbox.world, ANA), "view": modal(text_input("4"))}
    assert error_of(app, "views.push", **args) == "push_limit_reached"


def test_only_inputs_that_dispatch_are_told_at_once(app: NotingApp) -> None:
    view = opened(app, modal(text_input("quiet"), text_input("loud", dispatch=True)))
    args: Json = {"block_id": "loud", "value": "emp"}
    assert app.sandbox.press_in_view(ANA, view, "text", **args).ok
    [action] = app.bodies[-1]["actions"]
    assert (action["type"], action["value"]) == ("plain_text_input", "emp")
    assert app.bodies[-1]["view"]["state"]["values"]["loud"]["text"]["value"] == "emp"
    quiet = app.sandbox.press_in_view(ANA, view, "text", block_id="quiet", value="x")
    assert quiet.error == "action_not_found"


def test_ticks_are_told_at_once_and_stay_while_they_are_offered(app: NotingApp) -> None:
    def boxes(*values: str) -> Json:
        options = [{"text": words(value), "value": value} for value in values]
        element = {"type": "checkboxes", "action_id": "boxes", "options": options}
        return text_input("like", dispatch=True) | {"element": element}

    view = opened(app, modal(boxes("calm", "clear"), text_input("why", dispatch=True)))
    ticked: Json = {"selected_options": ["clear"]}
    app.sandbox.press_in_view(ANA, view, "boxes", values={"why": "x"}, **ticked)
    [action] = app.bodies[-1]["actions"]
    assert [one["value"] for one in action["selected_options"]] == ["clear"]
    app.client.views_update(view_id=view.id, view=modal(boxes("bold", "clear"), text_input("why")))
    held = shown(app).state
    assert [one["value"] for one in held["like"]["boxes"]["selected_options"]] == ["clear"]
    assert held["why"]["text"]["value"] == "x"


@pytest.mark.parametrize(
    ("config", "place"),
    [
        ("on_character_entered", ""),
        ({"trigger_actions_on": "on_character_entered"}, "/trigger_actions_on"),
        ({"trigger_actions_on": []}, "/trigger_actions_on"),
        ({"trigger_actions_on": ["on_blur"]}, "/trigger_actions_on/0"),
        ({"trigger": ["on_enter_pressed"]}, ""),
    ],
)
def test_when_typing_is_told_is_one_of_two_moments(config: Any, place: str) -> None:
    def find(config: Any) -> list[str]:
        return find_view_errors(modal(text_input("why", True, dispatch_action_config=config)))

    assert find({"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}) == []
    [error] = find(config)
    assert f"element/dispatch_action_config{place}" in error


def test_submission_is_answered_with_another_view_or_with_errors(app: NotingApp) -> None:
    view = opened(app, modal(text_input("why")))
    app.answer = {"response_action": "errors", "errors": {"why": "Say more"}}
    assert app.sandbox.submit(ANA, view, why="x").error == "errors"
    assert (shown(app).errors, shown(app).state["why"]["text"]["value"]) == (
        {"why": "Say more"},
        "x",
    )
    app.answer = {"response_action": "errors", "errors": {"nothing": "Say more"}}
    assert app.sandbox.submit(ANA, view).error == "invalid_errors"
    app.answer = {"response_action": "update", "view": modal(text_input("why"), callback_id="2")}
    assert app.sandbox.submit(ANA, view).ok
    assert (shown(app).content["callback_id"], shown(app).errors) == ("2", {})
    assert shown(app).state["why"]["text"]["value"] == "x"
    app.answer = {"response_action": "push", "view": modal(text_input("more"))}
    assert app.sandbox.submit(ANA, shown(app)).ok
    assert shown(app).previous_id == view.id
    app.answer = {"response_action": "clear"}
    assert app.sandbox.submit(ANA, shown(app)).ok
    assert app.sandbox.modal(ANA) is None


def conversations(**fields: Any) -> Json:
    element = {"type": "conversations_select", "action_id": "where"} | fields
    return text_input("place") | {"element": element}


def test_select_of_conversations_begins_where_somebody_is(app: NotingApp) -> None:
    app.sandbox.shortcut(ANA, "give", channel="C0SUPPORT")
    [body] = app.sent("shortcut")
    here = {"default_to_current_conversation": True, "response_url_enabled": True}
    view = modal(conversations(**here))
    app.client.views_open(trigger_id=body["trigger_id"], view=view)
    held = shown(app).state["place"]["where"]
    assert held == {"type": "conversations_select", "selected_conversation": "C0SUPPORT"}
    # Ana does not see the leaders' channel.
    assert app.sandbox.submit(ANA, shown(app), place="C000LEADS").error == "channel_not_found"
    assert app.sandbox.submit(ANA, shown(app)).ok
    [sent] = app.sent("view_submission")
    values = sent["view"]["state"]["values"]
    assert values["place"]["where"]["selected_conversation"] == "C0SUPPORT"
    [place] = sent["response_urls"]
    assert (place["block_id"], place["channel_id"]) == ("place", "C0SUPPORT")
    answer = {"text": "Thanks, Ben", "response_type": "in_channel"}
    WebhookClient(place["response_url"]).send_dict(answer)
    assert app.sandbox.messages("C0SUPPORT")[-1].text == "Thanks, Ben"


def test_choice_behind_three_dots_is_told(app: NotingApp) -> None:
    options = [{"text": words("Undo"), "value": "undo"}, {"text": words("Edit"), "value": "edit"}]
    rare = {"type": "overflow", "action_id": "rare", "options": options}
    block = {"type": "section", "text": words("Given"), "accessory": rare}
    posted = app.client.chat_postMessage(channel="C0SUPPORT", text="Given", blocks=[block])
    chosen = {"selected_option": "edit"}
    assert app.sandbox.press(ANA, "C0SUPPORT", posted["ts"], "rare", **chosen).ok
    [action] = app.sent("block_actions")[-1]["actions"]
    assert action["selected_option"]["value"] == "edit"


def test_closing_a_view_that_says_so_closes_all(app: NotingApp) -> None:
    opened(app, modal(text_input("one")))
    trigger = new_trigger_id(app.sandbox.world, ANA)
    on_top = modal(text_input("two"), clear_on_close=True, notify_on_close=True)
    app.client.views_push(trigger_id=trigger, view=on_top)
    app.sandbox.close_view(ANA, shown(app))
    assert app.sandbox.modal(ANA) is None
    assert (app.bodies[-1]["type"], app.bodies[-1]["is_cleared"]) == ("view_closed", True)
