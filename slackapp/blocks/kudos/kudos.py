"""The messages that one kudos makes: its announcement, the direct message, the giver's answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from slackblocks import ActionsBlock, Block, Button, Element, SectionBlock, Text

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    AnyBlock,
    Content,
    compose,
    context,
    describe_practice,
    escape,
    join_words,
    quote,
    section,
    shorten,
    show_name,
)
from slackapp.domain.base.slack_text import SOMEBODY, defuse
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView, Recipient, Tag
from slackapp.frameworks.model import Behaviour

#: Slack's limits on a button's label and on what a screen reader says of it.
_LABEL = 75

#: Behind the id on a button whose giver has read with it that another company reads there.
KNOWS_OTHERS_READ = "shared"

_WHO_COULD = "Your leader cannot. Whoever runs the server could."


def build_announcement(kudos: KudosView, *, told: Collection[str] = ()) -> Content:
    """The post in the channel: who thanked whom and the words first, then what it was for.

    `told` holds Slack's ids of those who have a direct message of it already.
    """
    named = [
        # Who was told directly is named without a mention: one notification for each kudos.
        one.mention
        if one.notice is RecipientNotice.CHANNEL and one.slack_user_id not in told
        else f"*{show_name(one.name)}*"
        for one in kudos.recipients
        if one.is_announced
    ]
    # Nobody may be left whom it may name, where a change follows a post that was on its way.
    headline = f"*{show_name(kudos.giver.name)}* thanked {join_words(named) or SOMEBODY}"
    return compose(
        _in_words(headline, kudos), [section(headline), *_words(kudos), *_tag_lines(kudos)]
    )


def build_direct(kudos: KudosView, recipient: Recipient) -> Content:
    """The direct message to one recipient, with the question whether it may be announced."""
    headline = f"*{show_name(kudos.giver.name)}* thanked you"
    # Only those whom the announcement names too: the others did not want to be told of.
    others = [one.mention for one in kudos.recipients if one != recipient and one.is_announced]
    if others:
        headline += f" with {join_words(others)}"
    note = _describe_reach(kudos, recipient)
    blocks: list[Block] = [section(headline), *_words(kudos), *_tag_lines(kudos)]
    if recipient.notice is RecipientNotice.ASKED:
        blocks += [section(note), _ask_buttons(kudos)]
    else:
        blocks.append(context(note))
    return compose(f"{_in_words(headline, kudos)}\n{note}", blocks)


def build_gone() -> Content:
    """What a direct message becomes when whoever it was for asked to be erased."""
    text = "This message was erased."
    return compose(text, [section(text)])


def _describe_reach(kudos: KudosView, recipient: Recipient) -> str:
    channel = f"<#{kudos.slack_channel_id}>"
    if recipient.notice is RecipientNotice.ASKED:
        return f"May I announce it in {channel}?"
    if recipient.is_announced and kudos.announcement is Announcement.REFUSED:
        return f"It was for everyone in {channel} to read, but it could not be posted there."
    if recipient.notice is RecipientNotice.AGREED:
        return f"Announced in {channel}."
    if recipient.notice is RecipientNotice.CHANNEL:
        # They are told directly because the announcement does not reach them, or cannot be made.
        return f"For everyone in {channel} to read."
    if kudos.visibility is Visibility.PRIVATE and len(kudos.recipients) > 1:
        return f"Only those thanked and {show_name(kudos.giver.name)} can read this. {_WHO_COULD}"
    return f"Only you and {show_name(kudos.giver.name)} see that it was for you. {_WHO_COULD}"


def _ask_buttons(kudos: KudosView) -> ActionsBlock:
    value = str(kudos.kudos_id)
    return ActionsBlock(
        [
            Button("Announce it", action_id=ids.ALLOW_ANNOUNCEMENT, value=value, style="primary"),
            Button("Keep it between us", action_id=ids.KEEP_PRIVATE, value=value),
        ]
    )


def _in_words(headline: str, kudos: KudosView) -> str:
    first = f"{headline}: {kudos.message}" if kudos.message else headline
    return "\n".join([first, *(_describe_tag(tag) for tag in kudos.tags)])


def _words(kudos: KudosView) -> list[Block]:
    return quote(kudos.message) if kudos.message else []


def _tag_lines(kudos: KudosView) -> list[Block]:
    return [context(_describe_tag(tag, bold=True)) for tag in kudos.tags]


def _describe_tag(tag: Tag, *, bold: bool = False) -> str:
    name = escape(tag.name)
    parts = [f"*{name}*" if bold else name]
    if tag.word:
        parts.append(escape(tag.competency.name))
    if tag.tier:
        label = tag.tier.label
        parts.append(f"{label} (entry tier)" if tag.is_entry_tier else label)
    if tag.cluster_name:
        parts.append(escape(tag.cluster_name))
    if tag.behaviour:
        parts.append(f"“{escape(tag.behaviour.text)}”")
    return " · ".join(parts)


def build_answer(
    kudos: KudosView,
    *,
    behaviours: Mapping[int, Sequence[Behaviour]],
    understood: Sequence[tuple[str, str]] = (),
    slack_default_channel_id: str | None = None,
    in_group_message: bool = False,
    is_there: bool = True,
    others_read: bool = False,
) -> Content:
    """What the giver reads, and may tap.

    `behaviours` offers some for each tag id, the likeliest first; `understood` pairs what was
    typed, as Slack escaped it, with what it was taken for, where that was a guess. A kudos that
    is held `in_group_message` cannot be posted there. `is_there` says that the giver reads it in
    the channel where the kudos was given. Where `others_read`, it is not posted yet, as people of
    another company are in that channel.
    """
    lines = [f"“{defuse(typed)}” understood as *{escape(name)}*." for typed, name in understood]
    if kudos.announcement is Announcement.HELD and not kudos.awaits_place:
        choices = _held_buttons(
            kudos, slack_default_channel_id, in_group_message, is_there, others_read
        )
        delivery = _describe_hold(
            kudos, slack_default_channel_id, in_group_message, is_there, others_read
        )
    elif kudos.announcement is Announcement.REFUSED and others_read:
        choices = [ActionsBlock([_post_all_the_same(kudos)])]
        channel = f"<#{kudos.slack_channel_id}>"
        delivery = (
            f"{_describe_delivery(kudos)} People of another company read in {channel} now, so I do "
            "not try again unless you say so."
        )
    else:
        choices, delivery = [], _describe_delivery(kudos)
    text = "\n".join([delivery, *lines])
    blocks: list[AnyBlock] = [section(text), *choices]
    for tag in kudos.tags:
        blocks += _behaviour_choice(kudos, tag, behaviours.get(tag.tag_id, ()))
    return compose(text, blocks)


def _describe_thanks(kudos: KudosView) -> str:
    names = join_words([one.mention for one in kudos.recipients])
    what = join_words([f"*{escape(tag.name)}*" for tag in kudos.tags])
    return f"Your kudos to {names} for {what}"


def _describe_hold(
    kudos: KudosView,
    slack_default_channel_id: str | None,
    in_group_message: bool,
    is_there: bool,
    others_read: bool,
) -> str:
    parts = [f"{_describe_thanks(kudos)} is kept, but nobody has seen it yet:"]
    if in_group_message:
        parts.append("no app can join a group message, so it cannot be posted here.")
    elif others_read:
        parts.append(f"people of another company read in <#{kudos.slack_channel_id}>.")
    else:
        parts.append(f"I am not in <#{kudos.slack_channel_id}>.")
    parts.append("Choose where it goes.")
    if _offers_default(kudos, slack_default_channel_id):
        # A button's label cannot carry a channel's mention, so that it is named here.
        parts.append(f"The default channel is <#{slack_default_channel_id}>.")
    if not (in_group_message or others_read):
        here, there = ("here", "") if is_there else ("there", " in that channel")
        parts.append(f"To have it {here}, type `/invite @kudoscope`{there} first.")
    parts.append("If you choose nothing, I send it privately tomorrow.")
    return " ".join(parts)


def _describe_delivery(kudos: KudosView) -> str:
    names = join_words([one.mention for one in kudos.recipients])
    thanks = _describe_thanks(kudos)
    channel = f"<#{kudos.slack_channel_id}>"
    if kudos.awaits_place:
        return (
            f"{thanks} is on its way. I look whether I may post in {channel}; if not, I ask you by "
            "direct message where it goes."
        )
    if kudos.announcement is Announcement.REFUSED:
        return f"{thanks} could not be posted in {channel}, so I told them directly."
    if kudos.visibility is Visibility.PRIVATE:
        return f"{thanks} is on its way. You and {names} can read it. {_WHO_COULD}"
    parts = [f"{thanks} is on its way."]
    by_notice = {
        notice: join_words([one.mention for one in kudos.recipients if one.notice is notice])
        for notice in RecipientNotice
    }
    if asked := by_notice[RecipientNotice.ASKED]:
        parts.append(f"I ask {asked} first whether to announce it in {channel}.")
    if direct := by_notice[RecipientNotice.DIRECT]:
        parts.append(f"I tell {direct} privately, as they prefer.")
    return " ".join(parts)


def _offers_default(kudos: KudosView, slack_default_channel_id: str | None) -> bool:
    return bool(slack_default_channel_id) and slack_default_channel_id != kudos.slack_channel_id


def _held_buttons(
    kudos: KudosView,
    slack_default_channel_id: str | None,
    in_group_message: bool,
    is_there: bool,
    others_read: bool,
) -> list[Block]:
    value = str(kudos.kudos_id)
    buttons: list[Element] = [
        Button("Send privately", action_id=ids.SEND_PRIVATELY, value=value),
    ]
    if others_read:
        buttons.insert(0, _post_all_the_same(kudos))
    elif not in_group_message:
        label = f"I invited you: post {'here' if is_there else 'there'}"
        buttons.insert(0, Button(label, action_id=ids.POST_HERE, value=value))
    if _offers_default(kudos, slack_default_channel_id):
        label = "Post in the default channel"
        buttons.insert(0, Button(label, action_id=ids.POST_IN_DEFAULT, value=value))
    return [ActionsBlock(buttons)]


def _post_all_the_same(kudos: KudosView) -> Button:
    value = f"{kudos.kudos_id}:{KNOWS_OTHERS_READ}"
    return Button("Post it there all the same", action_id=ids.POST_HERE, value=value)


def _behaviour_choice(
    kudos: KudosView, tag: Tag, behaviours: Sequence[Behaviour]
) -> list[AnyBlock]:
    if not behaviours:
        return []
    who = join_words([one.mention for one in kudos.recipients])
    title = f"*{escape(tag.competency.name)}*: what did {who} do?"
    if tag.word:
        title = f"*{escape(tag.name)}* counts as {title}"
    return [section(title), *(_behaviour_line(tag, one) for one in behaviours)]


def _behaviour_line(tag: Tag, behaviour: Behaviour) -> AnyBlock:
    line = _draw_behaviour(behaviour, chosen=behaviour == tag.behaviour)
    button = line["accessory"] | {"value": f"{tag.tag_id}:{behaviour.key}"}
    return line | {"accessory": button}


@lru_cache(maxsize=1024)
def _draw_behaviour(behaviour: Behaviour, *, chosen: bool) -> dict[str, Any]:
    """The line but for whose it is; drawn once, as every answer shows some."""
    small = describe_practice(behaviour)
    sign = ":white_check_mark: " if chosen else ""
    button = Button(
        "Chosen" if chosen else "This",
        action_id=ids.CHOOSE_BEHAVIOUR,
        value="of a tag",
        accessibility_label=shorten(
            f"{'Chosen' if chosen else 'Choose'}: {behaviour.text}", _LABEL
        ),
    )
    text = Text(f"{sign}{escape(behaviour.text)}{f'{chr(10)}_{small}_' if small else ''}")
    return SectionBlock(text, accessory=button, block_id=NUMBERED)._resolve()
