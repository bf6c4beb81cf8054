"""The words of thanking with a reaction."""

from __future__ import annotations

MESSAGE = "a message"

SOMETHING_ELSE = "Something else …"
ONLY_YOU = (
    "Only you see this. If you take your reaction away before you choose, nothing happens. I do "
    "not read messages, so I offer what you or that channel named last, and what people see every "
    "day."
)


def ask_what_for(reaction: str, message: str, author: str, channel: str) -> str:
    """The question what a reaction thanks for; `message` may be a link."""
    return (
        f"You reacted with {reaction} to {message} by {author} in {channel}. What would you like "
        f"to thank {author} for? One tap, and your kudos goes there."
    )


def say_cancelled(message: str, author: str, channel: str) -> str:
    """That a reaction was taken away before anything came of it."""
    return (
        f"You took your reaction to {message} by {author} in {channel} away again. Nobody was "
        "thanked."
    )


def say_impossible(reaction: str, message: str, channel: str, reason: str) -> str:
    """Why a reaction cannot thank; `reason` is a whole sentence."""
    return f"You reacted with {reaction} to {message} in {channel}. {reason}"
