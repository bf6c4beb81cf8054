"""What Slack sends becomes a value, which says all that a handler needs."""

from __future__ import annotations

from typing import Any

import pytest

from slackapp.blocks import ids
from slackapp.blocks.base.number_field import NumberField
from slackapp.domain.kudos.reactions import HeardReaction
from slackapp.door.shapes import check_shape
from slackapp.handlers.base.form_values import UploadedFile, Values, WrongField
from slackapp.handlers.base.requests import (
    Click,
    Command,
    Event,
    Mention,
    MessageView,
    Shortcut,
    StepRun,
    Submission,
    Suggestion,
    View,
)
from slackapp.refusal import Refusal
from unit.request_values import WORKSPACE

ANA: dict[str, Any] = {"workspace": WORKSPACE, "slack_user_id": "U1"}
CLICK = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "trigger_id": "1.2.3",
    "channel": {"id": "C1", "name": "support"},
    "response_url": "https://hooks.slack.com/actions/1",
}
BUTTON = {"type": "button", "block_id": "b", "action_id": "a", "value": "7"}
FORM = {
    "id": "V1",
    "type": "modal",
    "hash": "9.x",
    "callback_id": "form",
    "private_metadata": "7:home",
    "state": {"values": {"note": {"input": {"type": "plain_text_input", "value": " hm "}}}},
}


def read(payload: dict[str, Any]) -> Any:
    """The value that it becomes."""
    shape: Any = check_shape(payload)
    return shape.for_workspace(WORKSPACE)


def event(**body: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": body}


@pytest.mark.parametrize(
    ("left_out", "channel_name", "response_url"),
    [((), "support", "https://hooks.slack.com/1"), (("channel_name", "response_url"), "", "")],
)
def test_a_command_is_what_was_typed_and_where(
    left_out: tuple[str, ...], channel_name: str, response_url: str
) -> None:
    payload = {"command": "/kudos", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
    payload |= {"channel_name": "support", "trigger_id": "1.2.3", "text": " me "}
    payload |= {"response_url": "https://hooks.slack.com/1"}
    assert read({k: v for k, v in payload.items() if k not in left_out}) == Command(
        **ANA,
        request_key="1.2.3",
        slack_channel_id="C1",
        channel_name=channel_name,
        text="me",
        response_url=response_url,
    )


def test_a_click_says_which_button_and_in_which_channel() -> None:
    assert read(CLICK | {"actions": [BUTTON]}) == Click(
        **ANA,
        request_key="1.2.3",
        action_id="a",
        block_id="b",
        value="7",
        slack_channel_id="C1",
        channel_name="support",
        response_url="https://hooks.slack.com/actions/1",
    )


@pytest.mark.parametrize(
    ("chosen", "value"),
    [
        ({"type": "users_select", "selected_user": "U2"}, "U2"),
        ({"type": "static_select", "selected_option": {"value": "empathy"}}, "empathy"),
        ({"type": "button", "value": None}, ""),
    ],
)
def test_the_value_of_a_click_is_whatever_was_chosen(chosen: dict[str, Any], value: str) -> None:
    action = {key: held for key, held in BUTTON.items() if key != "value"} | chosen
    assert read(CLICK | {"actions": [action]}).value == value


@pytest.mark.parametrize("kind", ["home", "modal"])
def test_a_click_in_a_view_brings_it_and_has_no_channel(kind: str) -> None:
    left = {"type": "block_actions", "user": {"id": "U1"}, "trigger_id": "1.2.3"}
    view = FORM | {"type": kind, "callback_id": ""}
    click = read(left | {"channel": None, "view": view, "actions": [BUTTON]})
    assert click.is_home == (kind == "home")
    assert (click.slack_channel_id, click.channel_name, click.response_url) == ("", "", "")
    assert (click.view.slack_view_id, click.view.metadata) == ("V1", "7:home")
    assert click.view.values.text("note") == "hm"


def test_a_form_is_known_again_by_its_view_and_hash() -> None:
    sent = {"type": "view_submission", "user": {"id": "U1"}, "view": FORM}
    assert read(sent) == Submission(
        **ANA,
        request_key="view:V1:9.x",
        callback_id="form",
        view=View("V1", "9.x", False, "7:home", Values(FORM["state"]["values"])),
    )


def test_an_account_comes_as_slack_told_it() -> None:
    account = {"id": "U1", "name": ["odd"], "profile": {"display_name": "Ana"}, "tz": None}
    assert read(event(type="user_change", user=account)) == Event(
        workspace=WORKSPACE, slack_user_id="", request_key="Ev1", account=account
    )


@pytest.mark.parametrize(("tab", "who"), [("home", "U1"), ("messages", ""), (None, "")])
def test_whoever_looks_at_their_home_acts_and_on_another_tab_nobody(
    tab: str | None, who: str
) -> None:
    opened = read(event(type="app_home_opened", user="U1", tab=tab))
    assert (opened.slack_user_id, opened.is_home) == (who, bool(who))


@pytest.mark.parametrize(("who", "channel"), [("U0BOT", "C1"), ("U1", "")])
def test_the_app_hears_of_a_channel_that_it_has_joined_itself(who: str, channel: str) -> None:
    joined = read(event(type="member_joined_channel", user=who, channel="C1"))
    assert (joined.slack_user_id, joined.slack_joined_channel_id) == ("", channel)


def test_a_mention_is_what_follows_the_app_and_where_it_was_written() -> None:
    said = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "2.2", "thread_ts": "2.1"}
    mention = read(event(**said, text="<@U0BOT> <@U2> empathy"))
    assert mention == Mention(
        **ANA,
        request_key="Ev1",
        slack_channel_id="C1",
        channel_name="",
        text="<@U2> empathy",
        slack_thread_ts="2.1",
        is_addressed=True,
    )
    assert mention.trigger_id == ""


def test_a_run_of_a_step_is_by_whom_slack_says_and_hides_its_token() -> None:
    inputs = {
        "giver": {"id": "U1", "secret": "s"},
        "recipients": ["U2", "U2", 7, "none"],
        "competency": "empathy",
        "message": {"rich": "text"},
        "channel": "C1",
    }
    parameters = [{"type": "slack#/types/user_context", "name": "giver"}]
    function = {"callback_id": "give_kudos", "input_parameters": parameters}
    told = {"inputs": inputs, "function_execution_id": "Fx1", "bot_access_token": "xwfp-1"}
    run = read(event(type="function_executed", function=function, **told))
    assert run == StepRun(
        **ANA,
        request_key="function:Fx1",
        callback_id="give_kudos",
        execution_id="Fx1",
        token="xwfp-1",
        slack_user_ids=("U2",),
        competency="empathy",
        message="",
        slack_channel_id="C1",
    )
    assert "xwfp" not in repr(run)


REACTED = {
    "user": "U1",
    "reaction": "clap::skin-tone-3",
    "item": {"type": "message", "channel": "C1", "ts": "1.5"},
    "item_user": "U2",
    "event_ts": "2.5",
}


@pytest.mark.parametrize(
    ("kind", "is_there"), [("reaction_added", True), ("reaction_removed", False)]
)
def test_a_reaction_to_a_message_says_whose_it_is_and_when(kind: str, is_there: bool) -> None:
    told = read(event(type=kind, **REACTED))
    assert told.reaction == HeardReaction("U1", "clap", "C1", "1.5", "U2", is_there, "2.5")
    # Whoever reacts is not stopped at the door: most reactions are nothing to us.
    assert told.slack_user_id == ""


def test_a_reaction_to_anything_else_or_of_an_odd_name_is_none_of_ours() -> None:
    of_file = REACTED | {"item": {"type": "file", "file": "F1"}}
    assert read(event(type="reaction_added", **of_file)).reaction is None
    odd = read(event(type="reaction_added", **REACTED | {"reaction": "O'DD", "item_user": None}))
    assert (odd.reaction.name, odd.reaction.slack_author_id) == ("", "")


@pytest.mark.parametrize("event_ts", ["", "soon", "1", "1e5.0", "-1.0", "1.0; DROP"])
def test_a_reaction_without_slack_s_time_is_refused(event_ts: str) -> None:
    with pytest.raises(Refusal):
        read(event(type="reaction_added", **REACTED | {"event_ts": event_ts}))


ODD: list[Any] = [None, [], "x", {"b": None}, {"b": {"input": None}}, {"b": {"input": {}}}]
ODD += [{"b": {"input": {"selected_option": 5, "selected_options": [5], "selected_users": 5}}}]
ODD += [{"b": {"input": {"files": held}}} for held in (5, [])]


@pytest.mark.parametrize("held", ODD)
def test_an_input_that_is_missing_or_odd_holds_nothing(held: Any) -> None:
    values = Values(held if isinstance(held, dict) else {"b": held})
    assert (values.text("b"), values.option("b"), values.user("b"), values.date("b")) == ("",) * 4
    assert (values.options("b"), values.users("b"), values.file("b")) == (set(), [], None)


def test_inputs_are_read_by_what_they_are() -> None:
    held = {
        "option": {"selected_option": {"value": "1"}},
        "options": {"selected_options": [{"value": "a"}, {"value": "b"}]},
        "user": {"selected_user": "U2"},
        "users": {"selected_users": ["U3", "U2"]},
        "date": {"selected_date": "2026-11-30"},
        "file": {"files": [{"name": "our.toml", "url_private": "u", "size": 5, "user": "U1"}]},
    }
    values = Values({block: {ids.INPUT: one} for block, one in held.items()})
    assert (values.option("option"), values.options("options")) == ("1", {"a", "b"})
    assert (values.user("user"), values.users("users")) == ("U2", ["U3", "U2"])
    assert values.date("date") == "2026-11-30"
    assert values.file("file") == UploadedFile("our.toml", "u", 5, "U1")


@pytest.mark.parametrize("typed", ["", "2", "8", "x", "-3", "٣", "0000003"])
def test_a_number_is_taken_within_its_bounds_alone(typed: str) -> None:
    field = NumberField("number", "", "", 3, 7)
    assert Values({"number": {ids.INPUT: {"value": " 3 "}}}).number(field) == 3
    with pytest.raises(WrongField) as wrong:
        Values({"number": {ids.INPUT: {"value": typed}}}).number(field)
    assert wrong.value.block_id == "number"


SHORTCUT = {
    "type": "shortcut",
    "user": {"id": "U1"},
    "team": {"id": "T1"},
    "callback_id": "give",
    "trigger_id": "1.2.3",
}
MESSAGE = {"type": "message", "ts": "1700000000.000100", "user": "U2", "text": "the fix is in"}
OF_MESSAGE = SHORTCUT | {
    "type": "message_action",
    "channel": {"id": "C1", "name": "support"},
    "message": MESSAGE,
    "message_ts": MESSAGE["ts"],
    "response_url": "https://hooks.slack.com/app/1",
}


def test_what_is_typed_into_a_menu_says_which_menu_and_what() -> None:
    payload = {"type": "block_suggestion", "user": {"id": "U1"}, "team": {"id": "T1"}}
    payload |= {"action_id": "a", "block_id": "b", "value": "emp"}
    asked = {**ANA, "request_key": "", "action_id": "a", "block_id": "b", "typed": "emp"}
    assert read(payload) == Suggestion(**asked)
    assert read(payload | {"view": FORM}).view == View(
        "V1", "9.x", False, "7:home", Values(FORM["state"]["values"])
    )


def test_a_shortcut_from_anywhere_is_about_no_message() -> None:
    assert read(SHORTCUT) == Shortcut(**ANA, request_key="1.2.3", callback_id="give")


@pytest.mark.parametrize(
    ("message", "author", "is_from_app", "text"),
    [
        (MESSAGE, "U2", False, "the fix is in"),
        (MESSAGE | {"bot_id": "B1"}, "U2", True, "the fix is in"),
        ({"ts": "1.1", "bot_id": "B1", "subtype": "bot_message"}, "", True, ""),
        ({"ts": "1.1", "text": None, "user": None}, "", False, ""),
    ],
)
def test_a_message_s_shortcut_says_whose_message_it_is(
    message: dict[str, Any], author: str, is_from_app: bool, text: str
) -> None:
    found = read(OF_MESSAGE | {"message": message})
    assert (found.channel_name, found.response_url) == ("support", "https://hooks.slack.com/app/1")
    assert found.message == MessageView("C1", message["ts"], author, is_from_app, text)


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"text": "no ts"}},
        {"message": {"ts": "1.1", "text": "nul \x00"}},
        {"channel": {"name": "no id"}},
        {"channel": None},
        {"message": None},
    ],
)
def test_a_message_s_shortcut_without_its_message_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        read(OF_MESSAGE | broken)
