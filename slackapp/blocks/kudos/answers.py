"""What the giver reads of their kudos: where it goes, and one row of what they may still do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import ActionsBlock, Block, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    Content,
    compose,
    escape,
    pack_lines,
    section,
)
from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.form.buttons import build_behaviour_buttons, build_change_button
from slackapp.blocks.kudos.names import name_thanked
from slackapp.blocks.kudos.words import answers as words
from slackapp.domain.base.slack_text import defuse
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView, Tag

#: Behind the id on a button whose giver has read with it that another company reads there.
KNOWS_OTHERS_READ = "shared"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the giver reads the answer, and where a kudos may go that is held."""

    slack_default_channel_id: str | None
    in_group_message: bool
    is_there: bool
    others_read: bool
    is_posted: bool


def build_answer(
    kudos: KudosView,
    *,
    understood: Sequence[tuple[str, str]] = (),
    slack_default_channel_id: str | None = None,
    in_group_message: bool = False,
    is_there: bool = True,
    others_read: bool = False,
    is_posted: bool = False,
) -> Content:
    """What the giver reads, and may tap: true whenever they read it, as Slack keeps it as it is.

    `understood` pairs what was typed, as Slack escaped it, with what it was taken for, where that
    was a guess. A kudos that is held `in_group_message` cannot be posted there. `is_there` says
    that the giver reads it in the channel where the kudos was given. Where `others_read`, it is not
    posted yet, as people of another company are in that channel. `is_posted` says that its
    announcement stands by now.
    """
    place = _Place(slack_default_channel_id, in_group_message, is_there, others_read, is_posted)
    lines = [words.say_understood(defuse(typed), escape(name)) for typed, name in understood]
    delivery, choices = _describe_next(kudos, place)
    lines += [line for tag in kudos.tags for line in _describe_tag(tag)]
    text = "\n".join([delivery, *lines])
    own: list[Element] = [
        *build_behaviour_buttons(kudos),
        build_change_button(kudos),
        build_undo_button(kudos),
    ]
    said = [section(piece) for piece in pack_lines([delivery, *lines])]
    return compose(text, [*said, *choices, ActionsBlock(own)])


def _describe_tag(tag: Tag) -> list[str]:
    """What the giver's word counts as, and what was said that somebody did."""
    lines = []
    if tag.word:
        lines.append(words.say_counts_as(escape(tag.name), escape(tag.competency.name)))
    if tag.behaviour:
        lines.append(words.say_chosen(escape(tag.name), escape(tag.behaviour.text)))
    return lines


def build_undo_button(kudos: KudosView) -> Button:
    """The button that takes a kudos back."""
    return Button(words.TAKE_BACK, action_id=ids.TAKE_BACK, value=str(kudos.kudos_id))


def _describe_next(kudos: KudosView, place: _Place) -> tuple[str, list[Block]]:
    """What becomes of the kudos, and the buttons that decide it."""
    if kudos.announcement is Announcement.HELD and not kudos.awaits_place:
        return _describe_hold(kudos, place), [ActionsBlock(_held_buttons(kudos, place))]
    delivery = _describe_delivery(kudos, is_posted=place.is_posted)
    if kudos.announcement is Announcement.REFUSED and place.others_read:
        warning = words.say_others_read_now(_channel_of(kudos))
        return f"{delivery} {warning}", [ActionsBlock([_post_anyway(kudos)])]
    return delivery, []


def _describe_thanks(kudos: KudosView) -> str:
    return words.name_kudos(
        name_thanked(kudos),
        join_words([f"*{escape(tag.name)}*" for tag in kudos.tags]),
    )


def _channel_of(kudos: KudosView) -> str:
    return f"<#{kudos.slack_channel_id}>"


def _describe_hold(kudos: KudosView, place: _Place) -> str:
    thanks, channel = _describe_thanks(kudos), _channel_of(kudos)
    if place.in_group_message:
        why = words.say_held_in_group_message(thanks)
    elif place.others_read:
        why = words.say_held_among_others(thanks, channel)
    else:
        why = words.say_held_outside(thanks, channel)
    parts = [why, words.CHOOSE_PLACE]
    if _offers_default(kudos, place):
        parts.append(words.name_default_channel(f"<#{place.slack_default_channel_id}>"))
    if not (place.in_group_message or place.others_read):
        parts.append(words.say_how_to_invite(is_there=place.is_there))
    parts.append(words.SENT_TOMORROW)
    return " ".join(parts)


def _describe_delivery(kudos: KudosView, *, is_posted: bool) -> str:
    thanks, channel = _describe_thanks(kudos), _channel_of(kudos)
    if kudos.awaits_place:
        return words.say_place_is_looked_up(thanks, channel)
    if kudos.announcement is Announcement.REFUSED:
        return words.say_refused(thanks, channel)
    if kudos.visibility is Visibility.PRIVATE:
        return words.say_sent_privately(thanks, name_thanked(kudos))
    parts = [_describe_reach(kudos, is_posted=is_posted)]
    by_notice = {
        notice: join_words([one.mention for one in kudos.by_name if one.notice is notice])
        for notice in RecipientNotice
    }
    if asked := by_notice[RecipientNotice.ASKED]:
        parts.append(words.say_asked(asked, channel))
    if direct := by_notice[RecipientNotice.DIRECT]:
        parts.append(words.say_told_privately(direct))
    return " ".join(parts)


def _describe_reach(kudos: KudosView, *, is_posted: bool) -> str:
    thanks, channel = _describe_thanks(kudos), _channel_of(kudos)
    if not kudos.is_announceable:
        return words.say_saved(thanks)
    return words.say_posted(thanks, channel) if is_posted else words.say_goes(thanks, channel)


def _offers_default(kudos: KudosView, place: _Place) -> bool:
    return place.slack_default_channel_id not in (None, "", kudos.slack_channel_id)


def _held_buttons(kudos: KudosView, place: _Place) -> list[Element]:
    value = str(kudos.kudos_id)
    buttons: list[Element] = []
    if _offers_default(kudos, place):
        label = words.POST_IN_DEFAULT
        buttons.append(Button(label, action_id=ids.POST_IN_DEFAULT, value=value))
    if place.others_read:
        buttons.append(_post_anyway(kudos))
    elif not place.in_group_message:
        label = words.name_post_button(is_there=place.is_there)
        buttons.append(Button(label, action_id=ids.POST_HERE, value=value))
    buttons.append(Button(words.SEND_PRIVATELY, action_id=ids.SEND_PRIVATELY, value=value))
    return buttons


def _post_anyway(kudos: KudosView) -> Button:
    value = f"{kudos.kudos_id}:{KNOWS_OTHERS_READ}"
    return Button(words.POST_ANYWAY, action_id=ids.POST_HERE, value=value)
