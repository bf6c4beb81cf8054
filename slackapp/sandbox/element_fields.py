"""Which fields Slack knows of each element of a block, and what may be chosen in it at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Of all of them, beside the type.
COMMON_FIELDS = frozenset({"action_id", "confirm", "focus_on_load"})
ELEMENT_FIELDS: dict[str, frozenset[str]] = {
    "overflow": frozenset({"options"}),
    "checkboxes": frozenset({"options", "initial_options"}),
    "radio_buttons": frozenset({"options", "initial_option"}),
    "static_select": frozenset({"placeholder", "options", "option_groups", "initial_option"}),
    "users_select": frozenset({"placeholder", "initial_user"}),
    "conversations_select": frozenset(
        {
            "placeholder",
            "initial_conversation",
            "default_to_current_conversation",
            "response_url_enabled",
            "filter",
        }
    ),
    "channels_select": frozenset({"placeholder", "initial_channel", "response_url_enabled"}),
    "datepicker": frozenset({"placeholder", "initial_date"}),
    "timepicker": frozenset({"placeholder", "initial_time", "timezone"}),
    "datetimepicker": frozenset({"initial_date_time"}),
    "multi_static_select": frozenset(
        {"placeholder", "options", "option_groups", "initial_options", "max_selected_items"}
    ),
    "multi_users_select": frozenset({"placeholder", "initial_users", "max_selected_items"}),
    "multi_conversations_select": frozenset(
        {
            "placeholder",
            "initial_conversations",
            "default_to_current_conversation",
            "max_selected_items",
            "filter",
        }
    ),
    "multi_channels_select": frozenset({"placeholder", "initial_channels", "max_selected_items"}),
}


def find_faults_of_choice(element: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What Slack refuses of what is chosen at first, by field.

    It has to be offered, to the letter, and an empty list is none.
    """
    groups = element.get("option_groups") or [element]
    offered = [
        option
        for group in groups
        if isinstance(group, dict)
        for option in group.get("options") or ()
    ]
    for field in ("initial_option", "initial_options"):
        if field in element and offered:
            given = element[field]
            chosen = given if isinstance(given, list) else [given]
            if not chosen or any(one not in offered for one in chosen):
                yield field, "must be one of the provided options"
    most = element.get("max_selected_items", 1)
    if not isinstance(most, int) or most < 1:
        yield "max_selected_items", "must be a positive integer"
