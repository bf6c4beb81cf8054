"""What is told where somebody's data is asked for, or they are let in again."""

from __future__ import annotations

from collections.abc import Sequence

STILL_ERASING = (
    "What is stored about this person is being erased right now. Try again in a few minutes."
)
ERASING_DONE = (
    "It is done: what I kept about you is erased. Where colleagues still see a kudos of yours or "
    "to you, it names “Somebody who left”. I keep your Slack id, so that you do not come back by "
    "accident. If you ever want to: ask whoever runs Kudoscope in your company. All the best!"
)
NOT_ERASED = "Nothing to do: this person was not erased."


def say_not_stored(slack_user_id: str) -> str:
    """Where there is no such person."""
    return f"Nobody with the id {slack_user_id} is stored."


def ask_which_workspace(slack_user_id: str, slack_team_ids: Sequence[str]) -> str:
    """Where there are several."""
    return f"{slack_user_id} is in several workspaces: name one of {', '.join(slack_team_ids)}."
