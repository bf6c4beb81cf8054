"""What the app sends, held to the types that Slack's own library has of blocks and views.

The sandbox has rules of its own, by Slack's reference; this is the second opinion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from slackapp.sandbox.world import RecordedCall

#: Slack's library has no type for it.
_UNTYPED = frozenset({"data_visualization"})
_ANY_BLOCK = {"type": "divider"}


def find_type_errors(calls: Iterable[RecordedCall]) -> list[str]:
    """What is not as Slack's types have it, each with its method and place."""
    return [f"{call.method}: {fault}" for call in calls for fault in _check(call.args)]


def _check(args: dict[str, Any]) -> Iterator[str]:
    view = args.get("view")
    if isinstance(view, dict):
        blocks = view.get("blocks", [])
        yield from _compare("view", {**view, "blocks": [_ANY_BLOCK]}, lambda told: View(**told))
    else:
        blocks = args.get("blocks") or []
    for number, block in enumerate(blocks):
        if block["type"] not in _UNTYPED:
            yield from _compare(f"{number} {block['type']}", block, Block.parse)


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
