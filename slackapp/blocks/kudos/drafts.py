"""What a mended draft would become, for its giver to see before anybody else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    AnyBlock,
    Content,
    compose,
    context,
    escape,
    quote,
    section,
    shorten,
    split_mrkdwn,
)
from slackapp.blocks.base.words import CANCEL, join_words
from slackapp.blocks.kudos.kudos import build_announcement
from slackapp.blocks.kudos.names import name_thanked
from slackapp.blocks.kudos.words import drafts as words
from slackapp.blocks.kudos.words import groups
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.counterparts import Unclear, write_choices
from slackapp.domain.kudos.kudos import KudosView, Tag, mark_people

_TYPED = 1_000
_LABEL = 75


#: Behind the version of a draft: what its giver has read with it.
_SHARED, _AGAIN = ":shared", ":again"
#: Between the version of a draft's text and what tells the people whom its giver saw.
_WHO = "~"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the giver of a draft was shown with it, as its buttons say.

    `version` is that of its text. `people` tells whom it would thank, where it names a group. They
    have read that `others_read` there, and that they have just said the same (`said_before`).
    """

    version: str
    people: str | None = None
    others_read: bool = False
    said_before: bool = False

    def write(self) -> str:
        """As a button carries it."""
        who = f"{_WHO}{self.people}" if self.people else ""
        marks = f"{_SHARED if self.others_read else ''}{_AGAIN if self.said_before else ''}"
        return f"{self.version}{who}{marks}"


def read_seen(value: str) -> Seen:
    """What a button carries."""
    unmarked = value.removesuffix(_AGAIN)
    shown = unmarked.removesuffix(_SHARED)
    version, _, people = shown.partition(_WHO)
    return Seen(
        version,
        people or None,
        others_read=shown != unmarked,
        said_before=unmarked != value,
    )


def build_preview(
    kudos: KudosView,
    *,
    draft_key: str,
    version: str,
    others_read: bool = False,
    names_groups: bool = False,
    said_before: Sequence[str] = (),
    in_group_message: bool = False,
    unclear: Unclear | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Content:
    """The kudos as it would be posted, and where; one tap posts it, another one cancels it.

    `kudos` is not given yet. `version` says which text of the draft is shown. Where `others_read`,
    people of another company are in the channel, and the giver is told so; and so of those to whom
    they have just said the same (`said_before`). Where the text `names_groups`, the tap counts for
    the people whom they have now. Where a word is `unclear`, the tap that posts says what it counts
    as; `chosen` is what was said of others.
    """
    if unclear is not None:
        kudos = _without_counterpart(kudos, unclear)
    is_posted = kudos.is_announceable and _is_announced(kudos)
    where = _describe_place(kudos, is_posted, in_group_message)
    if others_read:
        where = f"{words.OTHERS_READ} {where}"
    if kudos.groups:
        where = f"{_ask_to_thank(kudos)}\n{where}"
    if said_before:
        where = f"{words.ask_again(_name_some(kudos, said_before))} {where}"
    people = mark_people(kudos) if names_groups else None
    version = Seen(version, people, others_read, bool(said_before)).write()
    shown = build_announcement(kudos if is_posted else _with_all_named(kudos))
    notes = _describe_others(kudos) if is_posted else ""
    question = _ask_counterpart(unclear) if unclear else ""
    blocks: list[AnyBlock] = [section(where)]
    blocks += [block | {"block_id": NUMBERED} for block in shown.blocks]
    if notes:
        blocks.append(context(notes))
    if question:
        blocks.append(section(question))
    buttons = _draw_buttons(kudos, unclear, version, chosen or {})
    blocks.append(ActionsBlock(buttons, block_id=f"{ids.DRAFT_BLOCK}:{draft_key}"))
    return compose("\n".join(filter(None, [where, shown.text, notes, question])), blocks)


def _draw_buttons(
    kudos: KudosView, unclear: Unclear | None, version: str, chosen: Mapping[str, str]
) -> list[Element]:
    cancel = Button(CANCEL, action_id=ids.DRAFT_CANCEL, value=version)
    if unclear is not None:
        return [*_counterpart_buttons(unclear, version, chosen), cancel]
    post = Button(
        _name_post_button(kudos),
        action_id=ids.DRAFT_POST,
        value=f"{version}{write_choices(chosen)}",
        style="primary",
    )
    return [post, cancel]


def _without_counterpart(kudos: KudosView, unclear: Unclear) -> KudosView:
    """The same, with the word alone where it is not clear yet what it counts as."""
    words = {one.word.competency for one in unclear.options if one.word}
    tags = [
        Tag(tag.tag_id, replace(tag.word, behaviours=()), "", None)
        if tag.word and tag.word in words
        else tag
        for tag in kudos.tags
    ]
    return replace(kudos, tags=tuple(tags))


def _ask_counterpart(unclear: Unclear) -> str:
    lines = [
        f"• *{escape(one.competency.name)}*: {escape(one.competency.definition)}"
        for one in unclear.options
    ]
    return "\n".join([words.ask_counterpart(escape(unclear.name)), *lines])


def _counterpart_buttons(
    unclear: Unclear, version: str, chosen: Mapping[str, str]
) -> list[Element]:
    return [
        Button(
            shorten(one.competency.name, _LABEL),
            action_id=f"{ids.DRAFT_COUNTERPART}:{number}",
            value=f"{version}{write_choices({**chosen, unclear.key: one.competency.key})}",
        )
        for number, one in enumerate(unclear.options)
    ]


def _is_announced(kudos: KudosView) -> bool:
    return kudos.announcement is Announcement.CHANNEL


def _name_some(kudos: KudosView, slack_user_ids: Sequence[str]) -> list[str]:
    """Those of its recipients, the people of a group by its name."""
    group_of = {one.slack_user_id: one.slack_group_id for one in kudos.recipients}
    groups = {group_of.get(who) for who in slack_user_ids}
    return [
        *(f"<@{who}>" for who in slack_user_ids if group_of.get(who) is None),
        *(f"@{one.handle}" for one in kudos.groups if one.slack_group_id in groups),
    ]


def _ask_to_thank(kudos: KudosView) -> str:
    people = [(one.handle, one.people) for one in kudos.groups]
    return groups.ask_to_thank(people, [one.mention for one in kudos.by_name])


def _with_all_named(kudos: KudosView) -> KudosView:
    """The same, to draw it as if all were announced: the giver alone sees that."""
    named = [
        replace(one, notice=RecipientNotice.CHANNEL) if one.slack_group_id is None else one
        for one in kudos.recipients
    ]
    return replace(kudos, recipients=tuple(named))


def _name_post_button(kudos: KudosView) -> str:
    if kudos.announcement is Announcement.HELD and not kudos.awaits_place:
        return words.CHOOSE_PLACE
    return words.POST_IT if kudos.is_announceable else words.SEND_IT


def _describe_place(kudos: KudosView, is_posted: bool, in_group_message: bool) -> str:
    channel = f"<#{kudos.slack_channel_id}>"
    if kudos.awaits_place:
        return words.say_place_is_looked_up(channel)
    if kudos.announcement is Announcement.HELD:
        return words.say_held(channel, in_group_message=in_group_message)
    if kudos.visibility is Visibility.PRIVATE:
        return words.say_sent_privately(name_thanked(kudos))
    if is_posted:
        return words.say_posted(channel)
    return f"{words.say_not_posted_yet(channel)} {_describe_others(kudos)}"


def _describe_others(kudos: KudosView) -> str:
    """How those hear of it whom the announcement does not name."""
    asked, direct = (
        join_words([one.mention for one in kudos.by_name if one.notice is notice])
        for notice in (RecipientNotice.ASKED, RecipientNotice.DIRECT)
    )
    parts = []
    if asked:
        parts.append(words.say_asked(asked))
    if direct:
        parts.append(words.say_told_privately(direct))
    return " ".join(parts)


def build_cancelled(typed: str) -> Content:
    """A draft that its giver let go; `typed` are their words, as Slack escaped them."""
    whole = f"/kudos {typed}"
    blocks = [section(words.CANCELLED), context(words.YOUR_WORDS), *quote(whole)]
    again = f"{words.YOUR_WORDS} {split_mrkdwn(whole, _TYPED)[0]}"
    return compose(f"{words.CANCELLED}\n{again}", blocks)
