"""What people read of a workflow's step that gives kudos: why it did not. It is plain text."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

NO_GIVER = (
    "Slack does not say who is giving these kudos. Start the workflow from a link, a button or a "
    "form, so that somebody gives them."
)
NO_RECIPIENT = "Nobody was chosen to be thanked."
NO_CHANNEL = "No channel was chosen to thank in."
NO_COMPETENCY = "No competency was named: what was it for?"
NOT_THERE = (
    "I am not in that channel. Type /invite @kudoscope there, then start the workflow again."
)
PLACE_NOT_KNOWN = (
    "Slack did not say just now what kind of channel that is. Please start the workflow again."
)
OTHERS_READ = (
    "People from another company can read that channel. Use /kudos there instead: it asks you "
    "before anything is posted."
)
GIVER_NOT_THERE = "You are not in that channel, so you cannot thank anybody there."
NOT_IN_PILOT = (
    "Kudos are being tried out in a few channels for now, and that channel is none of them. Choose "
    "one of them in this step."
)
DAILY_LIMIT = "You have given as many kudos today as you may here. Try again tomorrow."


def say_unknown(words: str) -> str:
    """That there is no such competency."""
    return f"I do not know the competency “{words}”. /kudos list shows all of them."


def say_unclear(name: str, options: Sequence[str]) -> str:
    """That a word of another vocabulary can count as several competencies."""
    return f"“{name}” can count as {join_words(options[:-1])} or {options[-1]}. Name one of these."
