"""What tiers are called beside competencies and numbers, each with its sign."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.kit import escape
from slackapp.blocks.base.words import join_words
from slackapp.frameworks.model import Tier

#: A sign for each tier, so that it reads without colour; the words stand beside it.
SIGNS = {Tier.BASIC: "●", Tier.HIGHER: "▲", Tier.LEADER: "■"}
#: What a vocabulary names without a tier.
_NO_SIGN, _NO_TIER = "○", "no tier"


def name_tier(tier: Tier | None) -> str:
    """Sign and word."""
    return " ".join(_describe(tier))


def mark_tier(tier: Tier | None, count: int) -> str:
    """Sign and number, on one line."""
    return f"{_describe(tier)[0]}\u00a0{count}"


def count_tier(tier: Tier | None, count: int) -> str:
    """Sign and word, with a number between them."""
    sign, word = _describe(tier)
    return f"{sign} {count} {word}"


def tell_tier(tier: Tier | None, count: int) -> str:
    """Number and word, for screen readers."""
    return f"{count} {_describe(tier)[1]}"


def _describe(tier: Tier | None) -> tuple[str, str]:
    return (SIGNS[tier], tier.label) if tier else (_NO_SIGN, _NO_TIER)


def say_legend() -> str:
    """Which sign stands for which tier."""
    return " · ".join(map(name_tier, SIGNS))


def mark_competencies(competencies: Sequence[tuple[str, Sequence[Tier]]]) -> str:
    """Competencies, each with the signs of the tiers of its practices, none of which begins a line.

    A legend says what they mean.
    """
    return ", ".join(
        "\u00a0".join([escape(name), *(SIGNS[tier] for tier in tiers)])
        for name, tiers in competencies
    )


def tell_competencies(competencies: Sequence[tuple[str, Sequence[Tier]]]) -> str:
    """The same in words alone, for screen readers."""
    return ", ".join(
        f"{escape(name)} ({join_words([tier.label for tier in tiers])})" if tiers else escape(name)
        for name, tiers in competencies
    )
