"""What the forms say in which kudos are given and changed, and somebody's deed is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.words.announcements import WHO_COULD

GIVE = "Give kudos"
THANK_TOO = "Thank somebody too"
CHANGE = "Change it"
THANK_FOR_MESSAGE = "Thank for this message"
WHAT_DID_THEY_DO = "What did they do?"

PEOPLE = "Who do you want to thank?"
COMPETENCIES = "What for?"
COMPETENCIES_HINT = "Up to three. Type what comes to mind: nicknames count, and slips are forgiven."
TYPE_A_WORD = "Type a word"
MESSAGE = "Your words"
MESSAGE_EXAMPLE = "Thanks for staying calm with that caller"
CHOOSE_ONE = "Choose one"
WORDS_SOUND_LIKE = "Your words sound like"
MESSAGE_SOUNDS_LIKE = "That message sounds like"
SOUNDS_LIKE_HINT = "Tick what fits, or choose below."
SAY_MORE = (
    "What did they do, and what did it change? One sentence more makes it worth keeping. You can "
    "send it as it is, too."
)
READERS = "Who can read it?"
EVERYBODY_BELOW = "Everyone in the channel below"
ONLY_THEM = "Only them"
ONLY_THEM_MEANS = (
    f"“{ONLY_THEM}”: you and whoever you thank can read it. {WHO_COULD} It stands in no digest or "
    "report."
)
CHANNEL = "Which channel?"
CHANNEL_HINT = "One that I am in. Leave it as it is if only they can read it."
POST_ANYWAY = "Post it there anyway"
OTHERS_READ = "People from another company can read that channel"

SAID_BEFORE = "You have just thanked them in the same words"
GIVE_AGAIN = "Give it once more"

ASK_AGAIN = (
    "*You have just thanked them in the same words.* Nothing is given yet: tick the box to give it "
    "once more, or change your words."
)

CHANGE_TITLE = "Change your kudos"
BEHAVIOURS_TITLE = "What did they do?"

NO_PEOPLE = "Choose somebody to thank."
NO_COMPETENCY = "Choose what it was for. Type any word, and pick what comes nearest."
UNKNOWN_COMPETENCY = "One of these is no longer in use here. Please choose again."
#: On the Home, where the form was opened there and its answer stands elsewhere.
SAVED = (
    "Your kudos is saved. *Messages* says where it goes; you can change it or take it back there."
)
NO_CHANNEL = f"Choose a channel, or “{ONLY_THEM}” above."
NOT_YOUR_CHANNEL = "You are not in that channel, so choose another one."
LOOKED_UP = "I had to look that channel up first. Please press the button again."
NOT_IN_CHOSEN = (
    f"I am not in that channel. Choose another one, or “{ONLY_THEM}” above. Or type /invite "
    "@kudoscope there first."
)
ARCHIVED = "That channel is archived, so nobody can post there. Choose another one."
TOO_OLD = (
    "This form has been open for more than a day, so nothing was sent. Copy your words, and open "
    "it again."
)


def name_everybody(channel: str) -> str:
    """Everyone in a channel, as a choice; its name is empty where Slack did not tell it."""
    return f"Everyone in #{channel}" if channel else "Everyone in the channel of that message"


def quote(deed: str) -> str:
    """What people do, as a reason why a message sounds like it."""
    return f"“{deed}”"


def say_too_many_competencies(limit: int) -> str:
    """How many competencies the form takes."""
    return f"Up to {limit}, please: those that stood out most."


def ask_behaviour(competency: str) -> str:
    """The question by which behaviour a competency showed, as a field's label."""
    return f"{competency}: what did they do?"


def name_counted(word: str, competency: str) -> str:
    """A word of another vocabulary with what it counts as, as a field's label."""
    return f"{word}, which counts as {competency}"


def ask_counterpart(word: str) -> str:
    """The question what a word of another vocabulary counts as, as a field's label."""
    return f"{word} can count as one of these. Which was it?"


NOT_IN_PILOT = (
    "Kudos are being tried out in a few channels for now. Choose one of those named at the top."
)
PRIVATE_IN_PILOT = (
    "Kudos are being tried out in a few channels for now, private ones too. Choose one of those "
    "channels below; only the people you thank will read it."
)


def say_pilot(slack_channel_ids: Sequence[str]) -> str:
    """Where kudos are given, above a form that was opened elsewhere."""
    channels = join_words([f"<#{one}>" for one in slack_channel_ids])
    return f"We are trying kudos out in {channels} for now: choose one of these below."


def say_not_in(channel: str) -> str:
    """Why a kudos is not given yet whose channel the app is not in; the channel as a mention."""
    return (
        f"I am not in {channel}, so nothing is posted yet. Choose another channel below, or "
        f"“{ONLY_THEM}”. Or type `/invite @kudoscope` there, and press the button again."
    )


NOT_IN_GROUP = (
    "No app can join a group message, so it cannot be posted here. Choose a channel below, or "
    f"“{ONLY_THEM}”."
)


def say_others_read(channel: str) -> str:
    """That another company reads where a kudos would be posted; the channel as a mention."""
    return (
        f"*People from another company can read {channel}.* Nothing is posted yet: tick the box to "
        "post it there anyway, or choose who else can read it."
    )


def say_whom_it_thanks(names: str) -> str:
    """Whom the kudos thanks that is being changed."""
    return f"Your kudos to {names}"


def say_posted_in(channel: str) -> str:
    """Where the kudos was given that is being changed."""
    return f"Given in {channel}. Whatever I posted about it will show your change."


PRIVATE_CHANGE = "Only you and they can read it. What they were sent will show your change."

APP_WROTE = "An app wrote this message. Choose who you want to thank for it."
YOU_WROTE = "You wrote this message yourself. Choose who you want to thank for it."
UNKNOWN_WROTE = "I do not know yet who wrote this message. Choose who you want to thank for it."
LEFT_WROTE = "Whoever wrote this message is no longer here. Choose who you want to thank for it."


def say_stranger_wrote(name: str) -> str:
    """Why the author of a message cannot be thanked; the name as mrkdwn."""
    return f"{name} works for another company, so kudos cannot go to them. Choose somebody else."


def say_guest_wrote(name: str) -> str:
    """What is to be known of an author who is a guest; the name as mrkdwn."""
    return f"{name} is a guest here. They can read your kudos in channels that they are in."


def say_thanks_for(text: str) -> str:
    """The message that a kudos is given for, as mrkdwn; empty where it has no words."""
    return f"For this message: “{text}”" if text else "For the message that you chose"
