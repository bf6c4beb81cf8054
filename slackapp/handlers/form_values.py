"""Reading what the inputs of a form hold; each has the action id INPUT in a block of its own."""

from __future__ import annotations

from typing import Any

from slackapp.blocks import ids
from slackapp.domain.slack_text import clean


def read_input(values: dict[str, Any], block_id: str) -> dict[str, Any]:
    """What the input of that block holds; empty where there is none."""
    block = values.get(block_id)
    found = block.get(ids.INPUT) if isinstance(block, dict) else None
    return found if isinstance(found, dict) else {}


def read_text(values: dict[str, Any], block_id: str) -> str:
    """What was typed, without what nobody sees and without blanks around it; may be empty."""
    return clean(str(read_input(values, block_id).get("value") or "")).strip()


def read_option(values: dict[str, Any], block_id: str) -> str:
    """The value of the chosen option; empty where none is chosen."""
    option = read_input(values, block_id).get("selected_option")
    return str(option.get("value")) if isinstance(option, dict) else ""


def read_users(values: dict[str, Any], block_id: str) -> list[str]:
    """Slack's ids of the chosen people, in the order they were chosen."""
    users = read_input(values, block_id).get("selected_users")
    return [str(one) for one in users] if isinstance(users, list) else []


def read_options(values: dict[str, Any], block_id: str) -> set[str]:
    """The values of all ticked options."""
    options = read_input(values, block_id).get("selected_options")
    found = options if isinstance(options, list) else ()
    return {str(one.get("value")) for one in found if isinstance(one, dict)}
