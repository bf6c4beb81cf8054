"""The forms in which admins decide where kudos are given, and who may do what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import (
    Block,
    ConversationFilter,
    ConversationMultiSelectMenu,
    ConversationSelectMenu,
    InputBlock,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, plain
from slackapp.blocks.base.ticks import Tick, ask_tick
from slackapp.blocks.workspace.words import rules as words

#: Channels that a pilot may have.
MOST_CHANNELS = 20
GUESTS = Tick(ids.GUESTS_BLOCK, words.GUESTS, words.GUESTS_OPTION, words.GUESTS_HINT)
NAMING = Tick(ids.NAMING_BLOCK, words.NAMING, words.NAMING_OPTION, words.NAMING_HINT)


def build_channels_form(
    *, slack_pilot_channel_ids: Sequence[str], slack_default_channel_id: str | None
) -> dict[str, Any]:
    """Where kudos are given, and what is offered where the app is not."""
    only_channels = ConversationFilter(include=["public", "private"], exclude_bot_users=True)
    blocks: list[Block] = [
        InputBlock(
            plain(words.PILOT),
            ConversationMultiSelectMenu(
                ids.INPUT,
                placeholder=plain(words.CHOOSE_CHANNELS),
                initial_conversations=list(slack_pilot_channel_ids) or None,
                max_selected_items=MOST_CHANNELS,
                filter=only_channels,
            ),
            block_id=ids.PILOT_BLOCK,
            optional=True,
            hint=plain(words.PILOT_HINT),
        ),
        InputBlock(
            plain(words.DEFAULT),
            ConversationSelectMenu(
                ids.INPUT,
                placeholder=plain(words.CHOOSE_CHANNEL),
                initial_conversation=slack_default_channel_id or None,
                default_to_current_conversation=None,
                response_url_enabled=None,
                filter=only_channels,
            ),
            block_id=ids.DEFAULT_CHANNEL_BLOCK,
            optional=True,
            hint=plain(words.DEFAULT_HINT),
        ),
    ]
    return compose_modal(words.CHANNELS_TITLE, blocks, callback_id=ids.CHANNEL_RULES_FORM)


def build_roles_form(*, guests_may_give: bool, leaders_name_leaders: bool) -> dict[str, Any]:
    """Who may give, and who may name leaders."""
    blocks = [
        ask_tick(GUESTS, is_on=guests_may_give),
        ask_tick(NAMING, is_on=leaders_name_leaders),
    ]
    return compose_modal(words.ROLES_TITLE, blocks, callback_id=ids.ROLE_RULES_FORM)
