"""Adding to a typed kudos what it lacked, so that it can be read again from the start."""

from __future__ import annotations


def add_recipient(text: str, slack_user_id: str, raw_names: tuple[str, ...]) -> str:
    """The text with the person in place of the first `@name` that meant nobody, or in front."""
    mention = f"<@{slack_user_id}>"
    if raw_names and raw_names[0] in text:
        return text.replace(raw_names[0], mention, 1)
    return f"{mention} {text}"


def add_competency(text: str, competency_key: str) -> str:
    """The text with a competency as a tag, which may stand anywhere."""
    return f"{text} #{competency_key}"
