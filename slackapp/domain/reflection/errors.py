"""What stands in the way of a reflection, as errors that say what to do."""

from __future__ import annotations

from slackapp.blocks.reflection import words
from slackapp.errors import UserFacingError


class CannotShare(UserFacingError):
    """A reflection cannot go to the person who was chosen."""

    code = "cannot_share"


class SwitchedOff(UserFacingError):
    """The workspace's weekly questions are switched off."""

    code = "switched_off"

    def __init__(self) -> None:
        super().__init__(words.SWITCHED_OFF)
