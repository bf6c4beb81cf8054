"""What somebody reads when something of ours went wrong."""

from __future__ import annotations

from slackapp.blocks.base import words
from slackapp.blocks.base.kit import Content, compose, context, quote, section, split_mrkdwn
from slackapp.errors import UserFacingError


def build_our_fault(error: UserFacingError, *, typed: str) -> Content:
    """That something of ours went wrong, and what was typed, which is not lost."""
    reason = str(error)
    if not typed:
        return compose(reason, [section(reason)])
    shown = f"/kudos {typed}"
    text = words.say_typed(reason, split_mrkdwn(shown, 1_000)[0])
    return compose(text, [section(reason), context(words.YOU_TYPED), *quote(shown)])
