"""What tells of one person in a text: Slack's id and the name; finding it, and taking it out."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slackapp.blocks.base.words import SOMEBODY

#: Where a message to Slack holds words.
_WORDS = frozenset({"text", "alt_text", "accessibility_label", "label", "title"})


@dataclass(frozen=True)
class Traces:
    """A person as texts name them: Slack's id of them, and the name that they are known by."""

    slack_user_id: str
    name: str

    def stand_in(self, text: str) -> bool:
        """Whether the id or the whole name stands in the text, as it is or escaped."""
        return self.slack_user_id in text or self._name.search(text) is not None

    def take_out(self, text: str, *, is_about_them: bool) -> str:
        """The text with "somebody" in the place of the id and of the name.

        A name of one word, such as Will or Mark, is an ordinary word elsewhere, so that it is
        taken out of texts that are about the person alone.
        """
        text = self._mention.sub(SOMEBODY, text)
        if is_about_them or not self._is_one_word:
            text = self._name.sub(SOMEBODY, text)
        return text

    def take_out_of_payload(self, value: Any, *, is_about_them: bool = True) -> Any:
        """The arguments of a call to Slack without them: words alone are changed, and no key."""
        if isinstance(value, dict):
            return {
                key: self.take_out(one, is_about_them=is_about_them)
                if key in _WORDS and isinstance(one, str)
                else self.take_out_of_payload(one, is_about_them=is_about_them)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [
                self.take_out_of_payload(one, is_about_them=is_about_them)
                for one in value
                if one != self.slack_user_id
            ]
        return value

    @property
    def _is_one_word(self) -> bool:
        return len(self.name.split()) < 2

    @cached_property
    def _mention(self) -> re.Pattern[str]:
        who = re.escape(self.slack_user_id)
        return re.compile(rf"<@{who}(?:\|[^<>\n]*)?>|\b{who}\b")

    @cached_property
    def _name(self) -> re.Pattern[str]:
        plain = " ".join(self.name.split())
        # As people typed it, as Slack escapes it, and as JSON writes both.
        forms = {plain, html.escape(plain, quote=False)}
        forms |= {json.dumps(one, ensure_ascii=False)[1:-1] for one in forms}
        words = ("\\s+".join(map(re.escape, one.split())) for one in forms if one)
        alternatives = "|".join(sorted(words, key=len, reverse=True)) or r"(?!)"
        # A name of one word counts as it is written; a longer one however it is.
        flags = 0 if self._is_one_word else re.IGNORECASE
        return re.compile(rf"@?(?<!\w)(?:{alternatives})(?!\w)", flags)
