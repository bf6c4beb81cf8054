"""The words of what stands in the way of a digest, a report or leading a team."""

from __future__ import annotations

NOT_LEADER = (
    "Only the leaders of this channel and workspace admins can do that. Leaders have to be in the "
    "channel; if it is private, so do admins. Nothing changed."
)

ADMINS_NAME_LEADERS = "In this workspace only admins name a channel's leaders. Nothing changed."

NOT_THERE = "Only a channel has a team: type this in one."

APP_NOT_HERE = (
    "As far as Slack tells me right now, I am not in this channel. Type `/invite @kudoscope`, then "
    "type this again."
)


def say_guest(person: str) -> str:
    """That a guest was named a leader."""
    return f"{person} is a guest in this workspace, and guests cannot lead a team. Nothing changed."


OTHERS_READ = (
    "People from another company can read this channel, so its digest and reports are off. A "
    "workspace admin can switch them on by typing `/kudos digest on` in it."
)

OTHERS_READ_ADMIN = (
    "People from another company can read this channel, so only a workspace admin can switch its "
    "digest and reports on. Nothing changed."
)


def say_archived(channel: str) -> str:
    """That nothing is told of a channel, as it is archived."""
    return f"I cannot show you that now: {channel} is archived, and I am no longer in it."


def say_app_is_away(channel: str) -> str:
    """The same, as the app is not in it."""
    return (
        f"I cannot show you that now: I am not in {channel}. Type `/invite @kudoscope` there, then "
        "ask again."
    )


def say_unreadable(channel: str) -> str:
    """The same, as Slack does not let its members be read."""
    return (
        f"I cannot show you that now: Slack does not let me read who is in {channel}. Please tell "
        "whoever runs Kudoscope in your company; they can put it right."
    )


def say_not_in_channel(channel: str) -> str:
    """To a guest who asks about a channel that they are not in."""
    return f"I can tell you about channels that you are in, and {channel} is not one of them."


def ask_month(this: str) -> str:
    """How a month is named, and that none to come can be."""
    return f"Name a month like this: `{this}`, and no later one. Nothing changed."


LENS_IS_SETTING = (
    "What this channel's digest is read through is chosen in `/kudos digest settings`. `/kudos "
    "digest preview through …` shows it to you alone. Nothing changed."
)


NAME_NOT_PICKED = (
    "I cannot tell who that is: choose the name from the list that Slack shows while you type it. "
    "Nothing was sent."
)


def ask_period(example: str, *, most: int, first: str, this: str) -> str:
    """Which periods can be told of."""
    return (
        f"Name a number of months from 1 to {most}, a month from {first} to {this}, or “all” for "
        f"everything so far, like this: `{example}`. Nothing was sent."
    )
