"""What a workspace's vocabularies do not have, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.workspace.words import lens as words
from slackapp.errors import UserFacingError


class UnknownLens(UserFacingError):
    """What stands behind "through" is no vocabulary; `options` are the names of those there are."""

    code = "unknown_lens"

    def __init__(self, typed: str, options: Sequence[str]) -> None:
        self.options = tuple(options)
        super().__init__(words.ask_through(typed, options))
