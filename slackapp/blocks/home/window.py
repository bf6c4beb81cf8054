"""A window that is opened from a Home, and in which nothing is saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slackapp.blocks.base.kit import AnyBlock, compose_modal
from slackapp.blocks.home.words import lists as words


def compose_window(
    title: str, blocks: Iterable[AnyBlock], *, callback_id: str = "", submit: str = ""
) -> dict[str, Any]:
    """A modal with those blocks; with `submit` it is a form that comes back."""
    modal = compose_modal(title, blocks, callback_id=callback_id, submit=submit, close=words.CLOSE)
    return modal if submit else {name: modal[name] for name in modal if name != "submit"}
