"""Those who join in on a kudos: who of them is named, and why somebody may not."""

from __future__ import annotations

from dataclasses import dataclass

from slackapp.blocks.kudos.words import me_too as words
from slackapp.errors import UserFacingError

#: So many are named; of the others it is told how many they are.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined in on a kudos: the names of the first few, and how many they all are."""

    names: tuple[str, ...] = ()
    count: int = 0

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)

    @property
    def in_short(self) -> Joined:
        """The same for a lock screen: both where there are two, else the first of them."""
        return Joined(self.names[: 2 if self.count == 2 else 1], self.count)


NOBODY = Joined()


class OwnKudos(UserFacingError):
    """The giver joins in on their own kudos."""

    code = "own_kudos"

    def __init__(self) -> None:
        super().__init__(words.GIVER_JOINS)


class ThanksYou(UserFacingError):
    """A recipient joins in on a kudos that thanks them."""

    code = "thanks_you"

    def __init__(self) -> None:
        super().__init__(words.RECIPIENT_JOINS)
