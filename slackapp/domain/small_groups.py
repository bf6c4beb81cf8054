"""Numbers about people are told only where neither a group nor the rest of it is small."""

from __future__ import annotations

#: A number about fewer people could be read as one about somebody.
SMALLEST = 5


def may_tell(part: int, whole: int, smallest: int = SMALLEST) -> bool:
    """Whether a number about `part` of `whole` people may be shown to their leader."""
    return part >= smallest and whole - part >= smallest
