"""People whom Slack calls by other ids since their workspace moved into an organisation."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MENTION = re.compile(r"(?<=<@)[UW][A-Z0-9]+(?=[|>])")
_ANYWHERE = re.compile(r"(?<![A-Za-z0-9])[UW][A-Z0-9]+(?![A-Za-z0-9])")


def replace_mentions(text: str, ids: Mapping[str, str]) -> str:
    """Words of somebody's, in which people are mentioned by their new ids."""
    return _MENTION.sub(lambda found: ids.get(found[0], found[0]), text)


def replace_ids(text: str, ids: Mapping[str, str]) -> str:
    """The arguments of a call to Slack, which name people in many places."""
    return _ANYWHERE.sub(lambda found: ids.get(found[0], found[0]), text)


def find_moved(told: Mapping[str, str]) -> dict[str, str]:
    """The new ids by the old, of those that are others now."""
    return {old: new for old, new in told.items() if old != new}
