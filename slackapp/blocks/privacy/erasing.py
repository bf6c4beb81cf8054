"""The form that says what erasing oneself means, and asks for one word."""

from __future__ import annotations

from typing import Any

from slackblocks import InputBlock, PlainTextInput

from slackapp.blocks import ids
from slackapp.blocks.base.kit import AnyBlock, compose_modal, plain, section
from slackapp.blocks.privacy.words import erasing as words


def build_erase_form(*, is_last_admin: bool) -> dict[str, Any]:
    """What goes and what stays, and the last question."""
    blocks: list[AnyBlock] = [
        section(_list_under(words.GOES_TITLE, words.GOES)),
        section(_list_under(words.STAYS_TITLE, words.STAYS)),
        section(words.THEN),
        section(words.BACK),
    ]
    if is_last_admin:
        blocks.append(section(words.LAST_ADMIN))
    blocks.append(
        InputBlock(
            plain(words.LABEL),
            PlainTextInput(ids.INPUT, max_length=40),
            block_id=ids.ERASE_BLOCK,
            hint=plain(words.HINT),
        )
    )
    return compose_modal(words.TITLE, blocks, callback_id=ids.ERASE_FORM, submit=words.SUBMIT)


def build_erasing_begun() -> dict[str, Any]:
    """What takes the form's place: that it is so, and that more follows."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": words.BEGUN_TITLE},
        "close": {"type": "plain_text", "text": words.CLOSE},
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": words.BEGUN}}],
    }


def _list_under(title: str, lines: tuple[str, ...]) -> str:
    return "\n".join([f"*{title}*", *(f"• {line}" for line in lines)])
