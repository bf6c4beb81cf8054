"""The kinds of expected failures, whose text the person who caused them can act on."""

from __future__ import annotations


class ConfigurationError(Exception):
    """A setting is missing or cannot be right; the text says which and what to do."""


class SlackUnreachable(ConfigurationError):
    """Slack gave no answer: it may do so later, with the same settings."""


class UserFacingError(Exception):
    """Something that a person can mend; `str(error)` is Slack's mrkdwn to show them.

    `code` names the kind for logs and tests.
    """

    code = "error"

    def __init__(self, text: str) -> None:
        super().__init__(text)
