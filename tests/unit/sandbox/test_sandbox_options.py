"""External selects in the sandbox: what the app is asked, and what its answer may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from slackapp.sandbox.blocks import find_block_errors
from slackapp.sandbox.options import find_option_errors
from slackapp.sandbox.payloads import new_trigger_id
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.views import View
from tests.unit.sandbox.noting_app import MANIFEST, Json, NotingApp, over_http, over_socket

ANA, BEN = "U00000ANA", "U00000BEN"
SUPPORT = "C0SUPPORT"


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str | None = None) -> Json:
    return {"text": words(text or value.title()), "value": value}


def select(kind: str = "external_select", **fields: Any) -> Json:
    return {"type": kind, "action_id": "competency", "min_query_length": 1} | fields


def form(element: Json) -> Json:
    return {
        "type": "modal",
        "title": words("Give kudos"),
        "submit": words("Give"),
        "blocks": [
            {"type": "input", "block_id": "what", "label": words("What"), "element": element}
        ],
    }


@pytest.fixture(scope="module", params=[over_socket, over_http], ids=["socket", "http"])
def app_of_module(request: pytest.FixtureRequest) -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, request.param(sandbox) as app:
        yield app


@pytest.fixture
def app(app_of_module: NotingApp) -> NotingApp:
    app_of_module.forget()
    return app_of_module


def open_form(app: NotingApp, element: Json) -> View:
    app.client.views_open(trigger_id=new_trigger_id(app.sandbox.world, ANA), view=form(element))
    view = app.sandbox.modal(ANA)
    assert view is not None
    return view


def test_select_in_a_modal_asks_the_app_with_the_view(app: NotingApp) -> None:
    view = open_form(app, select())
    app.answer = {"options": [option("empathy")]}
    offered = app.sandbox.options_in_view(ANA, view, "competency", "emp")
    assert (offered.ok, offered.raw) == (True, app.answer)
    [body] = app.bodies
    assert body["type"] == "block_suggestion"
    assert (body["action_id"], body["block_id"], body["value"]) == ("competency", "what", "emp")
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["id"] == view.id
    assert body["user"]["id"] == ANA
    assert body["api_app_id"] == "A0KUDOSCOPE"


def test_only_what_was_offered_can_be_chosen(app: NotingApp) -> None:
    view = open_form(app, select())
    assert app.sandbox.submit(ANA, view, what="empathy").error == "option_not_found"
    app.answer = {"option_groups": [{"label": words("Social"), "options": [option("empathy")]}]}
    app.sandbox.options_in_view(ANA, view, "competency", "e")
    app.answer = None
    assert app.sandbox.submit(ANA, view, what="empathy").ok
    held = app.bodies[-1]["view"]["state"]["values"]["what"]["competency"]
    assert held == {"type": "external_select", "selected_option": option("empathy")}


def test_several_can_be_chosen_up_to_the_most(app: NotingApp) -> None:
    view = open_form(app, select("multi_external_select", max_selected_items=2))
    app.answer = {"options": [option(one) for one in ("a", "b", "c")]}
    app.sandbox.options_in_view(ANA, view, "competency", "x")
    app.answer = None
    assert app.sandbox.submit(ANA, view, what=["a", "b", "c"]).error == "too_many_items"
    assert app.sandbox.submit(ANA, view, what=["a", "c"]).ok
    held = app.bodies[-1]["view"]["state"]["values"]["what"]["competency"]
    assert [one["value"] for one in held["selected_options"]] == ["a", "c"]


def test_select_in_a_message_asks_with_the_message_and_acts(app: NotingApp) -> None:
    actions = {"type": "actions", "block_id": "row", "elements": [select()]}
    posted = app.client.chat_postMessage(channel=SUPPORT, text="Which?", blocks=[actions])
    app.answer = {"options": [option("empathy")]}
    assert app.sandbox.options(BEN, SUPPORT, posted["ts"], "competency", "em").ok
    asked = app.bodies[-1]
    assert asked["container"]["message_ts"] == posted["ts"]
    assert asked["channel"]["id"] == SUPPORT
    assert asked["message"]["ts"] == posted["ts"]
    app.answer = None
    # What Ben was offered, Ana was not.
    chosen = {"selected_option": "empathy"}
    refused = app.sandbox.press(ANA, SUPPORT, posted["ts"], "competency", **chosen)
    assert refused.error == "option_not_found"
    assert app.sandbox.press(BEN, SUPPORT, posted["ts"], "competency", **chosen).ok
    [action] = app.bodies[-1]["actions"]
    assert action["selected_option"] == option("empathy")


def test_the_app_is_not_asked_before_enough_is_typed(app: NotingApp) -> None:
    view = open_form(app, select(min_query_length=2))
    assert app.sandbox.options_in_view(ANA, view, "competency", "e").error == "query_too_short"
    assert app.bodies == []
    element = {"type": "external_select", "action_id": "competency"}
    view = open_form(app, element)
    app.answer = {"options": []}
    assert app.sandbox.options_in_view(ANA, view, "competency", "em").error == "query_too_short"
    assert app.sandbox.options_in_view(ANA, view, "competency", "emp").ok


def test_an_answer_that_slack_would_not_show_is_an_error(app: NotingApp) -> None:
    view = open_form(app, select())
    app.answer = {"options": [option("empathy", "x" * 76)]}
    answer = app.sandbox.options_in_view(ANA, view, "competency", "emp")
    assert answer.error == "invalid_options"
    assert "/options/0/text/text" in answer.text


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"options": [], "option_groups": []},
        {"options": [option(str(number)) for number in range(101)]},
        {"options": [option("x" * 151, "Long")]},
        {"option_groups": [{"label": words("x" * 76), "options": [option("a")]}]},
        {"option_groups": [{"label": words("One"), "options": [option("a")]}] * 101},
        {"option_groups": [{"label": words("One"), "options": [option("a")] * 101}]},
        {"option_groups": [{"options": [option("a")]}]},
    ],
)
def test_limits_of_an_answer(answer: Any) -> None:
    assert find_option_errors(answer)


def test_a_hundred_options_and_a_hundred_groups_are_fine() -> None:
    assert not find_option_errors({"options": [option(str(number)) for number in range(100)]})
    group = {"label": words("One"), "options": [option("a")]}
    assert not find_option_errors({"option_groups": [group] * 100})


@pytest.mark.parametrize(
    "element",
    [select(options=[]), select(min_query_length="2"), select(initial_options=[option("a")])],
)
def test_an_external_select_has_no_options_of_its_own(element: Json) -> None:
    assert find_block_errors([{"type": "actions", "elements": [element]}])


def test_app_that_does_not_answer_in_time_offers_nothing() -> None:
    with Sandbox.start(manifest=MANIFEST, ack_timeout=0.2) as sandbox, over_socket(sandbox) as app:
        view = open_form(app, select())
        app.late = 0.4
        answer = app.sandbox.options_in_view(ANA, view, "competency", "emp")
        assert answer.error == "operation_timeout"
