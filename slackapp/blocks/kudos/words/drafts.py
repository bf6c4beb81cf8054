"""What the giver reads of a kudos before anybody else sees it."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.kudos.words.problems import name_thanked

POST_IT = "Post it"
SEND_IT = "Send it"
CHOOSE_PLACE = "Choose where it goes"

OTHERS_READ = "*People from another company can read this channel.*"

CANCELLED = "Cancelled: nothing was posted."
YOUR_WORDS = "Your words, in case you want them again:"


def ask_again(names: Sequence[str]) -> str:
    """The question to a giver who has just thanked those people in the same words."""
    return f"*You have just thanked {name_thanked(names)} in the same words. Once more?*"


def ask_counterpart(word: str) -> str:
    """The question what a word counts as, before the competencies that it may be."""
    return f"*{word}* can count as one of these. Which was it?"


def say_place_is_looked_up(channel: str) -> str:
    """Where it goes, once Slack has said whether the app is there."""
    return (
        f"I will post this in {channel} if I am in that channel; if not, I will ask you where it "
        "should go:"
    )


def say_held(channel: str, *, in_group_message: bool) -> str:
    """That it cannot be posted where it was typed."""
    if in_group_message:
        return (
            "No app can join a group message, so nothing is posted here. This is what I "
            "understood; next, you choose where it goes:"
        )
    return (
        f"I am not in {channel}, so nothing is posted there yet. This is what I understood; next, "
        "you choose where it goes:"
    )


def say_sent_privately(names: str) -> str:
    """Who will read a private one."""
    return f"I will send this to {names}; you and they can read it, and nobody else in Slack:"


def say_posted(channel: str) -> str:
    """Where everyone will read it."""
    return f"I will post this in {channel}, for everyone there to read:"


def say_not_posted_yet(channel: str) -> str:
    """That nobody may be named in the channel before they are asked."""
    return f"Nothing is posted in {channel} yet."


def say_asked(names: str) -> str:
    """Who will be asked before it is announced."""
    return f"I will ask {names} first whether I may announce it there."


def say_told_privately(names: str) -> str:
    """Who wants to hear of kudos alone."""
    return f"I will tell {names} privately, as they prefer."
