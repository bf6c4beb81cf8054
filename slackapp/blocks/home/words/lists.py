"""What people read in the lists that their Home opens: their kudos and their answers."""

from __future__ import annotations

CLOSE = "Close"
SEARCH = "Search"
NEWEST = "Newest"
OLDER = "Older"
FURTHER = "Look further back"

# Kudos.
KUDOS_TITLE = "Your kudos"
WORDS_LABEL = "Look for"
WORDS_HINT = "A name, a competency, or a word that was said. Empty shows all."
SIDE_LABEL = "Which"
ALL, GIVEN, RECEIVED = "All", "Given", "Received"
NO_KUDOS = "There are no kudos here yet."
NOTHING_FOUND = "Nothing found. Try a shorter word."
NOTHING_MORE = "Nothing found further back."
SEE_POST = "see the post"


def say_nothing_until(day: str) -> str:
    """That there is none so far back; older ones have not been looked at."""
    return f"Nothing found since {day}."


# Answers.
ANSWERS_TITLE = "My answers"
NO_ANSWERS = (
    "Nothing here yet. Each week I ask you one short question, and keep your answers here for you."
)
ONLY_YOU = "Only you"


def say_step(step: str, result: str) -> str:
    """A next step, and what became of it where that is known."""
    return f"Next step: {step} ({result})" if result else f"Next step: {step}"


def say_reader(name: str) -> str:
    """With whom an answer is shared."""
    return f"Shared with {name}"
