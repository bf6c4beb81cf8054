"""What is said of the vocabulary that something is read through, and the menu of them."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Option

from slackapp.blocks.base.kit import escape, plain, shorten

#: Slack's limits on a menu: options, and the characters of each.
_OPTIONS, _LONGEST_OPTION = 100, 75


def say_lens(name: str, apart: Sequence[str]) -> str:
    """Through which vocabulary something is read, and what has no counterpart in it."""
    lines = [f"Read through *{escape(name)}*: the same kudos in other words."]
    if apart:
        names = ", ".join(escape(one) for one in apart)
        lines.append(f"Not in {escape(name)}, and shown apart: {names}.")
    return "\n".join(lines)


def build_lens_options(lenses: Sequence[tuple[str, str]], *, behind: str = "") -> list[Option]:
    """An option for each key and name, as far as a menu holds them; `behind` ends their values."""
    return [
        Option(plain(shorten(name, _LONGEST_OPTION)), f"{key}{behind}")
        for key, name in lenses[:_OPTIONS]
    ]
