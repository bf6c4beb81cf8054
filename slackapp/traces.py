"""The id of a request, which its log lines carry, and those of what is sent because of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

_NAME = "request_id"


def make_request_id() -> str:
    """A new one; random, as it names nobody."""
    return secrets.token_hex(6)


@contextmanager
def tracing(request_id: str | None) -> Iterator[None]:
    """Have what this thread logs and promises in the block carry the id; nothing where None."""
    if request_id is None:
        yield
        return
    with structlog.contextvars.bound_contextvars(**{_NAME: request_id}):
        yield


def find_request_id() -> str | None:
    """The id of the request that this thread is at, if it is at one."""
    found = structlog.contextvars.get_contextvars().get(_NAME)
    return found if isinstance(found, str) else None
