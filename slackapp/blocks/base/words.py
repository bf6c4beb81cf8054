"""The words that several features share: dates, lists, buttons, and what anybody may meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

SAVE = "Save"
CANCEL = "Cancel"
BACK = "Back"
CLOSE = "Close"
UNDO = "Undo"
CHOOSE = "Choose"

#: What people call the app.
OWN_NAME = "Kudoscope"
#: In the place of a name that is not told.
SOMEBODY = "somebody"

#: Whom a framework calls outstanding, by its mark on a behaviour.
_OUTSTANDING = {"provider": "providers", "leader": "leaders"}


def join_words(words: Sequence[str]) -> str:
    """The words as a person lists them: "Ana, Ben and Cem"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def say_date(day: date) -> str:
    """A day as people say it: "Monday, 30 November 2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {say_month(day.year, day.month)}"


def say_month(year: int, number: int) -> str:
    """A month as people say it: "November 2026"."""
    return f"{MONTHS[number - 1]} {year}"


def say_months(first: str | None, last: str) -> str:
    """A row of months: "June to November 2026"; everything where `first` is None."""
    if first is None:
        return f"everything until {last}"
    if first == last:
        return last
    month, _, year = first.rpartition(" ")
    return f"{month if last.endswith(f' {year}') else first} to {last}"


def say_outstanding(marks: Sequence[str]) -> str:
    """Who is known for a behaviour, by the framework's marks on it."""
    kinds = join_words([_OUTSTANDING[mark] for mark in marks])
    return f"outstanding {kinds} are known for this"


YOU_TYPED = "You typed:"


def say_typed(reason: str, typed: str) -> str:
    """Why nothing came of a command, with what was typed."""
    return f"{reason}\nYou typed: {typed}"


def ask_whole_number(lowest: int, highest: int) -> str:
    """At a field that takes numbers, and got something else."""
    return f"This must be a whole number from {lowest} to {highest}."


def ask_to_press_again(*, is_click: bool) -> str:
    """Where Slack did not open a form in time, after a click or a command."""
    if is_click:
        return "Slack took too long to open this. Please press it again."
    return "Slack took too long to open this. Please type it again."


#: Where a message that mentions the app asks for what only a form can do.
OPENS_FROM_COMMAND = (
    "Slack lets me open a form from the command alone. Please type it in the message field, as in "
    "`/kudos help`; it does not work in a thread."
)
CANNOT_OPEN = (
    "I cannot open this now: Slack does not let me in. Please tell whoever runs Kudoscope in your "
    "company; they can put it right."
)

NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."
NOT_ADMIN = "Only an admin of this workspace may do that. Nothing changed."
PLACE_NOT_KNOWN = (
    "Slack could not tell me just now whether I am in that channel. Please try again in a minute."
)
OUR_FAULT = "Something broke on our side, and nothing was stored. Please try again."
TRY_AGAIN = (
    "Sorry, I could not get to my notes just now, so nothing was saved. Please try again in a "
    "moment."
)
NO_ROOM = (
    "Sorry, I cannot write anything down at the moment, so nothing was saved: there is no room "
    "left where I keep it. Please tell whoever runs Kudoscope, and try again later."
)
PERHAPS_SAVED = (
    "Sorry, I lost touch with my notes just as I was saving this, and cannot say whether it was "
    "saved. Please check in a minute, for kudos with `/kudos me`, before you send it again."
)


def say_unknown_person(mention: str) -> str:
    """Where somebody is named whom this workspace does not have."""
    return (
        f"I do not know {mention} yet. If they joined a moment ago, try again in a minute; "
        "otherwise check the name."
    )


#: Why Slack did not take a message, by its error.
_WHY = {
    "is_archived": "the channel is archived",
    "channel_not_found": "I am not in that channel any more",
    "not_in_channel": "I am not in that channel any more",
    "restricted_action": "only some people may post there",
    "restricted_action_read_only_channel": "only some people may post there",
    "restricted_action_thread_only_channel": "only replies in threads are allowed there",
}


def explain_refusal(error: str | None) -> str:
    """Why Slack did not take a message, as it stands behind a colon."""
    return _WHY.get(error or "", f"Slack did not take it ({error})")
