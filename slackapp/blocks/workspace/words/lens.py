"""What is said of the vocabulary that something is read through."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.kit import escape


def say_lens(name: str, apart: Sequence[str]) -> str:
    """Through which vocabulary something is read, and what has no counterpart in it."""
    lines = [f"Read through *{escape(name)}*: the same kudos in other words."]
    if apart:
        names = ", ".join(escape(one) for one in apart)
        lines.append(f"Not in {escape(name)}, and shown apart: {names}.")
    return "\n".join(lines)


def ask_through(typed: str, options: Sequence[str]) -> str:
    """What there is to read through, where nothing was named, or something unknown."""
    names = "\n".join(f"• {name}" for name in options)
    choice = (
        f"Choose one of these:\n{names}\nLike this: `/kudos me through {options[-1]}`. Nothing "
        "changed."
    )
    if typed:
        return f"I do not know the vocabulary “{typed}”. {choice}"
    return f"Through which vocabulary? {choice}"
