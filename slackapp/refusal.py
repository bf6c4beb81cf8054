"""What is said to whoever sends a request that goes no further."""

from __future__ import annotations

from http import HTTPStatus


class Refusal(Exception):
    """A request that is not Slack's, or not one that we understand.

    `reason` is one of a few words, for log and metrics; `details` are for the log alone.
    """

    def __init__(self, status: HTTPStatus, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.details = details
