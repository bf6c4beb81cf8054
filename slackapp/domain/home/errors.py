"""Why a decision cannot be put back, as errors that say what to do."""

from __future__ import annotations

from slackapp.blocks.home.words import undo as words
from slackapp.errors import UserFacingError


class ChangedSince(UserFacingError):
    """Somebody decided otherwise since: putting back what was before would undo that, too."""

    code = "changed_since"

    def __init__(self) -> None:
        super().__init__(words.CHANGED_SINCE)


class CannotPutBack(UserFacingError):
    """What was decided is nothing that can be put back, or no longer."""

    code = "cannot_put_back"

    def __init__(self) -> None:
        super().__init__(words.CANNOT)
