"""Slack's rules for views: modals and App Homes."""

from __future__ import annotations

import json
from typing import Any

from slackapp.sandbox.blocks import ACTION_ELEMENTS, BLOCK_FIELDS, BlockChecker

MAX_BLOCKS = 100
MAX_BYTES = 250_000

_OPTIONAL = {"private_metadata", "callback_id", "external_id"}
_OF_MODALS = {"submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
_INPUTS = ACTION_ELEMENTS - {"button", "overflow"} | {
    "plain_text_input",
    "number_input",
    "file_input",
}

#: When a text field tells the app what was typed, where its block dispatches its action.
_TRIGGERS = ("on_enter_pressed", "on_character_entered")


def is_too_large(view: dict[str, Any]) -> bool:
    """Whether Slack would answer view_too_large."""
    return len(json.dumps(view)) > MAX_BYTES


def find_view_errors(view: dict[str, Any]) -> list[str]:
    """Every broken rule of a view, each with its place."""
    checker = _ViewChecker()
    checker.view(view)
    return checker.errors


class _ViewChecker(BlockChecker):
    """Walks over a view."""

    max_blocks = MAX_BLOCKS
    block_fields = BLOCK_FIELDS | {
        "input": (
            frozenset({"label", "element"}),
            frozenset({"hint", "optional", "dispatch_action"}),
        )
    }

    def view(self, view: dict[str, Any]) -> None:
        is_modal = view.get("type") == "modal"
        if view.get("type") not in ("modal", "home"):
            self.fail("/view/type", "must be one of: modal, home")
            return
        required = {"blocks", "title"} if is_modal else {"blocks"}
        optional = _OPTIONAL | _OF_MODALS if is_modal else _OPTIONAL
        self.fields("/view", view, frozenset(required), frozenset(optional))
        for field in ("title", "submit", "close"):
            if view.get(field) is not None:
                self.text(f"/view/{field}", view[field], 24)
        for field, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
            if view.get(field) is not None:
                self.string("/view", view, field, most, least=0)
        blocks = view.get("blocks")
        if not isinstance(blocks, list):
            self.fail("/view/blocks", "must be an array")
            return
        has_input = any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
        if is_modal and has_input and not view.get("submit"):
            self.fail("/view/submit", "missing required field: submit")
        self.message(blocks)

    def block_input(self, place: str, block: dict[str, Any]) -> None:
        self.text(f"{place}/label", block.get("label"), 2000)
        if "hint" in block:
            self.text(f"{place}/hint", block["hint"], 2000)
        element = block.get("element")
        self.element(f"{place}/element", element, _INPUTS)
        if isinstance(element, dict) and element.get("type") == "plain_text_input":
            self.text_input(f"{place}/element", element)

        if isinstance(element, dict) and element.get("type") == "file_input":
            self.file_input(f"{place}/element", element)

    def file_input(self, place: str, element: dict[str, Any]) -> None:
        known = frozenset({"action_id", "filetypes", "max_files"})
        self.fields(place, element, frozenset(), known)
        most = element.get("max_files", 10)
        if not isinstance(most, int) or not 1 <= most <= 10:
            self.fail(f"{place}/max_files", "must be between 1 and 10")
        if "filetypes" in element:
            self.items(f"{place}/filetypes", element["filetypes"], 1, 100)

    def dispatch(self, place: str, config: Any) -> None:
        """When what is typed is told to the app at once."""
        if not isinstance(config, dict):
            self.fail(place, "must be an object")
            return
        self.fields(place, config, frozenset(), frozenset({"trigger_actions_on"}))
        if "trigger_actions_on" in config:
            on = config["trigger_actions_on"]
            for here, one in self.items(f"{place}/trigger_actions_on", on, 1, 2):
                if one not in _TRIGGERS:
                    self.fail(here, f"must be one of: {', '.join(_TRIGGERS)}")

    def text_input(self, place: str, element: dict[str, Any]) -> None:
        known = {"action_id", "initial_value", "multiline", "min_length", "max_length"}
        known |= {"dispatch_action_config", "focus_on_load", "placeholder"}
        self.fields(place, element, frozenset(), frozenset(known))
        if "dispatch_action_config" in element:
            self.dispatch(f"{place}/dispatch_action_config", element["dispatch_action_config"])
        most = element.get("max_length", 3000)
        if not isinstance(most, int) or not 1 <= most <= 3000:
            self.fail(f"{place}/max_length", "must be between 1 and 3000")
        elif len(str(element.get("initial_value") or "")) > most:
            self.fail(f"{place}/initial_value", f"must be less than {most + 1} characters")
