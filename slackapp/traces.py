"""The id of a request, which its log lines carry, and what is done because of it, span by span."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import structlog

_NAME = "request_id"

#: What a span may tell: an id of ours, or a word of ours.
Fields = Mapping[str, str | int]


class Collector(Protocol):
    """Takes spans, where somebody runs a place for them."""

    def span(self, name: str, fields: Fields) -> AbstractContextManager[None]:
        """What is done in the block."""

    def annotate(self, fields: Fields) -> None:
        """Tell more of the span that this thread is at."""


#: The span of a request as a whole: what else is done because of it hangs beneath.
REQUEST = "request"
_NO_SPAN = nullcontext()
_collector: Collector | None = None


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


def span(name: str, **fields: str | int) -> AbstractContextManager[None]:
    """Tell of the block, and how long it took, where spans are collected.

    Names and fields are words and ids of ours, never what somebody wrote.
    """
    return _NO_SPAN if _collector is None else _collector.span(name, fields)


def annotate(**fields: str | int) -> None:
    """Tell more of the span that this thread is at."""
    if _collector is not None:
        _collector.annotate(fields)


def collect_spans(collector: Collector | None) -> None:
    """Have all spans of this process go there from now on; None: nowhere."""
    global _collector
    _collector = collector
