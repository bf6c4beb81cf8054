"""A message that mentions the app: what of it is meant for the app."""

from __future__ import annotations

import re
from dataclasses import dataclass

from slackapp.blocks.base import words


@dataclass(frozen=True, slots=True)
class ReadMention:
    """What the message says, and whether it begins with the app and so speaks to it."""

    text: str
    is_addressed: bool


def read_mention(text: str, *, slack_app_user_id: str) -> ReadMention:
    """The text without the app where it begins with it; elsewhere the app is a name like any."""
    app = rf"<@{re.escape(slack_app_user_id)}(?:\|[^<>\n]*)?>"
    begins = re.match(rf"(?:\s*{app}[\s,:;]*)+", text)
    rest = text[begins.end() :] if begins else text
    return ReadMention(re.sub(app, words.OWN_NAME, rest).strip(), begins is not None)
