"""What a workspace's vocabularies do not have, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.errors import UserFacingError


class UnknownLens(UserFacingError):
    """What stands behind "through" is no vocabulary; `options` are the names of those there are."""

    code = "unknown_lens"

    def __init__(self, typed: str, options: Sequence[str]) -> None:
        self.options = tuple(options)
        what = f"I do not know the vocabulary “{typed}”." if typed else "Through which vocabulary?"
        names = "\n".join(f"• {name}" for name in options)
        super().__init__(
            f"{what} There is:\n{names}\nLike this: `/kudos me through {options[-1]}`. Nothing "
            "changed."
        )
