"""Joining in on a kudos: the button, who is named, and the note to whom it thanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import ActionsBlock, Block, Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    Content,
    compose,
    context,
    escape,
    section,
    show_name,
)
from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.words import me_too as words
from slackapp.domain.kudos.kudos import KudosView
from slackapp.domain.kudos.me_too import Joined

#: A note lists so many kudos, and says of how many more there is news.
MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class News:
    """One kudos to somebody, and who joined in on it."""

    kudos: KudosView
    joined: Joined


def build_me_too_button(kudos: KudosView) -> Button:
    """The button that adds the name of whoever presses it, or takes it away again."""
    return Button(words.ADD_YOURS, action_id=ids.ME_TOO, value=str(kudos.kudos_id))


def describe_joined(joined: Joined) -> str:
    """Who joined in, beneath an announcement; nothing where nobody did.

    Nobody is mentioned: they know it, and need no notification.
    """
    if not joined.count:
        return ""
    return words.say_joined([f"*{show_name(name)}*" for name in joined.names], joined.others)


def build_joined(*, is_in: bool) -> Content:
    """What whoever pressed the button reads."""
    text = words.JOINED if is_in else words.TAKEN_BACK
    return compose(text, [section(text)])


def build_note(news: Sequence[News]) -> Content:
    """What a recipient is told once a day, with the button that ends it."""
    listed = [_describe(one) for one in news[:MOST_LISTED]]
    lines = listed if len(news) == 1 else [f"• {one}" for one in listed]
    if len(news) > MOST_LISTED:
        lines.append(words.say_more_kudos(len(news) - MOST_LISTED))
    blocks: list[Block] = [
        *(section(line) for line in lines),
        ActionsBlock([_notes_button(is_told=True)]),
        context(words.ONCE_A_DAY),
    ]
    return compose("\n".join(lines), blocks)


def build_note_gone() -> Content:
    """What a note becomes of which nothing is true any longer."""
    return compose(words.NOTE_GONE, [context(words.NOTE_GONE)])


def build_notes_choice(*, is_told: bool) -> Content:
    """What a recipient has just chosen, and the button that changes it back."""
    text = words.UNMUTED if is_told else words.MUTED
    return compose(text, [section(text), ActionsBlock([_notes_button(is_told=is_told)])])


def describe_notes(*, is_told: bool) -> tuple[str, list[Block]]:
    """Whether a recipient hears of those who join in: the words, and with the button."""
    text = words.TELLS_NOW if is_told else words.TELLS_NO_MORE
    return text, [section(text), ActionsBlock([_notes_button(is_told=is_told)])]


def _notes_button(*, is_told: bool) -> Button:
    label, action_id = (
        (words.MUTE, ids.MUTE_ME_TOO) if is_told else (words.UNMUTE, ids.UNMUTE_ME_TOO)
    )
    return Button(label, action_id=action_id, value="me_too")


def _describe(news: News) -> str:
    kudos, joined = news.kudos, news.joined.in_short
    return words.tell_joined(
        [f"*{show_name(name)}*" for name in joined.names],
        joined.others,
        giver=show_name(kudos.giver.name),
        competencies=join_words([f"*{escape(tag.name)}*" for tag in kudos.tags]),
        channel=f"<#{kudos.slack_channel_id}>",
    )
