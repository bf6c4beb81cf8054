"""Expected failures, whose text the person who caused them can act on."""

from __future__ import annotations


class UserFacingError(Exception):
    """Something that a person can mend; `str(error)` is the sentence to show them.

    `code` names the kind for logs and tests.
    """

    code = "error"


class ConfigurationError(Exception):
    """A setting is missing or cannot be right; the text says which and what to do."""
