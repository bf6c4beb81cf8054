"""The words of the form in which a channel's leaders choose how its digest comes."""

from __future__ import annotations

TITLE = "Monthly digest"


def say_which(channel: str) -> str:
    """Which channel the form is about."""
    return f"The monthly digest of {channel}"


SWITCH = "Digest"
ON = "Post a digest each month"

APP_NOT_THERE = (
    "I am not in that channel, so no digest could come. Type /invite @kudoscope there first."
)
ARCHIVED = "That channel is archived, so no digest could come."

DAY = "Day of the month"
DAY_HINT = "An admin sets the workspace's working days on my Home tab."
#: Those that a digest may come on.
WORKING_DAYS = (
    "First working day",
    "Second working day",
    "Third working day",
    "Fourth working day",
    "Fifth working day",
    "Sixth working day",
    "Seventh working day",
    "Eighth working day",
    "Ninth working day",
    "Tenth working day",
)
CHOOSE_DAY = "Choose a day."

HOUR = "Hour"
CHOOSE_HOUR = "Choose an hour."


def name_hour(hour: int) -> str:
    """An hour of the day."""
    return f"{hour}:00"


ZONE = "Time zone"
ZONE_HINT = "By continent and city, such as Europe/Vienna. Months begin and end by its clock."


def say_unknown_zone(near: str | None) -> str:
    """That a zone is not known; `near` is one that may have been meant."""
    if near:
        return f"I do not know this time zone. Did you mean {near}?"
    return "I do not know this time zone. Name it by continent and city: Europe/Vienna."


LEADERS = "Leaders"
CHOOSE_LEADERS = "Choose people"
LEADERS_HINT = "They can change this, and read the team's report. Admins always can."
NO_LEADER = (
    "Leaders are colleagues: one of those chosen is an app or a guest, has left, or is from "
    "another company."
)


def say_too_many(most: int) -> str:
    """That more leaders were chosen than a team may have."""
    return f"A team can have at most {most} leaders."


LAYOUT = "Layout"
IN_ONE_MESSAGE = "In one message, if it fits; otherwise the people go in its thread"
IN_THREAD = "A short message, with the people in its thread"

THROUGH = "Read through"
THROUGH_HINT = "The same kudos in the words of that vocabulary; nothing is counted twice."
CHOOSE_LENS = "Choose one of these."

EMPTY = "A month without kudos"
SAY_SO = "Say so, briefly and kindly"
