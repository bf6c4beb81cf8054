"""What a workspace does not have, or has switched off, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from slackapp.blocks.workspace.words import admins as admin_words
from slackapp.blocks.workspace.words import lens as words
from slackapp.blocks.workspace.words import works_council
from slackapp.errors import UserFacingError


class UnknownLens(UserFacingError):
    """What stands behind "through" is no vocabulary; `options` are the names of those there are."""

    code = "unknown_lens"

    def __init__(self, typed: str, options: Sequence[str]) -> None:
        self.options = tuple(options)
        super().__init__(words.ask_through(typed, options))


class Taken(StrEnum):
    """What works-council mode takes away."""

    REPORT = "report"
    PAGE = "page"
    TEAM_FILE = "team_file"
    PACKET = "packet"
    SHARING = "sharing"
    SHARED = "shared"


class TakenAway(UserFacingError):
    """Something that there is none of while the workspace is in works-council mode."""

    code = "taken_away"

    def __init__(self, what: Taken) -> None:
        super().__init__(works_council.REFUSALS[what])


class CannotBeAdmin(UserFacingError):
    """Somebody is to be an admin who is a guest, an app, with another company, or gone."""

    code = "cannot_be_admin"

    def __init__(self, name: str | None) -> None:
        super().__init__(admin_words.say_cannot(name))


class LastAdmin(UserFacingError):
    """Nobody would be an admin any more."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__(admin_words.LAST_ADMIN)
