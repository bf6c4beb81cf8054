"""The messages that one kudos makes: its announcement, and the direct message."""

from __future__ import annotations

from collections.abc import Collection

from slackblocks import ActionsBlock, Block, Button, Option, OverflowMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    Content,
    compose,
    context,
    escape,
    pack_lines,
    plain,
    quote,
    section,
    show_name,
)
from slackapp.blocks.base.words import SOMEBODY, join_words
from slackapp.blocks.kudos.form.buttons import build_thank_too_button
from slackapp.blocks.kudos.me_too import build_me_too_button, describe_joined
from slackapp.blocks.kudos.names import name_groups
from slackapp.blocks.kudos.words import announcements as words
from slackapp.blocks.kudos.words import groups
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView, MessageThanked, Recipient, Tag
from slackapp.domain.kudos.me_too import Joined


def build_announcement(
    kudos: KudosView, *, told: Collection[str] = (), joined: Joined | None = None
) -> Content:
    """The post in the channel: who thanked whom and the words first, then what it was for.

    `told` holds Slack's ids of those who have a direct message of it already. Who `joined` in
    follows, with the button to do so; None where it is not posted yet.
    """
    named = [
        # Who was told directly is named without a mention: one notification for each kudos.
        one.mention
        if one.notice is RecipientNotice.CHANNEL and one.slack_user_id not in told
        else f"*{show_name(one.name)}*"
        for one in kudos.recipients
        if one.is_announced
    ]
    named += name_groups(kudos)
    # Nobody may be left whom it may name, where a change follows a post that was on its way.
    headline = words.say_thanks(show_name(kudos.giver.name), join_words(named) or SOMEBODY)
    blocks: list[Block] = [section(headline), *_describe(kudos)]
    if joined is None:
        return compose(_in_words(headline, kudos), blocks)
    together = describe_joined(joined)
    blocks += [context(together)] if together else []
    blocks.append(
        ActionsBlock(
            [build_me_too_button(kudos), build_thank_too_button(), _build_more_menu(kudos)]
        )
    )
    return compose("\n".join(filter(None, [_in_words(headline, kudos), together])), blocks)


def _build_more_menu(kudos: KudosView) -> OverflowMenu:
    """What its giver and admins may do, behind three dots that everybody sees."""
    option = Option(plain(words.TAKE_BACK), str(kudos.kudos_id))
    return OverflowMenu(ids.TAKE_BACK_HERE, [option])


def build_direct(kudos: KudosView, recipient: Recipient) -> Content:
    """The direct message to one recipient, with the question whether it may be announced."""
    # Only those whom the announcement names too: the others did not want to be told of.
    others = [one.mention for one in kudos.recipients if one != recipient and one.is_announced]
    others += [
        groups.name_everybody(one.handle)
        if one.slack_group_id == recipient.slack_group_id
        else groups.name_group(one.handle, one.people)
        for one in kudos.groups
    ]
    headline = words.say_thanked_you(show_name(kudos.giver.name), others)
    note = _describe_reach(kudos, recipient)
    blocks: list[Block] = [section(headline), *_describe(kudos)]
    if recipient.notice is RecipientNotice.ASKED:
        blocks += [section(note), _ask_buttons(kudos)]
    else:
        blocks.append(context(note))
    return compose(f"{_in_words(headline, kudos)}\n{note}", blocks)


def build_gone() -> Content:
    """What a direct message becomes when whoever it was for asked to be erased."""
    return compose(words.ERASED, [section(words.ERASED)])


def _describe_reach(kudos: KudosView, recipient: Recipient) -> str:
    channel, giver = f"<#{kudos.slack_channel_id}>", show_name(kudos.giver.name)
    if recipient.notice is RecipientNotice.ASKED:
        return words.ask_to_announce(channel)
    if recipient.is_announced and kudos.announcement is Announcement.REFUSED:
        return words.say_not_announced(channel)
    group = kudos.find_group(recipient)
    if group is not None and kudos.visibility is not Visibility.PRIVATE:
        if kudos.announcement is Announcement.REFUSED:
            return words.say_not_announced(channel)
        return groups.say_named_by_group(channel, group.handle)
    if recipient.notice is RecipientNotice.AGREED:
        return words.say_announced(channel)
    if recipient.notice is RecipientNotice.CHANNEL:
        # They are told directly because the announcement does not reach them, or cannot be made.
        return words.say_for_everyone(channel)
    if kudos.visibility is Visibility.PRIVATE and len(kudos.recipients) > 1:
        return words.say_private_to_several(giver)
    return words.say_private(giver)


def _ask_buttons(kudos: KudosView) -> ActionsBlock:
    value, yes = str(kudos.kudos_id), words.ANNOUNCE_IT
    return ActionsBlock(
        [
            Button(yes, action_id=ids.ALLOW_ANNOUNCEMENT, value=value, style="primary"),
            Button(words.KEEP_IT_PRIVATE, action_id=ids.KEEP_PRIVATE, value=value),
        ]
    )


def _in_words(headline: str, kudos: KudosView) -> str:
    first = f"{headline}: {kudos.message}" if kudos.message else headline
    thanked = [_describe_thanked(kudos.of_message)] if kudos.of_message else []
    return "\n".join([first, *thanked, *(_describe_tag(tag) for tag in kudos.tags)])


def _describe(kudos: KudosView) -> list[Block]:
    """The words, the message that it thanks for, and what it was for."""
    return [*_words(kudos), *_thanked(kudos), *_tag_lines(kudos)]


def _thanked(kudos: KudosView) -> list[Block]:
    return [context(_describe_thanked(kudos.of_message))] if kudos.of_message else []


def _describe_thanked(thanked: MessageThanked) -> str:
    text = escape(" ".join(thanked.text.split()))
    return words.say_for_message(text, escape(thanked.slack_permalink))


def _words(kudos: KudosView) -> list[Block]:
    return quote(kudos.message) if kudos.message else []


def _tag_lines(kudos: KudosView) -> list[Block]:
    """What it was for, in small print: one block, unless it is for very much."""
    return [
        context(piece) for piece in pack_lines(_describe_tag(tag, bold=True) for tag in kudos.tags)
    ]


def _describe_tag(tag: Tag, *, bold: bool = False) -> str:
    name = escape(tag.name)
    parts = [f"*{name}*" if bold else name]
    if tag.word:
        parts.append(escape(tag.competency.name))
    if tag.tier and not tag.is_entry_tier:
        # Without a behaviour nobody has said a tier: the entry tier is for counting.
        parts.append(tag.tier.label)
    if tag.cluster_name:
        parts.append(escape(tag.cluster_name))
    if tag.behaviour:
        parts.append(f"“{escape(tag.behaviour.text)}”")
    return " · ".join(parts)
