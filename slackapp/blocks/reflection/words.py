"""What people read about weekly reflections: questions, answers, sharing, settings."""

from __future__ import annotations

from datetime import date

from slackapp.blocks.base.words import MONTHS, WEEKDAYS
from slackapp.domain.reflection.choice import Reason

# What several of them have in common.
ANSWER = "Answer"
SETTINGS = "Settings"
ASK_NOW = "Ask me now"
CHANGE = "Change"
DELETE = "Delete"
#: What the five frequencies mean; the first is 1.
FREQUENCIES = ("Never", "Seldom", "Sometimes", "Often", "All the time")
#: What may have become of a next step.
STEP_RESULTS = {"yes": "Yes", "partly": "Partly", "no": "No"}


def name_frequency(frequency: int) -> str:
    """A frequency with its place on the scale: "Often (4 of 5)"."""
    return f"{FREQUENCIES[frequency - 1]} ({frequency} of 5)"


def name_day(day: date) -> str:
    """A day of the next weeks: "Friday, 13 March"."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"


def say_when(weekday: int, hour: int) -> str:
    """A weekday and an hour as people say them: "Fridays at 15:00"."""
    return f"{WEEKDAYS[weekday]}s at {hour}:00"


# The question.
FIRST_QUESTION = (
    "This is your first weekly reflection: one short question about one competency. "
    "Your answers are yours: no leader and no admin sees them, and no digest shows them. They "
    "are stored encrypted; whoever runs the server could read them with its keys. In Settings "
    "you choose the day and hour, pause, or switch it off."
)
STEP_IS_OPEN = "Last time you wanted to try this. When you answer, I will ask how it went:"
ONLY_YOU_READ = "Only you read your answer, unless you share it with one person."
#: In the place of a giver who has no name.
A_COLLEAGUE = "a colleague"
LATER = "Ask me later"
SKIP = "Skip"


def say_title(competency: str, *, is_reminder: bool) -> str:
    """What the question is about."""
    if is_reminder:
        return f"*A reminder of your reflection: {competency}*"
    return f"*Your reflection: {competency}*"


def name_later(day: date) -> str:
    """A day until which the question may be put off."""
    return f"On {name_day(day)}"


def say_reason(reason: Reason, *, competency: str, cluster: str, giver: str, day: str) -> str:
    """Why the question is about this competency.

    `cluster` is the competency's, `giver` whoever gave thanks for it, on that `day` ("on Friday");
    any of them is empty where nobody knows it.
    """
    match reason:
        case Reason.RECOGNISED:
            when = f" {day}" if day else ""
            giver = giver or A_COLLEAGUE
            return f"I ask about this because {giver} thanked you for {competency}{when}."
        case Reason.GROUND:
            return "I ask about this because everything else builds on it."
        case Reason.NEW_CLUSTER if cluster:
            return f"I ask about this because you have not looked at {cluster} yet."
        case Reason.NEW_CLUSTER | Reason.NEW_COMPETENCY:
            return "I ask about this because you have not looked at it yet."
        case Reason.LONGEST_AGO:
            return "I ask about this because it is what you looked at longest ago."


def say_past_day(day: date, today: date) -> str:
    """How people speak of a day that is over: "yesterday", "on Friday", "on 19 November"."""
    days_ago = (today - day).days
    if days_ago in (0, 1):
        return ("today", "yesterday")[days_ago]
    if 1 < days_ago < 7:
        return f"on {WEEKDAYS[day.weekday()]}"
    return f"on {day.day} {MONTHS[day.month - 1]}"


# What becomes of the question.
ANSWER_AFTER_ALL = "Answer after all"
ANSWER_NOW = "Answer now"


def say_answered(competency: str, question: str, frequency: int) -> str:
    """That it is answered, without the words of the answer."""
    return f"*Answered: {competency}*\n{question}\nYou said: {name_frequency(frequency)}."


def say_who_reads(shared_with: str | None) -> str:
    """With whom the answer is shared, and where it is."""
    if shared_with is None:
        return "Only you can read it. You will find it in my Home tab."
    return f"Shared with {shared_with}. You will find it in my Home tab."


def say_skipped(competency: str) -> str:
    """That it was skipped."""
    return f"Skipped: {competency}. The next question comes as planned."


def say_later(competency: str, day: date) -> str:
    """That it is asked again on that day."""
    return f"Later: I will ask you about {competency} again on {name_day(day)}."


def say_deleted(competency: str) -> str:
    """That its answer was deleted."""
    return f"Deleted: your answer about {competency} is gone for good."


# Deleting an answer.
DELETE_TITLE = "Delete this answer?"
DELETE_NOTE = "It will be gone for good, for you and for whoever you shared it with."
KEEP = "Keep it"

# Sharing an answer.
ONLY_YOU_TWO = (
    "Only the two of you can read it. It is meant to start a conversation, not to rate anybody."
)


def say_shared(owner: str, competency: str) -> str:
    """What the chosen person is told."""
    return f"*{owner} shared a reflection with you: {competency}*"


def say_owner_answered(owner: str, frequency: int) -> str:
    """What the owner chose as the frequency."""
    return f"{owner} says: {name_frequency(frequency)}."


WHAT_HAPPENED = "What happened"
NEXT_STEP = "Next step"


def say_labelled(label: str, text: str) -> str:
    """A text with its label in front."""
    return f"{label}: {text}"


def say_withdrawn(owner: str) -> str:
    """What the chosen person's message becomes when it is shared no longer."""
    return f"{owner} no longer shares this reflection with you."


def say_share_refused(reader: str, owner: str, competency: str) -> str:
    """That Slack did not take the message to whom the owner shares it with; both are mentions."""
    return (
        f"You shared your reflection on *{competency}* with {reader}, but Slack did not take my "
        f"message about it. They can read it with `/kudos reflections` and your name, {owner}; "
        "please tell them."
    )


def say_shared_list(owner: str) -> str:
    """The title of what somebody shared."""
    return f"*What {owner} shared with you*"


def say_nothing_shared(owner: str) -> str:
    """That somebody shared nothing."""
    return (
        f"{owner} has shared no reflection with you. Reflections stay private until their owner "
        "shares one."
    )


# What `/kudos reflections` and the wish to be asked at once are answered with.
WHERE_YOURS_ARE = (
    "Your reflections, the mirror and your settings are in my Home tab: choose me under Apps, "
    "then Home. `/kudos reflections @ana` shows what Ana shared with you."
)
ON_ITS_WAY = "Your question is on its way, by direct message."
ASKED_ALREADY = (
    "I have already asked you this week's question: you will find it among my messages to you."
)

# The form of an answer.
FORM_TITLE = "Your reflection"
HOW_OFTEN = "How often in the past week?"
NOTE_LABEL = "What happened? What would you try next?"
NEXT_STEP_LABEL = "The smallest next step"
NEXT_STEP_HINT = "With the next question, I will ask how it went."
LAST_STEP = "*Last time you wanted to try this:*"
DID_YOU_TRY = "Did you try it?"
WHO_MAY_READ = "Who may read it?"
ONLY_ME = "Only me"
SOMEBODY_BELOW = "Somebody else, chosen below"
SOMEBODY_ELSE = "Somebody else"
WHO_READS = (
    "Only you read this. If you share it, the person you choose reads it too, and is told by "
    "direct message. It is stored encrypted; whoever runs the server could read it."
)


def name_choice(number: int, frequency: str) -> str:
    """A frequency as an option of the form."""
    return f"{number} · {frequency}"


def name_leader(name: str) -> str:
    """A leader as somebody who may read an answer."""
    return f"{name}, who leads one of your teams"


CHOOSE_FREQUENCY = "Choose how often it showed."
CHOOSE_READER = "Choose below who you want to share it with, or “Only me”."
READER_NOT_KNOWN = "I do not know this person yet. Try again in a minute."
READER_IS_YOU = "This is you: choose “Only me” to keep it to yourself."
READER_IS_NO_COLLEAGUE = "A reflection can only be shared with a colleague in this workspace."

# A person's own settings.
SETTINGS_TITLE = "Your settings"
WHEN_LABEL = "When do I ask you?"
OWN_TIME = "At a time of my own, chosen below"
EVERY_LABEL = "How often?"
EVERY_WEEK = "Every week"
EVERY_SECOND_WEEK = "Every second week"
PAUSE_LABEL = "Pause until"
PAUSE_HINT = "Leave it empty for no pause. A pause may last up to a year."
CHOICES_LABEL = "And also"
REMIND_ME = "Remind me once, two days after a question"
ASK_ABOUT_LEADING = "Ask me about leading others, too"
ASK_NOTHING = "No questions for me, please"
DAY = "Day"
HOUR = "Hour"


def name_everybody_s_time(weekday: int, hour: int) -> str:
    """The workspace's time as an option."""
    return f"With everybody: {say_when(weekday, hour)}"


def say_zone(tz: str) -> str:
    """In whose zone the time is meant, and what days off do to it."""
    return (
        f"In your time zone, {tz} as set in Slack. On a day off, the question comes on the working "
        "day before."
    )


NOT_ASKED = "You are not asked weekly questions here, so there is nothing to set."
NO_DATE = "This is not a date."
PAUSE_TOO_LONG = "A pause may last up to a year. To end the questions, switch them off."
PAUSE_IS_OVER = "That day is here or over. Choose a later one, or leave it empty for no pause."
OWN_TIME_NEEDED = f"This counts only with “{OWN_TIME}”: choose that above, too."
CHOOSE_DAY = "Choose a day."
CHOOSE_HOUR = "Choose an hour."


def say_day_off(weekday: int) -> str:
    """That a workspace's questions would not come on the day that was chosen."""
    return (
        f"You do not work on {WEEKDAYS[weekday]}s, so the question would come on another day. "
        "Choose a working day, or change your working days first."
    )


# An admin's settings for the workspace.
POLICY_TITLE = "Weekly questions"
POLICY_ON_LABEL = "Weekly reflections"
POLICY_ON = "Ask people each week"
POLICY_ON_HINT = "Untick it and nobody is asked until you tick it again."
LENSES_LABEL = "Ask through these as well"
LENSES_HINT = "Besides the workspace's own framework. Nothing is asked about twice."
CAP_LABEL = "Questions a day at most"
CAP_HINT = "For the whole workspace; 0 for no limit."
MIN_ANSWERS_LABEL = "Mirror: answers it takes"
MIN_ANSWERS_HINT = "With fewer, it says “not enough yet”."
SEEN_FROM_LABEL = "Mirror: seen from"
SEEN_FROM_HINT = "The average answer that counts as seeing it, from 1 to 5."
MIN_KUDOS_LABEL = "Mirror: kudos it takes"
MIN_KUDOS_HINT = "From colleagues, in the period."
MIN_GIVERS_LABEL = "Mirror: givers it takes"
MIN_GIVERS_HINT = "Different colleagues."
TOO_FEW_ANSWERS = "Fewer than five questions were answered in the last four weeks."
SWITCHED_OFF = "Weekly questions are switched off for this workspace."


def say_recent(asked: int, answered: int) -> str:
    """How many questions were asked and answered of late."""
    questions = "1 question was" if asked == 1 else f"{asked} questions were"
    return f"In the last four weeks, {questions} asked and {answered} answered."
