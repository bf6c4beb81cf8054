"""Words that are edited in a form: shown in plain, and written back as Slack has them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slackapp.blocks.base.kit import escape
from slackapp.domain.base.slack_text import defuse, to_plain

#: A person, a channel or a link as Slack writes it.
_TOKEN = re.compile(r"<(?:[@#][A-Z0-9]+(?:\|[^<>\n]*)?|(?:https?|mailto|tel|slack):[^<>\n]*)>")


def write_back(edited: str, before: str, names: Mapping[str, str]) -> str:
    """What was edited, as Slack escapes it; whom and what it named `before`, it names still.

    `names` are those by which it was shown. Nobody is mentioned who was not.
    """
    if edited == to_plain(before, names):
        return before
    tokens = {to_plain(token, names): token for token in _TOKEN.findall(before)}
    plain = sorted(filter(None, tokens), key=len, reverse=True)
    if not plain:
        return defuse(escape(edited))
    pattern = "|".join(map(re.escape, plain))
    pieces = re.split(rf"((?:{pattern})(?!\w))", edited)
    return "".join(tokens.get(one) or defuse(escape(one)) for one in pieces)
