"""The words of deciding how kudos are read in a workspace."""

from __future__ import annotations

TITLE = "Strengths and groups"
INTRODUCTION = "How kudos are read on everybody's own Home, and what leaders are told."

STRENGTH_KUDOS = "Strength: kudos it takes"
STRENGTH_KUDOS_HINT = "For the same competency, within twelve months."
STRENGTH_GIVERS = "Strength: givers it takes"
STRENGTH_GIVERS_HINT = "Different colleagues."
EXCELLENCE_KUDOS = "Excellent: kudos it takes"
EXCELLENCE_GIVERS = "Excellent: givers it takes"
EXCELLENCE_HINT = "At least as many as for a strength."
SMALLEST_GROUP = "Smallest group"
SMALLEST_GROUP_HINT = "Leaders see no number about fewer people, nor one that leaves fewer out."

NAMES = "People who were not recognised"
NAMES_OPTION = "Tell leaders who has not been recognised for three months"
NAMES_HINT = (
    "Ticked: the report that leaders get lists these people by name, as an invitation to look at "
    "what they do. It says nothing about how they work. Not ticked: nobody is listed."
)

MORE_GIVERS_THAN_KUDOS = "Each kudos has one giver, so there cannot be more givers than kudos."


def ask_for_more(least: int) -> str:
    """Where excellence would take less than a strength."""
    return f"A strength takes {least}, so this must be {least} or more."
