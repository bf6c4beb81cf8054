"""What the app says to Slack, held to the types that Slack's own library has.

Calls, answers to a request and posts to a `response_url` alike. The sandbox has rules of its own,
by Slack's reference; this is the second opinion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, Option, OptionGroup
from slack_sdk.models.views import View

from slackapp.sandbox.traffic import Exchange

#: Slack's library has no type for it.
_UNTYPED = frozenset({"data_visualization"})
_ANY_BLOCK = {"type": "divider"}
#: Fields and their types, of a message that answers and of one in place of a message.
#: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
_MESSAGE: dict[str, type] = {"text": str, "blocks": list, "response_type": str}
_ANSWER = _MESSAGE | {"replace_original": bool, "delete_original": bool, "thread_ts": str}
#: https://docs.slack.dev/surfaces/modals#interactions
_VIEW_ACTION: dict[str, type] = {"response_action": str, "view": dict, "errors": dict}
#: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
_OPTIONS: dict[str, type] = {"options": list, "option_groups": list}
_CHOICES = {
    "response_type": {"ephemeral", "in_channel"},
    "response_action": {"clear", "errors", "push", "update"},
}
_ACKS = {"command": _MESSAGE, "interaction": _VIEW_ACTION, "options": _OPTIONS}


def find_type_errors(exchanges: Iterable[Exchange]) -> list[str]:
    """What the app said and Slack's types have not, each with its name and place."""
    return [f"{one.name}: {fault}" for one in exchanges for fault in _check(one)]


def _check(exchange: Exchange) -> Iterator[str]:
    if exchange.direction == "to_app":
        told = exchange.answer or {}
        yield from _check_fields(told, _ACKS.get(exchange.kind, {}))
    else:
        told = exchange.request
        if exchange.kind == "answer":
            yield from _check_fields(told, _ANSWER)
    yield from _check_content(told)


def _check_fields(told: dict[str, Any], fields: dict[str, type]) -> Iterator[str]:
    for name, value in told.items():
        if name not in fields:
            yield f"{name} is no field of it"
        elif not isinstance(value, fields[name]):
            yield f"{name} is {type(value).__name__}, not {fields[name].__name__}"
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield f"{name} is {value!r}"
    for block, problem in told.get("errors", {}).items():
        if not (isinstance(block, str) and isinstance(problem, str)):
            yield f"errors.{block} is {type(problem).__name__}"


def _check_content(told: dict[str, Any]) -> Iterator[str]:
    view = told.get("view")
    if isinstance(view, dict):
        blocks = view.get("blocks", [])
        yield from _compare("view", {**view, "blocks": [_ANY_BLOCK]}, lambda told: View(**told))
    else:
        blocks = told.get("blocks") or []
    for number, block in enumerate(blocks):
        if block["type"] not in _UNTYPED:
            yield from _compare(f"{number} {block['type']}", block, Block.parse)
    for number, option in enumerate(told.get("options", [])):
        yield from _compare(f"option {number}", option, lambda told: Option(**told))
    for number, group in enumerate(told.get("option_groups", [])):
        yield from _compare(f"group {number}", group, lambda told: OptionGroup(**told))


def _compare(place: str, given: dict[str, Any], build: Any) -> Iterator[str]:
    try:
        known = build(given).to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError) as error:
        yield f"{place}: {error}"
        return
    yield from _list_differences(place, given, known)


def _list_differences(place: str, given: Any, known: Any) -> Iterator[str]:
    if isinstance(given, dict) and isinstance(known, dict):
        for key, value in given.items():
            if value not in (None, "", [], {}):
                yield from _list_differences(f"{place}.{key}", value, known.get(key))
    elif isinstance(given, list) and isinstance(known, list) and len(given) == len(known):
        for number, (one, other) in enumerate(zip(given, known, strict=True)):
            yield from _list_differences(f"{place}[{number}]", one, other)
    elif given != known:
        yield f"{place}: {given!r} is {known!r} to Slack's types"
