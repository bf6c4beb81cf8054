"""The words about who leads the team of a channel."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

HINT = (
    "`/kudos leaders @ana @ben` names other leaders, and `/kudos leaders none` leaves the team "
    "without. Leaders and workspace admins can do that. Leaders come first when somebody chooses "
    "who to share a reflection with; they see nothing that was not shared with them."
)


def say_leaders(channel: str, people: Sequence[str]) -> str:
    """Who leads the team, nobody included."""
    if not people:
        return f"No leaders are named for {channel}."
    if len(people) == 1:
        return f"{people[0]} leads the team of {channel}."
    return f"{join_words(people)} lead the team of {channel}."


def say_absent(people: Sequence[str]) -> str:
    """Who was named and is not in the channel, as far as is known."""
    are = "is" if len(people) == 1 else "are"
    return (
        f"As far as I know, {join_words(people)} {are} not in the channel yet, and will lead its "
        "team once they are. If they joined today, I will know tomorrow."
    )
