"""What people are told when Slack did not take a message that others were to read."""

from __future__ import annotations

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, compose, escape, join_words, section
from slackapp.blocks.kudos.words import answers
from slackapp.blocks.kudos.words import refusals as words
from slackapp.domain.kudos.kudos import KudosView


def build_not_posted(
    kudos: KudosView, *, error: str | None, slack_default_channel_id: str | None
) -> Content:
    """What the giver reads when their kudos could not be announced, and may tap."""
    names = join_words([one.mention for one in kudos.recipients])
    what = join_words([f"*{escape(tag.name)}*" for tag in kudos.tags])
    told = join_words([one.mention for one in kudos.recipients if one.is_announced])
    parts = [
        words.say_not_posted(
            answers.name_kudos(names, what),
            f"<#{kudos.slack_channel_id}>",
            words.explain_refusal(error),
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


def build_digest_refused(slack_channel_id: str, *, month: str, error: str | None) -> Content:
    """What leaders read when their channel's digest could not be posted."""
    return _plain(
        f"The digest of {escape(month)} could not be posted in <#{slack_channel_id}>: "
        f"{words.explain_refusal(error)}. Once that is mended, `/kudos digest now` there posts it."
    )


def build_question_refused(*, person: str) -> Content:
    """What a leader reads whose request for a packet could not be put to the person."""
    return _plain(
        f"Slack did not take my question to {person} about a review packet, so they were not "
        "asked. You may try again with `/kudos packet`."
    )


def _plain(text: str) -> Content:
    return compose(text, [section(text)])
