"""What leaders see of their teams on their Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import HeaderBlock

from slackapp.blocks.base.kit import AnyBlock, section
from slackapp.blocks.base.words import join_words
from slackapp.blocks.home.words import team as words


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What the view shows: the channels that the person leads."""

    slack_channel_ids: Sequence[str]


def build_team(page: TeamPage) -> list[AnyBlock]:
    """The blocks of the view."""
    channels = join_words([f"<#{one}>" for one in page.slack_channel_ids])
    return [HeaderBlock(words.TITLE), section(words.say_teams(channels))]
