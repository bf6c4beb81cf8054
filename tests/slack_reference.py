"""What Slack's public reference says of each kind of request that we take, as files to read.

Each file in `slack_payloads/` names the page that it follows; fields and types are Slack's, and
all values are invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "slack_payloads"


def list_payloads() -> list[str]:
    """The names of all that there are."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


def load_payload(name: str) -> dict[str, Any]:
    """One payload, as Slack would send it."""
    told = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert told["source"].startswith("https://docs.slack.dev/")
    payload: dict[str, Any] = told["payload"]
    return payload


def list_differences(reference: Any, given: Any, place: str = "") -> Iterator[str]:
    """Where `given` has fields that the reference does not know, lacks one, or has other types.

    What stands in lists is compared with the reference's first, where it has one.
    """
    if isinstance(reference, dict) and isinstance(given, dict):
        for key in reference.keys() | given.keys():
            where = f"{place}.{key}"
            if key not in given:
                yield f"{where} is missing"
            elif key not in reference:
                yield f"{where} is not Slack's"
            else:
                yield from list_differences(reference[key], given[key], where)
    elif isinstance(reference, list) and isinstance(given, list):
        for number, one in enumerate(given if reference else []):
            yield from list_differences(reference[0], one, f"{place}[{number}]")
    elif reference is not None and type(reference) is not type(given):
        yield f"{place} is {type(given).__name__}, not {type(reference).__name__}"
