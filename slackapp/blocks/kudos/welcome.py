"""What the app writes, once, where it has joined a channel."""

from __future__ import annotations

from slackblocks import ActionsBlock, Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, Content, compose, context, section
from slackapp.blocks.kudos.words import form as form_words
from slackapp.blocks.kudos.words import welcome as words


def build_welcome() -> Content:
    """What it is for, and the button that begins."""
    give = Button(form_words.GIVE, action_id=ids.THANK_TOO, value="give", style="primary")
    blocks = [section(words.HELLO), ActionsBlock([give], block_id=NUMBERED), context(words.UNASKED)]
    return compose(f"{words.HELLO}\n{words.UNASKED}", blocks)
