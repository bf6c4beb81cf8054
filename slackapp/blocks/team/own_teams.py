"""The forms that a leader opens from their Home: who leads a team, and about whom a packet is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, InputBlock, UserMultiSelectMenu, UserSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, plain, section
from slackapp.blocks.base.number_field import NumberField, ask_number
from slackapp.blocks.team.digest_settings import MOST_LEADERS
from slackapp.blocks.team.words import own_teams as words
from slackapp.blocks.team.words import settings


def build_leaders_form(
    slack_channel_id: str, slack_leader_ids: Sequence[str], *, team_id: int
) -> dict[str, Any]:
    """Who leads the team of a channel."""
    blocks: list[Block] = [
        section(words.say_which(f"<#{slack_channel_id}>")),
        InputBlock(
            plain(settings.LEADERS),
            UserMultiSelectMenu(
                ids.INPUT,
                placeholder=plain(settings.CHOOSE_LEADERS),
                initial_users=list(slack_leader_ids) or None,
                max_selected_items=MOST_LEADERS,
            ),
            block_id=ids.LEADERS_BLOCK,
            optional=True,
            hint=plain(settings.LEADERS_HINT),
        ),
    ]
    return compose_modal(
        settings.LEADERS,
        blocks,
        callback_id=ids.TEAM_LEADERS_FORM,
        private_metadata=str(team_id),
    )


def build_packet_form(
    slack_channel_id: str, *, team_id: int, months: tuple[NumberField, int]
) -> dict[str, Any]:
    """About whom of a team a leader asks for a packet, and over how many months."""
    blocks: list[Block] = [
        section(words.say_packet_of(f"<#{slack_channel_id}>")),
        InputBlock(
            plain(words.PERSON),
            UserSelectMenu(ids.INPUT, placeholder=plain(words.CHOOSE_PERSON)),
            block_id=ids.PACKET_PERSON_BLOCK,
        ),
        ask_number(*months),
        context(words.PACKET_ABOUT),
    ]
    return compose_modal(
        words.PACKET_TITLE,
        blocks,
        callback_id=ids.TEAM_PACKET_FORM,
        private_metadata=str(team_id),
        submit=words.ASK,
    )
