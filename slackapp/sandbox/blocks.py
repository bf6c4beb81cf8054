"""Slack's rules for the blocks of a message, told in Slack's own way when one is broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from slackapp.sandbox.chart_rules import MAX_CHARTS, check_chart
from slackapp.sandbox.element_fields import (
    COMMON_FIELDS,
    ELEMENT_FIELDS,
    find_faults_of_choice,
)

MAX_BLOCKS = 50
MAX_CHARACTERS = 13_000

TEXT_TYPES = ("plain_text", "mrkdwn")
NEWER_BLOCKS = ("table", "markdown", "data_visualization")

#: Per block type: (fields that must be there, fields that may be there).
BLOCK_FIELDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "section": (frozenset(), frozenset({"text", "fields", "accessory", "expand"})),
    "header": (frozenset({"text"}), frozenset({"level"})),
    "divider": (frozenset(), frozenset()),
    "context": (frozenset({"elements"}), frozenset()),
    "actions": (frozenset({"elements"}), frozenset()),
    "image": (frozenset({"alt_text"}), frozenset({"image_url", "slack_file", "title"})),
    "rich_text": (frozenset({"elements"}), frozenset()),
    "markdown": (frozenset({"text"}), frozenset()),
    "table": (frozenset({"rows"}), frozenset({"column_settings"})),
    "data_visualization": (frozenset({"title", "chart"}), frozenset()),
}
SELECTS = {
    f"{many}{what}"
    for many in ("", "multi_")
    for what in (
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
    )
}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = {"overflow": (1, 5), "checkboxes": (1, 10), "radio_buttons": (1, 10)}
ACTION_ELEMENTS = {"button", *SELECTS, *PICKERS, *CHOICES}
ACCESSORIES = {*ACTION_ELEMENTS, "image"}
RICH_TEXT_ELEMENTS = {
    "rich_text_section",
    "rich_text_list",
    "rich_text_preformatted",
    "rich_text_quote",
}


def find_block_errors(blocks: Sequence[Any], *, newer_blocks: bool = True) -> list[str]:
    """Every broken rule, each with its place: `must be ... [json-pointer:/blocks/0/text]`."""
    checker = BlockChecker(newer_blocks)
    checker.message(blocks)
    return checker.errors


def is_too_long(blocks: Sequence[Any]) -> bool:
    """Whether Slack would answer msg_blocks_too_long, which it does well before fifty blocks."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MAX_CHARACTERS


def _type_of(block: Any) -> Any:
    return block.get("type") if isinstance(block, dict) else None


class BlockChecker:
    """Walks over the blocks of a message and collects what is wrong."""

    max_blocks = MAX_BLOCKS
    block_fields = BLOCK_FIELDS

    def __init__(self, newer_blocks: bool = True) -> None:
        self.errors: list[str] = []
        self._newer_blocks = newer_blocks

    def fail(self, place: str, problem: str) -> None:
        self.errors.append(f"{problem} [json-pointer:{place}]")

    def message(self, blocks: Sequence[Any]) -> None:
        if len(blocks) > self.max_blocks:
            self.fail("/blocks", f"no more than {self.max_blocks} items allowed")
        charts = [one for one in blocks if _type_of(one) == "data_visualization"]
        if len(charts) > MAX_CHARTS:
            self.fail("/blocks", f"no more than {MAX_CHARTS} data_visualization blocks allowed")
        if sum(_type_of(one) == "table" for one in blocks) > 1:
            self.fail("/blocks", "only_one_table_allowed")
        seen: set[str] = set()
        for number, block in enumerate(blocks):
            place = f"/blocks/{number}"
            if not isinstance(block, dict):
                self.fail(place, "must be an object")
                continue
            block_id = block.get("block_id")
            if block_id is not None:
                self.string(place, block, "block_id", 255)
                if block_id in seen:
                    self.fail(f"{place}/block_id", f"block_id `{block_id}` already exists")
                seen.add(str(block_id))
            self.block(place, block)

    def block(self, place: str, block: dict[str, Any]) -> None:
        kind = block.get("type")
        if kind not in self.block_fields or (kind in NEWER_BLOCKS and not self._newer_blocks):
            # `input` exists, but only views have it.
            self.fail(f"{place}/type", f"unsupported type: {kind}")
            return
        required, optional = self.block_fields[kind]
        self.fields(place, block, required, optional | {"block_id"})
        check: Callable[[str, dict[str, Any]], None] = getattr(self, f"block_{kind}")
        check(place, block)

    def fields(
        self, place: str, thing: dict[str, Any], required: frozenset[str], optional: frozenset[str]
    ) -> None:
        for field in sorted(required - thing.keys()):
            self.fail(place, f"missing required field: {field}")
        for field in sorted(thing.keys() - required - optional - {"type"}):
            self.fail(place, f"invalid additional property: {field}")

    def string(
        self, place: str, thing: dict[str, Any], field: str, most: int, least: int = 1
    ) -> None:
        value = thing.get(field)
        if not isinstance(value, str):
            self.fail(f"{place}/{field}", "must be a string")
        elif len(value) > most:
            self.fail(f"{place}/{field}", f"must be less than {most + 1} characters")
        elif len(value) < least:
            self.fail(f"{place}/{field}", f"must be more than {least - 1} characters")

    def text(
        self, place: str, text: Any, most: int, types: tuple[str, ...] = ("plain_text",)
    ) -> None:
        if not isinstance(text, dict):
            self.fail(place, "must be an object")
            return
        if text.get("type") not in types:
            self.fail(f"{place}/type", f"must be one of: {', '.join(types)}")
        optional = {"emoji"} if text.get("type") == "plain_text" else {"verbatim"}
        self.fields(place, text, frozenset({"text"}), frozenset(optional))
        if "text" in text:
            self.string(place, text, "text", most)

    def items(self, place: str, items: Any, least: int, most: int) -> list[tuple[str, Any]]:
        """Each item with its place; an empty list when there is no list at all."""
        if not isinstance(items, list):
            self.fail(place, "must be an array")
            return []
        if len(items) > most:
            self.fail(place, f"no more than {most} items allowed")
        if len(items) < least:
            self.fail(place, f"no fewer than {least} items allowed")
        return [(f"{place}/{number}", item) for number, item in enumerate(items)]

    # Blocks

    def block_section(self, place: str, block: dict[str, Any]) -> None:
        if "text" not in block and "fields" not in block:
            self.fail(place, "missing required field: text")
        if "text" in block:
            self.text(f"{place}/text", block["text"], 3000, TEXT_TYPES)
        if "fields" in block:
            for where, field in self.items(f"{place}/fields", block["fields"], 1, 10):
                self.text(where, field, 2000, TEXT_TYPES)
        if "accessory" in block:
            self.element(f"{place}/accessory", block["accessory"], ACCESSORIES)

    def block_header(self, place: str, block: dict[str, Any]) -> None:
        self.text(f"{place}/text", block.get("text"), 150)

    def block_divider(self, place: str, block: dict[str, Any]) -> None:
        """A divider has nothing of its own."""

    def block_context(self, place: str, block: dict[str, Any]) -> None:
        for where, element in self.items(f"{place}/elements", block.get("elements"), 1, 10):
            if isinstance(element, dict) and element.get("type") == "image":
                self.element(where, element, {"image"})
            else:
                self.text(where, element, 3000, TEXT_TYPES)

    def block_actions(self, place: str, block: dict[str, Any]) -> None:
        seen: set[str] = set()
        for where, element in self.items(f"{place}/elements", block.get("elements"), 1, 25):
            self.element(where, element, ACTION_ELEMENTS)
            action_id = element.get("action_id") if isinstance(element, dict) else None
            if action_id in seen:
                self.fail(f"{where}/action_id", f"action_id `{action_id}` already exists")
            if isinstance(action_id, str):
                seen.add(action_id)

    def block_image(self, place: str, block: dict[str, Any]) -> None:
        if "image_url" not in block and "slack_file" not in block:
            self.fail(place, "missing required field: image_url")
        if "image_url" in block:
            self.string(place, block, "image_url", 3000)
        self.string(place, block, "alt_text", 2000)
        if "title" in block:
            self.text(f"{place}/title", block["title"], 2000)

    def block_rich_text(self, place: str, block: dict[str, Any]) -> None:
        for where, element in self.items(f"{place}/elements", block.get("elements"), 0, 1000):
            if not isinstance(element, dict) or element.get("type") not in RICH_TEXT_ELEMENTS:
                self.fail(f"{where}/type", "unsupported type in rich_text")
            elif not isinstance(element.get("elements"), list):
                self.fail(where, "missing required field: elements")

    def block_markdown(self, place: str, block: dict[str, Any]) -> None:
        self.string(place, block, "text", 12_000)

    def block_table(self, place: str, block: dict[str, Any]) -> None:
        for where, row in self.items(f"{place}/rows", block.get("rows"), 1, 100):
            for cell_place, cell in self.items(where, row, 1, 20):
                if not isinstance(cell, dict) or cell.get("type") not in ("raw_text", "rich_text"):
                    self.fail(f"{cell_place}/type", "must be one of: raw_text, rich_text")

    def block_data_visualization(self, place: str, block: dict[str, Any]) -> None:
        check_chart(self, place, block)

    # Elements

    def element(self, place: str, element: Any, allowed: set[str]) -> None:
        kind = element.get("type") if isinstance(element, dict) else None
        if kind not in allowed:
            self.fail(f"{place}/type", f"unsupported type: {kind}")
            return
        if kind == "image":
            self.block_image(place, element)
            return
        if "action_id" in element:
            self.string(place, element, "action_id", 255)
        if kind == "button":
            self.button(place, element)
        if "placeholder" in element:
            self.text(f"{place}/placeholder", element["placeholder"], 150)
        if kind in ELEMENT_FIELDS:
            self.fields(place, element, frozenset(), COMMON_FIELDS | ELEMENT_FIELDS[kind])
        if kind in CHOICES:
            self.options(place, element, *CHOICES[kind])
        elif kind.endswith("static_select") and "option_groups" in element:
            self.option_groups(place, element)
        elif kind.endswith("static_select"):
            self.options(place, element, 1, 100)
        elif kind.endswith("external_select"):
            self.external_select(place, element)
        if kind in ELEMENT_FIELDS and not kind.endswith("external_select"):
            for field, problem in find_faults_of_choice(element):
                self.fail(f"{place}/{field}", problem)
        if "confirm" in element:
            self.confirm(f"{place}/confirm", element["confirm"])

    def button(self, place: str, button: dict[str, Any]) -> None:
        known = {"action_id", "url", "value", "style", "confirm", "accessibility_label"}
        self.fields(place, button, frozenset({"text"}), frozenset(known))
        self.text(f"{place}/text", button.get("text"), 75)
        if "value" in button:
            self.string(place, button, "value", 2000, least=0)
        if "accessibility_label" in button:
            self.string(place, button, "accessibility_label", 75)
        if "url" in button:
            self.string(place, button, "url", 3000)
        if button.get("style", "primary") not in ("primary", "danger"):
            self.fail(f"{place}/style", "must be one of: primary, danger")

    def options(self, place: str, element: dict[str, Any], least: int, most: int) -> None:
        for where, option in self.items(f"{place}/options", element.get("options"), least, most):
            if not isinstance(option, dict):
                self.fail(where, "must be an object")
                continue
            rich = element["type"] in ("checkboxes", "radio_buttons")
            types = TEXT_TYPES if rich else ("plain_text",)
            self.text(f"{where}/text", option.get("text"), 75, types)
            if "description" in option:
                self.text(f"{where}/description", option["description"], 75, types)
            self.string(where, option, "value", 150)

    def option_groups(self, place: str, element: dict[str, Any], least: int = 1) -> None:
        groups = self.items(f"{place}/option_groups", element.get("option_groups"), least, 100)
        for where, group in groups:
            if not isinstance(group, dict):
                self.fail(where, "must be an object")
                continue
            self.text(f"{where}/label", group.get("label"), 75)
            self.options(where, {"type": element["type"], **group}, least, 100)

    def external_select(self, place: str, element: dict[str, Any]) -> None:
        known = {"action_id", "placeholder", "confirm", "focus_on_load", "min_query_length"}
        many = element["type"].startswith("multi_")
        known |= {"initial_options", "max_selected_items"} if many else {"initial_option"}
        self.fields(place, element, frozenset(), frozenset(known))
        least = element.get("min_query_length", 0)
        if not isinstance(least, int) or least < 0:
            self.fail(f"{place}/min_query_length", "must be a non-negative integer")
        initial = element.get("initial_options", [element.get("initial_option")])
        chosen = {"type": element["type"], "options": [one for one in initial if one]}
        if chosen["options"]:
            self.options(place, chosen, 0, 100)

    def confirm(self, place: str, confirm: Any) -> None:
        if not isinstance(confirm, dict):
            self.fail(place, "must be an object")
            return
        self.text(f"{place}/title", confirm.get("title"), 100)
        self.text(f"{place}/text", confirm.get("text"), 300, TEXT_TYPES)
        self.text(f"{place}/confirm", confirm.get("confirm"), 30)
        self.text(f"{place}/deny", confirm.get("deny"), 30)
