"""What `/kudos list` says around the competencies."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

HOW_TO_NAME_ONE = "Give one by its name or nickname. `/kudos list empathy` shows what people do."


def say_unknown(typed: str) -> str:
    """That what was asked for is not in the list."""
    return f"“{typed}” is not one of these."


def name_other_lists(names: Sequence[str]) -> str:
    """The lists whose words count as competencies too."""
    commands = join_words([f"`/kudos list {one}`" for one in names])
    return f"Words from these lists count too: {commands}."


def name_nicknames(nicknames: str) -> str:
    """What else a competency may be called."""
    return f"Also called: {nicknames}"
