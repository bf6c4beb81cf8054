"""What people are told when Slack did not take a message that others were to read."""

from __future__ import annotations

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, compose, escape, join_words, section
from slackapp.domain.kudos.kudos import KudosView

_WHY = {
    "is_archived": "the channel is archived",
    "channel_not_found": "I am not in that channel any more",
    "not_in_channel": "I am not in that channel any more",
    "restricted_action": "only some people may post there",
    "restricted_action_read_only_channel": "only some people may post there",
    "restricted_action_thread_only_channel": "only threads may be written there",
}


def explain_refusal(error: str | None) -> str:
    """Why Slack did not take a message, as the end of a sentence."""
    return _WHY.get(error or "", f"Slack did not take it ({error})")


def build_not_posted(
    kudos: KudosView, *, error: str | None, slack_default_channel_id: str | None
) -> Content:
    """What the giver reads when their kudos could not be announced, and may tap."""
    channel = f"<#{kudos.slack_channel_id}>"
    names = join_words([one.mention for one in kudos.recipients])
    what = join_words([f"*{escape(tag.name)}*" for tag in kudos.tags])
    told = join_words([one.mention for one in kudos.recipients if one.is_announced])
    parts = [
        f"Your kudos to {names} for {what} could not be posted in {channel}: "
        f"{explain_refusal(error)}.",
        f"I have told {told} directly, so nothing is lost.",
        "Once that is mended, I can try again.",
    ]
    buttons: list[Element] = [
        Button("Try there again", action_id=ids.POST_HERE, value=str(kudos.kudos_id))
    ]
    if slack_default_channel_id and slack_default_channel_id != kudos.slack_channel_id:
        parts.append(f"Or I post it in <#{slack_default_channel_id}>, the default channel.")
        buttons.append(
            Button(
                "Post in the default channel",
                action_id=ids.POST_IN_DEFAULT,
                value=str(kudos.kudos_id),
            )
        )
    text = " ".join(parts)
    return compose(text, [section(text), ActionsBlock(buttons)])


def build_digest_refused(slack_channel_id: str, *, month: str, error: str | None) -> Content:
    """What leaders read when their channel's digest could not be posted."""
    return _plain(
        f"The digest of {escape(month)} could not be posted in <#{slack_channel_id}>: "
        f"{explain_refusal(error)}. Once that is mended, `/kudos digest now` there posts it."
    )


def build_share_refused(*, reader: str, owner: str, competency_name: str) -> Content:
    """What somebody reads whose reflection is shared, while the message about it got nowhere.

    `reader` and `owner` are mentions.
    """
    return _plain(
        f"You share your reflection on *{escape(competency_name)}* with {reader}, but Slack did "
        f"not take my message about it. They can read it with `/kudos reflections` and your name, "
        f"{owner}; please tell them."
    )


def build_question_refused(*, person: str) -> Content:
    """What a leader reads whose request for a packet could not be put to the person."""
    return _plain(
        f"Slack did not take my question to {person} about a review packet, so they were not "
        "asked. You may try again with `/kudos packet`."
    )


def _plain(text: str) -> Content:
    return compose(text, [section(text)])
