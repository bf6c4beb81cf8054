"""What stands in the place of a kudos that was taken back, and what is told of that."""

from __future__ import annotations

from slackapp.blocks.base.kit import (
    Content,
    build_plain,
    compose,
    context,
    escape,
    quote,
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.names import name_thanked
from slackapp.blocks.kudos.words import taking_back as words
from slackapp.domain.kudos.kudos import KudosView, PersonName

#: So many of the giver's own words stand in the plain text, too.
_TYPED = 1_000


def build_announcement_gone() -> Content:
    """What stands in the place of an announcement that Slack does not let us delete."""
    return compose(words.ANNOUNCEMENT_GONE, [context(words.ANNOUNCEMENT_GONE)])


def build_direct_gone(giver: PersonName) -> Content:
    """What a direct message about it becomes."""
    text = words.say_direct_gone(f"*{show_name(giver.name)}*")
    return compose(text.replace("*", ""), [context(text)])


def build_taken_back(kudos: KudosView) -> Content:
    """What the giver reads, with their own words to take along."""
    text = words.say_taken_back(_names(kudos), _competencies(kudos))
    if not kudos.message:
        return compose(text, [section(text)])
    kept = split_mrkdwn(kudos.message, _TYPED)[0]
    blocks = [section(text), context(words.YOUR_WORDS), *quote(kudos.message)]
    return compose(f"{text}\n{words.YOUR_WORDS} {kept}", blocks)


def build_taken_back_for(kudos: KudosView) -> Content:
    """What an admin reads who took back somebody else's."""
    text = words.say_taken_back_for(kudos.giver.mention, _names(kudos))
    return compose(text, [section(text)])


def build_told_giver(kudos: KudosView, admin: PersonName) -> Content:
    """What its giver is told then."""
    text = words.tell_giver(admin.mention, _names(kudos))
    return compose(text, [section(text)])


def build_perhaps_posted(place: str, *, is_direct: bool) -> Content:
    """What whoever took it back is told when Slack never said whether it had been posted."""
    return build_plain(words.say_perhaps_posted(place, is_direct=is_direct))


def _names(kudos: KudosView) -> str:
    return name_thanked(kudos)


def _competencies(kudos: KudosView) -> str:
    return join_words([f"*{escape(tag.name)}*" for tag in kudos.tags])
