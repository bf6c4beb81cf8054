"""What the inputs of a view hold: where they begin, what people gave, what an update keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from slackapp.sandbox.errors import SlackError

State = dict[str, dict[str, dict[str, Any]]]
#: The option of an external select that the app has offered under this value, by the block's id.
FindOption = Callable[[str, dict[str, Any], str], dict[str, Any] | None]

#: Elements that are used and hold nothing.
STATELESS = frozenset({"button", "overflow", "image"})
TEXTS = ("plain_text_input", "number_input")
ONE_OPTION = ("radio_buttons", "static_select", "external_select", "overflow")
MANY_OPTIONS = ("checkboxes", "multi_static_select", "multi_external_select")

#: Under which key a payload has what was chosen, and under which an element begins with it.
KEYS = {
    **dict.fromkeys(TEXTS, ("value", "initial_value")),
    **dict.fromkeys(ONE_OPTION, ("selected_option", "initial_option")),
    **dict.fromkeys(MANY_OPTIONS, ("selected_options", "initial_options")),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
}


def is_list(key: str) -> bool:
    """Whether several things may stand under this key."""
    return key.startswith("selected_") and key.endswith("s")


def find_elements(blocks: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every block with each element that somebody may use, inputs among them."""
    for block in blocks:
        if block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "actions":
            yield from ((block, element) for element in block["elements"])
        elif "accessory" in block:
            yield block, block["accessory"]


def find_inputs(blocks: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every block with each element that holds a value."""
    for block, element in find_elements(blocks):
        if element["type"] not in STATELESS:
            yield block, element


def nothing_offered(block_id: str, element: dict[str, Any], value: str) -> None:
    """Of apps that were asked for no options."""


def initial_state(blocks: Iterable[dict[str, Any]]) -> State:
    """The values that the inputs of these blocks begin with."""
    state: State = {}
    for block, element in find_inputs(blocks):
        values = state.setdefault(block["block_id"], {})
        values[element["action_id"]] = {"type": element["type"], **_initial(element)}
    return state


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    if element["type"] == "file_input":
        return {"files": []}
    if element["type"] not in KEYS:
        return {}
    key, initial = KEYS[element["type"]]
    many = is_list(key)
    value = element.get(initial, [] if many else None)
    return {key: value if many else value or None}


def state_here(blocks: Iterable[dict[str, Any]], channel: str | None) -> State:
    """What selects of conversations hold that begin with the one that somebody looks at."""
    state: State = {}
    for block, element in find_inputs(blocks):
        key, initial = KEYS.get(element["type"], ("", ""))
        wanted = element.get("default_to_current_conversation") and initial not in element
        if wanted and channel is not None:
            value = [channel] if is_list(key) else channel
            held = {element["action_id"]: {"type": element["type"], key: value}}
            state.setdefault(block["block_id"], {}).update(held)
    return state


def kept_state(blocks: Iterable[dict[str, Any]], held: State) -> State:
    """The state of blocks that take the place of others: what has its ids and type keeps its value.

    Slack does so for all that somebody gave, whatever the new blocks would begin with.
    """
    blocks = list(blocks)
    state = initial_state(blocks)
    for block, element in find_inputs(blocks):
        values, action_id = state[block["block_id"]], element["action_id"]
        old = held.get(block["block_id"], {}).get(action_id)
        if old is not None and old["type"] == element["type"] and _may_hold(element, old):
            values[action_id] = old
    return state


def _may_hold(element: dict[str, Any], held: dict[str, Any]) -> bool:
    """Whether what was chosen is still among the options that the element has itself."""
    if "external" in element["type"] or not ("options" in element or "option_groups" in element):
        return True
    chosen = [*held.get("selected_options", ()), held.get("selected_option")]
    values = {option["value"] for option in own_options(element)}
    return all(option["value"] in values for option in chosen if option)


def own_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """The options that stand in an element, in groups or not."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(one for group in groups for one in group["options"])]


def fill(
    blocks: Iterable[dict[str, Any]],
    held: State,
    values: dict[str, Any],
    find_option: FindOption = nothing_offered,
) -> State:
    """The state once a person has given these values, by block id; an option by its value.

    Raises SlackError for a block that is not there, or a value that it does not offer.
    """
    blocks = list(blocks)
    state = {block_id: dict(actions) for block_id, actions in held.items()}
    inputs = {block["block_id"]: element for block, element in find_inputs(blocks)}
    for block_id, value in values.items():
        if block_id not in inputs:
            raise SlackError("block_not_found", block_id=block_id)
        element = inputs[block_id]
        before = state[block_id][element["action_id"]]
        given = read_given(block_id, element, value, before, find_option)
        state[block_id][element["action_id"]] = before | given
    return state


def check_filled(blocks: Iterable[dict[str, Any]], state: State) -> None:
    """Raise SlackError for a field that must not be empty: nobody could send the form."""
    for block, element in find_inputs(blocks):
        held = state[block["block_id"]][element["action_id"]]
        is_empty = not any(value for key, value in held.items() if key != "type")
        if block["type"] == "input" and is_empty and not block.get("optional"):
            raise SlackError("input_required", block_id=block["block_id"])


def read_given(
    block_id: str,
    element: dict[str, Any],
    value: Any,
    before: dict[str, Any],
    find_option: FindOption,
) -> dict[str, Any]:
    """What an element holds once somebody gave it `value`; `before` is what it held."""
    kind = element["type"]
    if kind in TEXTS:
        text = None if value is None else str(value)
        if text is not None and len(text) > element.get("max_length", 3000):
            raise SlackError("input_too_long")
        return {"value": text or None}
    if kind in ONE_OPTION:
        return {"selected_option": value and _option(block_id, element, value, before, find_option)}
    if kind in MANY_OPTIONS:
        chosen = [_option(block_id, element, one, before, find_option) for one in value or ()]
        return {"selected_options": _checked_count(element, chosen)}
    if kind == "file_input":
        files = list(value or ())
        if len(files) > element.get("max_files", 10):
            raise SlackError("too_many_files")
        return {"files": files}
    if kind in KEYS:
        key = KEYS[kind][0]
        several = is_list(key)
        return {key: _checked_count(element, list(value or ())) if several else value or None}
    raise SlackError("invalid_input", type=kind)


def _checked_count(element: dict[str, Any], chosen: list[Any]) -> list[Any]:
    if len(chosen) > element.get("max_selected_items", len(chosen)):
        raise SlackError("too_many_items")
    return chosen


def _option(
    block_id: str,
    element: dict[str, Any],
    value: str,
    before: dict[str, Any],
    find_option: FindOption,
) -> dict[str, Any]:
    if "external" in element["type"]:
        known = [*before.get("selected_options", ()), before.get("selected_option")]
        known += [*element.get("initial_options", ()), element.get("initial_option")]
        offered = find_option(block_id, element, value)
        options = [one for one in (offered, *known) if one]
    else:
        options = own_options(element)
    for option in options:
        if option["value"] == value:
            found: dict[str, Any] = option
            return found
    raise SlackError("option_not_found")
