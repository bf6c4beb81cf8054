"""What is answered to a word that was meant as a command: what there is, and what comes near."""

from __future__ import annotations

from slackapp.blocks.base.kit import (
    AnyBlock,
    Content,
    compose,
    context,
    quote,
    section,
    split_mrkdwn,
)
from slackapp.blocks.base.words import YOU_TYPED, say_typed
from slackapp.blocks.kudos.words import commands as words
from slackapp.domain.base.slack_text import defuse
from slackapp.domain.command.vocabulary import Wish
from slackapp.domain.command.words import CommandGuess

#: So much of what was typed is repeated: the word, and the whole in a line.
_WORD = 40
_TYPED = 1_000

_OWN = (
    Wish.HELP,
    Wish.LIST,
    Wish.ME,
    Wish.ANNOUNCE,
    Wish.REFLECTIONS,
    Wish.DIGEST,
    Wish.REPORT,
    Wish.EXPORT,
    Wish.PACKET,
    Wish.PRIVACY,
    Wish.LEADERS,
)


def build_command_answer(guess: CommandGuess, *, typed: str) -> Content:
    """What there is in place of what was typed, which is text as Slack escaped it."""
    is_private = guess.wish is Wish.PRIVATE
    parts = [words.describe_usage(guess.wish)]
    text = "\n".join(
        [" ".join(parts if is_private else [_open(guess), *parts]), words.NOTHING_POSTED]
    )
    how = words.HOW_TO_THANK_PRIVATELY if is_private else words.HOW_TO_THANK
    blocks: list[AnyBlock] = [section(text), context(how)]
    if typed == guess.typed:
        return compose(f"{text}\n{how}", blocks)
    blocks += [context(YOU_TYPED), *quote(f"/kudos {typed}")]
    kept = split_mrkdwn(f"/kudos {typed}", _TYPED)[0]
    return compose(say_typed(f"{text}\n{how}", kept), blocks)


def _open(guess: CommandGuess) -> str:
    word = next(iter(split_mrkdwn(defuse(guess.typed.replace("`", "")).lower(), _WORD)), "")
    if not word:
        return words.NOT_UNDERSTOOD
    if guess.wish is Wish.UNDO and word == Wish.UNDO:
        return words.UNDO_ALONE
    if guess.is_slip:
        return words.ask_if_meant(word, guess.wish)
    if guess.wish in _OWN:
        if word == guess.wish:
            return words.say_rest_not_understood(word)
        return words.ask_if_meant(word, guess.wish)
    if guess.wish is Wish.UNKNOWN:
        return words.say_unknown(word)
    return words.say_no_such(word)
