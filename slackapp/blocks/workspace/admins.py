"""The form in which admins name others, and what those are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import InputBlock, UserMultiSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain, compose_modal, context, escape, plain
from slackapp.blocks.workspace.words import admins as words

#: Their ids are kept with the form.
MOST_NAMED = 100
_SHOWN = 10


def build_admins_form(*, by_slack: Sequence[str], named: Sequence[str]) -> dict[str, Any]:
    """Names of those whom Slack calls admins, and the ids of those who were named here."""
    shown = [escape(one) for one in by_slack[:_SHOWN]]
    introduction = words.say_by_slack(shown, len(by_slack) - len(shown))
    return compose_modal(
        words.TITLE,
        [
            context(introduction if by_slack else words.NOBODY),
            InputBlock(
                plain(words.LABEL),
                UserMultiSelectMenu(
                    ids.INPUT,
                    placeholder=plain(words.CHOOSE),
                    initial_users=list(named[:MOST_NAMED]) or None,
                    max_selected_items=MOST_NAMED,
                ),
                block_id=ids.ADMINS_BLOCK,
                optional=True,
                hint=plain(words.HINT),
            ),
        ],
        callback_id=ids.ADMINS_FORM,
        private_metadata=",".join(named[:MOST_NAMED]),
    )


def build_told(admin: str, *, is_named: bool) -> Content:
    """That somebody is an admin now, or no longer."""
    return build_plain(words.say_named(admin) if is_named else words.say_dropped(admin))
