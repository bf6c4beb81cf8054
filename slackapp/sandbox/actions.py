"""What a person does with one element of a message or a view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.view_state import (
    KEYS,
    TEXTS,
    FindOption,
    State,
    find_elements,
    is_list,
    read_given,
)
from slackapp.sandbox.world import World

#: How the caller names what was chosen; `value` is a button's, or what was typed.
CHOSEN = (
    "value",
    "selected_user",
    "selected_users",
    "selected_conversation",
    "selected_option",
    "selected_options",
    "selected_conversation",
    "selected_conversations",
    "selected_channel",
    "selected_channels",
    "selected_date",
    "selected_time",
)


def read_chosen(body: dict[str, Any]) -> dict[str, Any]:
    """What a request says of an element and of what was done with it; raises SlackError."""
    if not body.get("action_id"):
        raise SlackError("invalid_arguments", needed="action_id")
    names = ("action_id", "block_id", *CHOSEN)
    given = {key: body[key] for key in names if body.get(key) is not None}
    return {key: value if isinstance(value, list) else str(value) for key, value in given.items()}


def build_action(
    world: World,
    blocks: Iterable[dict[str, Any]],
    state: State,
    find_option: FindOption,
    *,
    action_id: str,
    block_id: str | None = None,
    **chosen: Any,
) -> dict[str, Any]:
    """What a person did with one element of these blocks; options are named by their value.

    Raises SlackError when they have no such element or option.
    """
    value = chosen.get("value")
    for block, element in find_elements(blocks):
        if element.get("action_id") != action_id or block_id not in (None, block["block_id"]):
            continue
        if block["type"] == "input" and not block.get("dispatch_action"):
            continue
        if element["type"] == "button" and value not in (None, element.get("value")):
            continue
        action = {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": action_id,
            "action_ts": world.store.new_ts(),
        }
        if element["type"] == "button":
            shown = {key: element[key] for key in ("text", "value", "style") if key in element}
            return action | shown
        before = state.get(block["block_id"], {}).get(action_id, {})
        key = "value" if element["type"] in TEXTS else KEYS[element["type"]][0]
        if key not in chosen and not is_list(key):
            raise SlackError("option_not_found")
        if "placeholder" in element:
            action["placeholder"] = element["placeholder"]
        return action | read_given(block["block_id"], element, chosen.get(key), before, find_option)
    raise SlackError("action_not_found")


def state_after(state: State, action: dict[str, Any]) -> State:
    """What inputs hold once somebody has used one of them."""
    held = state.get(action["block_id"], {}).get(action["action_id"])
    if held is None:
        return state
    given = {key: action[key] for key in held if key in action}
    block = state[action["block_id"]] | {action["action_id"]: held | given}
    return state | {action["block_id"]: block}
