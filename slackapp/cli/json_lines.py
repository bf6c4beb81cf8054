"""One JSON object a line, as programs send texts to a command."""

from __future__ import annotations

import json
from typing import Any


def read_text_line(line: bytes) -> dict[str, Any]:
    """The object of one line, whose "text" is a string. Raises ValueError, saying what is wrong."""
    try:
        value = json.loads(line)
    # A million brackets are too deep for the reader.
    except RecursionError as error:
        raise ValueError("not JSON: too deep") from error
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ValueError('not an object with a string "text"')
    return value
