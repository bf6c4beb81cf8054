"""Slack's block rules: what is accepted, and how a broken rule is told."""

from __future__ import annotations

from typing import Any

import pytest

from slackapp.sandbox.blocks import find_block_errors, is_too_long


def text(words: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": words}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "go", "text": text("Go"), **fields}


def section(**fields: Any) -> dict[str, Any]:
    return {"type": "section", "text": text("Hello", "mrkdwn"), **fields}


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(count: int, words: str = "One", **fields: Any) -> dict[str, Any]:
    options = [{"text": text(words), "value": str(number)} for number in range(count)]
    return {"type": "static_select", "action_id": "choose", "options": options, **fields}


CONFIRM = {
    "title": text("Sure?"),
    "text": text("It stays *forever*", "mrkdwn"),
    "confirm": text("Yes"),
    "deny": text("No"),
}
ACCEPTED = [
    section(),
    section(fields=[text("a"), text("b", "mrkdwn")], accessory=button(value="", style="danger")),
    {"type": "section", "fields": [text("only fields")]},
    {"type": "header", "text": {**text("Title"), "emoji": True}},
    {"type": "divider"},
    {
        "type": "context",
        "elements": [
            text("small", "mrkdwn"),
            {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "b"},
        ],
    },
    actions(button(confirm=CONFIRM), select(100), {"type": "users_select", "action_id": "who"}),
    actions({"type": "overflow", "action_id": "more", "options": select(2)["options"]}),
    {
        "type": "image",
        "image_url": "https://a.example/b.png",
        "alt_text": "b",
        "title": text("A picture"),
    },
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "markdown", "text": "**bold**"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]},
]

REFUSED = [
    ("a block", "must be an object [json-pointer:/blocks/0]"),
    ({"type": "fancy"}, "unsupported type: fancy [json-pointer:/blocks/0/type]"),
    ({"type": "input"}, "unsupported type: input [json-pointer:/blocks/0/type]"),
    ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    (section(colour=1), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (
        section(text=text("")),
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        section(text=text("x" * 3001)),
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    (section(text="words"), "must be an object [json-pointer:/blocks/0/text]"),
    (
        section(text={"type": "mrkdwn", "text": 3}),
        "must be a string [json-pointer:/blocks/0/text/text]",
    ),
    (
        section(fields=[text("x")] * 11),
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    (
        section(fields=[text("x" * 2001)]),
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        section(accessory={"type": "plain"}),
        "unsupported type: plain [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        section(block_id="x" * 256),
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    (
        {"type": "header", "text": text("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "header", "text": text("x", "mrkdwn")},
        "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
    ),
    (
        {"type": "context", "elements": [text("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    ({"type": "actions", "elements": {}}, "must be an array [json-pointer:/blocks/0/elements]"),
    (
        actions(*[button(action_id=str(number)) for number in range(26)]),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(button(), button()),
        "action_id `go` already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        actions(button(text=text("x" * 76))),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        actions(button(value="x" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        actions(button(action_id="x" * 256)),
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (
        actions(button(style="shiny")),
        "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        actions(button(url="x" * 3001)),
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    (
        actions(button(confirm="sure")),
        "must be an object [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    (
        actions(select(0)),
        "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select(101)),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select(1, "x" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        actions(select(1) | {"options": ["One"]}),
        "must be an object [json-pointer:/blocks/0/elements/0/options/0]",
    ),
    (
        actions(select(1, placeholder=text("x" * 151))),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
    ),
    (
        {"type": "image", "alt_text": "b"},
        "missing required field: image_url [json-pointer:/blocks/0]",
    ),
    (
        {"type": "rich_text", "elements": [{"type": "text"}]},
        "unsupported type in rich_text [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_list"}]},
        "missing required field: elements [json-pointer:/blocks/0/elements/0]",
    ),
    (
        {"type": "table", "rows": [[{"type": "plain_text"}]]},
        "must be one of: raw_text, rich_text [json-pointer:/blocks/0/rows/0/0/type]",
    ),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: str(block["type"]))
def test_well_formed_block_is_accepted(block: dict[str, Any]) -> None:
    assert find_block_errors([block]) == []


@pytest.mark.parametrize(("block", "error"), REFUSED, ids=[error for _, error in REFUSED])
def test_broken_rule_is_told_with_its_place(block: Any, error: str) -> None:
    assert error in find_block_errors([block])


def test_option_descriptions_and_markdown_follow_the_kind_of_choice() -> None:
    option = {"text": text("*One*", "mrkdwn"), "value": "1", "description": text("why")}
    checkboxes = {"type": "checkboxes", "action_id": "c", "options": [option]}
    assert find_block_errors([actions(checkboxes)]) == []
    menu = {"type": "static_select", "action_id": "c", "options": [option]}
    assert find_block_errors([actions(menu)]) == [
        "must be one of: plain_text [json-pointer:/blocks/0/elements/0/options/0/text/type]"
    ]


def test_message_holds_fifty_blocks_and_no_more() -> None:
    assert find_block_errors([{"type": "divider"}] * 50) == []
    assert find_block_errors([{"type": "divider"}] * 51) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_block_id_may_stand_once_in_a_message() -> None:
    twice = [section(block_id="a"), section(block_id="a")]
    assert find_block_errors(twice) == [
        "block_id `a` already exists [json-pointer:/blocks/1/block_id]"
    ]


def test_workspace_without_newer_blocks_does_not_know_tables() -> None:
    table = ACCEPTED[-1]
    assert find_block_errors([table], newer_blocks=False) == [
        "unsupported type: table [json-pointer:/blocks/0/type]"
    ]


def test_thirteen_thousand_characters_are_too_many() -> None:
    assert not is_too_long([section(text=text("x" * 2500))] * 5)
    assert is_too_long([section(text=text("x" * 2700))] * 5)
