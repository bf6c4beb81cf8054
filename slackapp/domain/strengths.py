"""Strengths: what somebody was thanked for often enough, and by enough people, to be told so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """How much it takes for a competency: that many kudos, from that many different givers."""

    kudos: int
    givers: int


#: What a workspace that decided nothing goes by.
STRENGTH = Threshold(kudos=3, givers=2)
EXCELLENCE = Threshold(kudos=6, givers=3)


class ExcellenceBelowStrength(ValueError):
    """Excellence would take less than a strength does: fewer kudos, or fewer givers."""

    def __init__(self, strength: Threshold, excellence: Threshold) -> None:
        super().__init__(
            f"excellence ({excellence.kudos} kudos from {excellence.givers} givers) takes less "
            f"than a strength ({strength.kudos} kudos from {strength.givers} givers)"
        )


def check_thresholds(strength: Threshold, excellence: Threshold) -> None:
    """Raise ExcellenceBelowStrength where something could be excellent and no strength."""
    if excellence.kudos < strength.kudos or excellence.givers < strength.givers:
        raise ExcellenceBelowStrength(strength, excellence)
