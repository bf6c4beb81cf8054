"""What holds the app's words to Slack's types finds what is not of them."""

from __future__ import annotations

from typing import Any

import pytest

from slackapp.sandbox.traffic import Direction, Exchange, Kind
from tests.slack_types import find_type_errors

TEXT = {"type": "mrkdwn", "text": "Thanked"}
PLAIN = {"type": "plain_text", "text": "Empathy"}
OPTION = {"text": PLAIN, "value": "empathy"}


def said(
    direction: Direction, kind: Kind, request: dict[str, Any], answer: Any = None
) -> list[str]:
    return find_type_errors([Exchange(1, direction, kind, "it", request, 0.0, answer, 200)])


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("command", None),
        ("command", {"text": "Done", "blocks": [{"type": "section", "text": TEXT}]}),
        ("interaction", {"response_action": "errors", "errors": {"why": "Say a little more."}}),
        ("options", {"options": [OPTION]}),
        ("options", {"option_groups": [{"label": PLAIN, "options": [OPTION]}]}),
        ("event", None),
    ],
)
def test_what_slack_knows_passes(kind: Kind, answer: Any) -> None:
    assert said("to_app", kind, {"text": ["not looked at"]}, answer) == []
    assert said("to_slack", "answer", {"text": "Done", "replace_original": True}) == []
    assert said("to_slack", "method", {"channel": "C1", "blocks": [{"type": "divider"}]}) == []


@pytest.mark.parametrize(
    ("kind", "answer", "fault"),
    [
        ("command", {"txt": "Done"}, "it: txt is no field of it"),
        ("command", {"text": 5}, "it: text is int, not str"),
        ("command", {"response_type": "all"}, "it: response_type is 'all'"),
        ("interaction", {"response_action": "close"}, "it: response_action is 'close'"),
        ("interaction", {"errors": {"why": ["Say more"]}}, "it: errors.why is list"),
        (
            "interaction",
            {"view": {"type": "modal", "blocks": [], "colour": "red"}},
            "it: view.colour",
        ),
        ("options", {"options": [OPTION | {"icon": "star"}]}, "it: option 0.icon"),
        ("options", {"option_groups": [{"label": PLAIN, "options": [{}]}]}, "it: group 0"),
    ],
)
def test_an_answer_that_slack_does_not_know_is_named(kind: Kind, answer: Any, fault: str) -> None:
    [told] = said("to_app", kind, {}, answer)
    assert told.startswith(fault)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"replace_orginal": True}, "it: replace_orginal is no field of it"),
        ({"delete_original": "true"}, "it: delete_original is str, not bool"),
        ({"blocks": [{"type": "section", "text": TEXT, "bold": True}]}, "it: 0 section.bold"),
    ],
)
def test_a_post_to_a_response_url_is_looked_at_too(answer: dict[str, Any], fault: str) -> None:
    [told] = said("to_slack", "answer", answer)
    assert told.startswith(fault)
