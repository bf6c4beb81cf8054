"""What people read on their own view of the Home, but for their strengths."""

from __future__ import annotations

from slackapp.blocks.base.words import MONTHS, WEEKDAYS
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.domain.profile.johari import View

# The first steps.
STEPS_TITLE = "Welcome! Three steps to begin with"
_DONE, _OPEN = "✓", "○"
STEP_THANK = (
    "*Thank somebody* for something they did well. A sentence is enough: press *Give kudos*."
)
STEP_CHOOSE = "*Choose who hears of kudos to you*: below, under *Your settings*."
STEP_ANSWER = "*Answer one short question a week*, for yourself alone. It comes by message."


def say_step(step: str, *, is_done: bool) -> str:
    """A step, with a mark that says whether it was taken."""
    return f"{_DONE if is_done else _OPEN}  {step}"


# What colleagues said.
SAID_TITLE = "What colleagues said to you"
NOTHING_SAID = (
    "Nobody has thanked you here yet. It often begins the other way round: thank a colleague for "
    "something small that they did this week."
)
ONLY_YOU_TWO = "told to you alone"
SEE_POST = "see the post"
#: A kudos without a word of its own.
NO_WORDS = "_Thank you!_"


def say_of(competencies: str) -> str:
    """What a kudos without words was for."""
    return f"Thank you for *{competencies}*!"


def say_when(day: int, month: int, year: int | None) -> str:
    """A day that is over: "24 November", with its year where that is another one."""
    return f"{day} {MONTHS[month - 1]}" + (f" {year}" if year else "")


# The weekly question.
QUESTION_TITLE = "Your weekly question"
ON_ITS_WAY = "Your question is on its way, by message."
REFUSED = (
    "Slack did not take this week's question, so you were not asked. “Ask me now” tries again."
)
NO_QUESTIONS = "You get no weekly questions. You can change that below."
NO_DATE_YET = "Your next question has no date yet."
NOT_ASKED = "Guests get no weekly questions."
MY_ANSWERS = "My answers"
WHO_SEES = "Your answers are yours: only you read them, and the one person you may share one with."

ONLY_YOU_SEE = "Your answers are yours: nobody else reads them."


def say_waits(competency: str, question: str) -> str:
    """That a question waits for an answer."""
    return f"*{competency}*\n{question}"


def say_answered(competency: str) -> str:
    """That the latest question was answered."""
    return f"You have answered this week's question, about {competency}."


def say_skipped(competency: str) -> str:
    """That the latest question was skipped."""
    return f"You skipped this week's question, about {competency}."


def say_paused(day: str) -> str:
    """That somebody paused."""
    return f"You have paused the questions until {day}."


def say_next(day: str, time: str) -> str:
    """When the next question comes."""
    return f"Your next question comes on {day} at {time}."


# The mirror.
MIRROR_TITLE = "The mirror"
MIRROR_OF = "What you answered, beside what colleagues thanked you for. Only you see this."
MIRROR_VIEWS = {
    View.BOTH: "We both see it",
    View.OTHERS: "Others see it",
    View.OWN: "I see it",
    View.NOT_ENOUGH: "Too little said yet",
    View.NOT_YET: "Not looked at yet",
}
MIRROR_EMPTY = "It fills with your answers, and with what colleagues thank you for."
MIRROR_NOTE = (
    "People thank for what they happen to see, and an answer is one week's impression. A gap here "
    "says nothing about you."
)
SHOW_NAMES = "Show all names"
PERIOD = "Period"


def say_view(view: View, competencies: str, more: int = 0) -> str:
    """The competencies that the mirror says the same of, or the first of them."""
    rest = f" and {more} more" if more else ""
    return f"*{MIRROR_VIEWS[view]}*: {competencies}{rest}"


def say_rest(not_enough: int, not_yet: int) -> str:
    """Of how many competencies there is little or nothing to say."""
    counted = {View.NOT_ENOUGH: not_enough, View.NOT_YET: not_yet}
    found = [f"{MIRROR_VIEWS[view]}: {count}" for view, count in counted.items() if count]
    return " · ".join(found)


def say_names(view: View, count: int, competencies: str) -> str:
    """All competencies that the mirror says the same of, with their number."""
    return f"*{MIRROR_VIEWS[view]}* ({count})\n{competencies}"


def name_months(months: int) -> str:
    """What a mirror looks back on, in a sentence of its own."""
    return f"The last {months} months."


def name_period(months: int) -> str:
    """How far the mirror looks back."""
    return f"{months} months"


# Kudos given and received.
KUDOS_TITLE = "Your kudos"
LOOK_THROUGH = "Look through them"


def say_counts(given: int, received: int, most: int) -> str:
    """How many kudos the person gave and received, as far as they are counted."""
    return f"You have given {_count(given, most)} and received {_count(received, most)}."


def _count(number: int, most: int) -> str:
    return f"more than {most:,}" if number > most else f"{number:,}"


# The person's settings.
SETTINGS_TITLE = "Your settings"
CHANGE = "Change or pause"
_ANNOUNCED = {
    AnnounceChoice.PUBLIC: "Everyone in the channel",
    AnnounceChoice.ASK: "Ask me each time",
    AnnounceChoice.ME: "Only me",
}
ANNOUNCE = "*Who hears of kudos to you*"
ANNOUNCE_MENU = "Who hears of kudos to you"
QUESTIONS_OFF = "*Weekly questions*\nNone."
IN_DIGESTS = "*Monthly digests*\nThey may tell of kudos to you."
OUT_OF_DIGESTS = "*Monthly digests*\nThey leave you out."
LEAVE_OUT = "Leave me out"
LET_IN = "Let me in"
NOTES_ON = "*“Me too”*\nYou hear who joins in on kudos to you, once a day at most."
NOTES_OFF = "*“Me too”*\nYou do not hear who joins in on kudos to you."
STOP_NOTES = "Stop telling me"
START_NOTES = "Tell me"


def name_announced(choice: AnnounceChoice) -> str:
    """Who hears of kudos to somebody, as a choice."""
    return _ANNOUNCED[choice]


def say_questions(weekday: int, hour: int, *, every_weeks: int, reminds: bool, paused: str) -> str:
    """When somebody is asked."""
    when = f"{WEEKDAYS[weekday]}s at {hour}:00"
    often = "" if every_weeks == 1 else ", every second week"
    reminder = ", with one reminder" if reminds else ", without reminders"
    pause = f" Paused until {paused}." if paused else ""
    return f"*Weekly questions*\n{when}{often}{reminder}.{pause}"
