"""What is said of the leaders of a team."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.kit import Content, compose, context, section
from slackapp.blocks.team.words import leaders as words


def build_leaders(
    slack_channel_id: str, slack_user_ids: Sequence[str], *, absent: Sequence[str] = ()
) -> Content:
    """Who leads the team of a channel, and how that is changed.

    Whoever was named and is `absent` from it leads it from the day on that they are there.
    """
    text = words.say_leaders(f"<#{slack_channel_id}>", _mention(slack_user_ids))
    if absent:
        text += f" {words.say_absent(_mention(absent))}"
    return compose(f"{text}\n{words.HINT}", [section(text), context(words.HINT)])


def _mention(slack_user_ids: Sequence[str]) -> list[str]:
    return [f"<@{one}>" for one in slack_user_ids]
