"""What colleagues said to a person lately, in their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from slackblocks import HeaderBlock

from slackapp.blocks.base.kit import AnyBlock, begin, escape, section, show_name
from slackapp.blocks.base.words import join_words
from slackapp.blocks.home.words import mine as words
from slackapp.blocks.team.words.tiers import name_tier
from slackapp.domain.base.zones import find_zone
from slackapp.domain.kudos.audience import Visibility
from slackapp.domain.kudos.kudos import KudosView, Tag

#: So much of a message is shown.
_WORDS = 300


def build_said(
    kudos_list: Sequence[KudosView], links: Mapping[int, str], *, tz: str, now: datetime
) -> list[AnyBlock]:
    """Each with who said it, for what, when, and the way to its announcement."""
    title = HeaderBlock(words.SAID_TITLE)
    if not kudos_list:
        return [title, section(words.NOTHING_SAID)]
    lines = [
        section(_say(kudos, links.get(kudos.kudos_id, ""), tz=tz, now=now)) for kudos in kudos_list
    ]
    return [title, *lines]


def _say(kudos: KudosView, link: str, *, tz: str, now: datetime) -> str:
    message = begin(" ".join(kudos.message.split()), _WORDS)
    said = message or words.say_of(escape(join_words([tag.name for tag in kudos.tags])))
    named = [_name(tag) for tag in kudos.tags] if message else []
    parts = [f"*{show_name(kudos.giver.name)}*", *named, say_day(kudos.given_at, tz=tz, now=now)]
    if kudos.visibility is Visibility.PRIVATE:
        parts.append(words.ONLY_YOU_TWO)
    elif link:
        parts.append(f"<{escape(link)}|{words.SEE_POST}>")
    return f"> {said}\n{' · '.join(parts)}"


def _name(tag: Tag) -> str:
    """What it was for, with the tier where the giver chose what somebody did."""
    if tag.behaviour is None or tag.tier is None:
        return escape(tag.name)
    return f"{escape(tag.name)} {name_tier(tag.tier)}"


def say_day(moment: datetime, *, tz: str, now: datetime) -> str:
    """The person's own day of something that is over."""
    day, today = (one.astimezone(find_zone(tz)) for one in (moment, now))
    return words.say_when(day.day, day.month, None if day.year == today.year else day.year)
