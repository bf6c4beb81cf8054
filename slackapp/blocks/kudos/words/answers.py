"""What the giver reads of a kudos that was given, and may tap."""

from __future__ import annotations

from slackapp.blocks.kudos.words.announcements import WHO_COULD

TAKE_BACK = "Take it back"
SEND_PRIVATELY = "Send privately"
POST_IN_DEFAULT = "Post in the default channel"
POST_ANYWAY = "Post it there anyway"

CHOOSE_PLACE = "Choose where it goes."
SENT_TOMORROW = "If you choose nothing, I will send it privately tomorrow."


def say_understood(typed: str, name: str) -> str:
    """What a word was taken for, where that was a guess."""
    return f"“{typed}” understood as *{name}*."


def name_post_button(*, is_there: bool) -> str:
    """The button of a giver who has invited the app; `is_there` where they read it there."""
    return "I invited you: post here" if is_there else "I invited you: post there"


def name_kudos(names: str, competencies: str) -> str:
    """A kudos as its giver knows it."""
    return f"Your kudos to {names} for {competencies}"


def say_held_in_group_message(kudos: str) -> str:
    """Why a kudos is held that was given in a group message."""
    return (
        f"{kudos} is saved, but nobody has seen it yet: no app can join a group message, so it "
        "cannot be posted here."
    )


def say_held_among_others(kudos: str, channel: str) -> str:
    """Why a kudos is held that was given where another company is."""
    return (
        f"{kudos} is saved, but nobody has seen it yet: people from another company can read "
        f"{channel}."
    )


def say_held_outside(kudos: str, channel: str) -> str:
    """Why a kudos is held that was given where the app is not."""
    return f"{kudos} is saved, but nobody has seen it yet: I am not in {channel}."


def name_default_channel(channel: str) -> str:
    """Which channel is the default one: a button's label cannot carry its mention."""
    return f"The default channel is {channel}."


def say_how_to_invite(*, is_there: bool) -> str:
    """How the app comes into the channel; `is_there` where the giver reads it there."""
    if is_there:
        return "To have it here, type `/invite @kudoscope` first."
    return "To have it there, type `/invite @kudoscope` in that channel first."


def say_place_is_looked_up(kudos: str, channel: str) -> str:
    """What becomes of a kudos, once Slack has said whether the app is in its channel."""
    return (
        f"{kudos} goes to {channel} if I am in that channel. If not, I will ask you by direct "
        "message where it should go."
    )


def say_refused(kudos: str, channel: str) -> str:
    """That Slack did not take an announcement."""
    return f"{kudos} could not be posted in {channel}, so I told them directly."


def say_others_read_now(channel: str) -> str:
    """Why a refused kudos is not tried again unasked."""
    return (
        f"People from another company can read {channel} now, so I will not try again unless you "
        "say so."
    )


def say_sent_privately(kudos: str, names: str) -> str:
    """Who can read a private kudos."""
    return f"{kudos} goes to them alone. You and {names} can read it. {WHO_COULD}"


def say_goes(kudos: str, channel: str) -> str:
    """Where everybody will read it: true before it is posted, and after."""
    return f"{kudos} goes to {channel}, for everyone there to read."


def say_posted(kudos: str, channel: str) -> str:
    """Where everybody reads it by now."""
    return f"{kudos} is posted in {channel}."


def say_saved(kudos: str) -> str:
    """That a kudos is given that is not for everybody, before what follows from that."""
    return f"{kudos} is saved."


def say_asked(names: str, channel: str) -> str:
    """Who is asked before it is announced: true before they are, and after."""
    return f"I ask {names} first whether I may announce it in {channel}."


def say_told_privately(names: str) -> str:
    """Who wants to hear of kudos alone."""
    return f"I tell {names} privately, as they prefer."


def say_counts_as(word: str, competency: str) -> str:
    """Which competency a word of another vocabulary counts as."""
    return f"*{word}* counts as *{competency}*."


def say_chosen(competency: str, behaviour: str) -> str:
    """What somebody did, once that is said."""
    return f"*{competency}*: “{behaviour}”"
