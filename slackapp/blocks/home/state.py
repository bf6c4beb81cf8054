"""Which view of a Home is shown, and how; it comes back with every click, and proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Months that the mirror may look back.
PERIODS = (3, 6, 12)
_MONTHS = 6
#: The longest key of a vocabulary that is taken back.
_KEY = 60


class HomeView(StrEnum):
    """A view of the Home: one's own, one for leaders, one for admins."""

    MINE = "mine"
    TEAM = "team"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class HomeState:
    """The view, the months that the mirror looks back, and what strengths are read through.

    An empty `lens_key` is the workspace's own framework.
    """

    view: HomeView = HomeView.MINE
    months: int = _MONTHS
    lens_key: str = ""

    def as_metadata(self) -> str:
        """The same as a view's private_metadata."""
        return f"{self.view}:{self.months}:{self.lens_key}"


def read_state(metadata: str) -> HomeState:
    """What a Home was drawn with; where that says nothing we know, what a Home begins with."""
    view, _, rest = metadata.partition(":")
    months, _, lens_key = rest.partition(":")
    return HomeState(
        view=HomeView(view) if view in set(HomeView) else HomeView.MINE,
        months=read_months(months),
        lens_key=lens_key if len(lens_key) <= _KEY else "",
    )


def read_months(chosen: str) -> int:
    """How far the mirror looks back, as a menu or a Home says it."""
    return int(chosen) if chosen in map(str, PERIODS) else _MONTHS
