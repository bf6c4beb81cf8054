"""The words of deciding in which channels kudos are given, and who may do what."""

from __future__ import annotations

CHANNELS_TITLE = "Channels"
PILOT = "Try kudos out in these channels only"
PILOT_HINT = (
    "Empty: kudos are given in every channel. Otherwise everybody is told, wherever else they try, "
    "in which channels kudos are given."
)
CHOOSE_CHANNELS = "Choose channels"
DEFAULT = "Channel that I offer where I am not in one"
DEFAULT_HINT = (
    "Whoever gives kudos in a channel that I am not in may post them here instead. Empty: I offer "
    "none."
)
CHOOSE_CHANNEL = "Choose a channel"
DEFAULT_OUTSIDE = "While you try kudos out, this has to be one of the channels above, or none."

ROLES_TITLE = "Who may do what"
GUESTS = "Guests"
GUESTS_OPTION = "Guests may give kudos"
GUESTS_HINT = "Guests can always be thanked, and join in on kudos that they can read."
NAMING = "Leaders"
NAMING_OPTION = "Leaders may name the leaders of their channel"
NAMING_HINT = "Admins always may. Not ticked: only admins do."

APP_NOT_IN_ONE = (
    "I am not in one of these channels. Type /invite @kudoscope there first, or leave it out."
)
NOT_A_CHANNEL = "One of these is no channel. Choose channels only."
ONE_IS_ARCHIVED = "One of these channels is archived. Leave it out."
ARCHIVED = "That channel is archived. Choose another one."
APP_NOT_THERE = "I am not in that channel. Type /invite @kudoscope there first."
NOT_KNOWN = "Slack could not tell me just now about these channels. Please try again in a minute."
ASK_AGAIN = "I had to look one of these channels up first. Please press the button again."


def say_too_many(most: int) -> str:
    """That more channels were chosen than the form takes."""
    return f"Choose {most} channels at most."
