"""What the giver is told when Slack did not take the announcement of a kudos."""

from __future__ import annotations

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, compose, escape, section
from slackapp.blocks.base.words import explain_refusal, join_words
from slackapp.blocks.kudos.names import name_groups, name_thanked
from slackapp.blocks.kudos.words import answers
from slackapp.blocks.kudos.words import refusals as words
from slackapp.domain.kudos.kudos import KudosView


def build_not_posted(
    kudos: KudosView, *, error: str | None, slack_default_channel_id: str | None
) -> Content:
    """What the giver reads when their kudos could not be announced, and may tap."""
    names = name_thanked(kudos)
    what = join_words([f"*{escape(tag.name)}*" for tag in kudos.tags])
    named = [one.mention for one in kudos.recipients if one.is_announced]
    told = join_words([*named, *name_groups(kudos)])
    parts = [
        words.say_not_posted(
            answers.name_kudos(names, what),
            f"<#{kudos.slack_channel_id}>",
            explain_refusal(error),
        ),
        words.say_told(told),
        words.CAN_TRY_AGAIN,
    ]
    value = str(kudos.kudos_id)
    buttons: list[Element] = [Button(words.TRY_AGAIN, action_id=ids.POST_HERE, value=value)]
    if slack_default_channel_id and slack_default_channel_id != kudos.slack_channel_id:
        parts.append(words.offer_default_channel(f"<#{slack_default_channel_id}>"))
        buttons.append(Button(answers.POST_IN_DEFAULT, action_id=ids.POST_IN_DEFAULT, value=value))
    text = " ".join(parts)
    return compose(text, [section(text), ActionsBlock(buttons)])
