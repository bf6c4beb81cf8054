"""The words around choosing what a kudos is for."""

from __future__ import annotations

SOMETHING_ELSE = "Something else …"
MORE = "More …"
BACK = "Back"
ASK_WHERE = "Choose where it belongs:"

QUESTION = "What was it for?"


def ask_competency(*, suggestions: int, has_words: bool) -> str:
    """The question what it was for, before so many `suggestions` or all there is.

    `has_words` where there are words that tell of none.
    """
    if suggestions:
        which = "this" if suggestions == 1 else "one of these"
        return f"{QUESTION} Your words sound like {which}."
    if has_words:
        return f"{QUESTION} Your words do not tell me yet."
    return QUESTION


def say_tap_gives(*, is_private: bool) -> str:
    """What a tap on a suggestion does."""
    if is_private:
        return "One tap sends your kudos to them alone:"
    return "One tap gives your kudos:"


def ask_which(cluster: str) -> str:
    """The request to choose one of a group, in mrkdwn."""
    return f"Choose one from *{cluster}*. You see your kudos before anybody else does:"
