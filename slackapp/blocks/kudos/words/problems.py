"""What stands in the way of a kudos, and what its giver can do."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.words.examples import EXAMPLE

_MOST_NAMED = 5

LIKE_THIS = f"Like this: {EXAMPLE}"
PICK_PERSON = "Pick the person"
BOTH = "Both"
ALL_OF_THEM = "All of them"

NO_RECIPIENT = "Who do you want to thank? Name them with `@`."
SELF = "Kudos go to others. Take yourself off the list and send it again."
SELF_ALONE = "Kudos go to others. Name somebody whom you work with."
WITHOUT_ME_ALL = "Thank the others without me"
CHANNEL = "Kudos go to people, not to a channel: name up to ten people."
BROADCAST = (
    "Kudos go to people by name, not to `@here`, `@channel` or `@everyone`: name up to ten people."
)


def name_without_me(names: Sequence[str]) -> str:
    """The button of a giver who has named themselves among others."""
    return f"Thank {join_words(names)} without me"


def name_order(mentions: str) -> str:
    """Whom the buttons above mean, where two people have one name."""
    return f"In this order: {mentions}."


def ask_which(mentions: Sequence[str]) -> str:
    """The question which of the people mentioned are thanked."""
    *others, last = mentions
    if not others:
        return f"Do you want to thank {last}? I would rather ask than guess."
    return (
        f"Who do you want to thank: {', '.join(others)} or {last}? I would rather ask than guess."
    )


def say_unknown_name(name: str, *, has_namesakes: bool) -> str:
    """That an `@name` is nobody's, and how to pick the person."""
    if has_namesakes:
        return (
            f"I do not know who `@{name}` is, and I will not guess. Is it one of these? Press the "
            "name, or pick somebody else:"
        )
    return (
        f"I do not know who `@{name}` is, and I will not guess. Pick the person from the list that "
        "Slack shows while you type `@`, or here:"
    )


def say_too_many_recipients(limit: int) -> str:
    """How many people one kudos thanks."""
    return (
        f"One kudos can thank up to {limit} people. Give a second one to the others, so that "
        "everybody hears what it was for."
    )


def say_too_many_competencies(limit: int) -> str:
    """How many competencies one kudos names."""
    return f"One kudos can name up to {limit} competencies. Pick the ones that stood out most."


def say_too_long(limit: int) -> str:
    """How long a message may be."""
    return f"The message is longer than {limit:,} characters. Please shorten it a little."


def name_thanked(mentions: Sequence[str]) -> str:
    """Those people, unless they are so many that their names would fill the screen."""
    return join_words(list(mentions)) if len(mentions) <= _MOST_NAMED else "them"


def say_said_before(mentions: Sequence[str]) -> str:
    """That the giver has just thanked somebody in the same words, where nobody can ask again."""
    names = name_thanked(mentions)
    return f"You have just thanked {names} in the same words, so nothing was posted again."


def say_app(mention: str) -> str:
    """That an app was thanked."""
    return f"{mention} is an app. Kudos go to people: whoever set it up may deserve one."


def say_deactivated(mention: str) -> str:
    """That whoever was thanked has left."""
    return f"The account of {mention} is deactivated, so nobody would read it."


def say_stranger(mention: str) -> str:
    """That whoever was thanked is no colleague."""
    return (
        f"{mention} is with another company, so I cannot keep kudos for them. Thank them in your "
        "own words, here in the channel."
    )


GUESTS_MAY_NOT_GIVE = (
    "Your company has decided that guests do not give kudos here. You can still be thanked."
)


def say_pilot(channels: Sequence[str]) -> str:
    """Where kudos are given, where that is not everywhere; the channels as mentions."""
    return (
        f"We are trying kudos out in {join_words(channels)} for now. Please give yours there. "
        "Nothing was sent."
    )


def say_daily_limit(limit: int) -> str:
    """That the giver has given as many as they may today."""
    return (
        f"You have given {limit} kudos today, which is the limit here. Your words are below: keep "
        "them for tomorrow."
    )


def say_not_in_channel(channel: str) -> str:
    """That the app is still not in the channel."""
    return (
        f"I am still not in {channel}. Type `/invite @kudoscope` there, then press the button "
        "again."
    )


def say_archived(channel: str) -> str:
    """That the channel is archived."""
    return f"{channel} is archived. Unarchive it first, then press the button again."


def say_others_read(channel: str) -> str:
    """Why a kudos of another channel is not posted where another company is."""
    return (
        f"People from another company can read {channel}, so I will not post there what you wrote "
        "elsewhere. Nothing changed: you can still choose."
    )
