"""What a message may say, wherever it comes from: a method, an acknowledgement, a response_url."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from slackapp.sandbox.blocks import find_block_errors, is_too_long
from slackapp.sandbox.errors import SlackError

MAX_TEXT = 40_000
#: Of the text of a change.
MAX_UPDATE_TEXT = 4_000


@dataclass(frozen=True)
class Content:
    """What a message says; `blocks` is None where the sender gave none."""

    text: str
    blocks: list[dict[str, Any]] | None


def check_content(
    text: str, blocks: Any, *, newer_blocks: bool, longest: int = MAX_TEXT
) -> Content:
    """The content, when Slack would take it; raises SlackError with Slack's reason."""
    # As UTF-16 has them, of all ways to count characters the strictest.
    if len(text) + sum(sign > "\uffff" for sign in text) > longest:
        raise SlackError("msg_too_long")
    if blocks is None:
        return Content(text, None)
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    errors = find_block_errors(blocks, newer_blocks=newer_blocks)
    if errors:
        messages = [f"[ERROR] {error}" for error in errors]
        raise SlackError("invalid_blocks", errors=errors, response_metadata={"messages": messages})
    if is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return Content(text, [with_ids(block) for block in blocks])


def with_ids(block: dict[str, Any]) -> dict[str, Any]:
    """The block with the ids that Slack makes up where the sender gave none."""
    block = {"block_id": secrets.token_hex(3)} | block
    if block["type"] == "actions":
        block["elements"] = [
            {"action_id": secrets.token_hex(3)} | element for element in block["elements"]
        ]
    elif block["type"] == "input":
        block["element"] = {"action_id": secrets.token_hex(3)} | block["element"]
    elif "accessory" in block and block["accessory"]["type"] != "image":
        block["accessory"] = {"action_id": secrets.token_hex(3)} | block["accessory"]
    return block
