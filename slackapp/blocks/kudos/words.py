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
from slackapp.blocks.kudos.help import EXAMPLE
from slackapp.domain.base.slack_text import defuse
from slackapp.domain.command.vocabulary import Wish
from slackapp.domain.command.words import CommandGuess

#: So much of what was typed is repeated: the word, and the whole in a line.
_WORD = 40
_TYPED = 1_000

_USAGE = {
    Wish.HELP: "`/kudos help` shows all there is.",
    Wish.LIST: "`/kudos list` shows the competencies, `/kudos list empathy` one of them.",
    Wish.ME: "`/kudos me` shows the last ten kudos that you gave or received.",
    Wish.ANNOUNCE: ("`/kudos announce public`, `ask` or `me` says how kudos to you are announced."),
    Wish.REFLECTIONS: (
        "`/kudos reflections` leads to your weekly reflections, `/kudos reflections @ana` to what "
        "Ana shared with you."
    ),
    Wish.DIGEST: (
        "`/kudos digest` shows when this channel's digest comes. Behind it may stand `on`, `off`, "
        "`settings`, `preview`, `now`, `leave` or `join`."
    ),
    Wish.REPORT: (
        "`/kudos report` sends leaders the numbers of last month, `/kudos report @ben` what this "
        "channel saw of Ben."
    ),
    Wish.EXPORT: "`/kudos export` sends you your kudos as a file.",
    Wish.PACKET: (
        "`/kudos packet` sends you your review packet; leaders ask Ben for his with `/kudos packet "
        "@ben`."
    ),
    Wish.LEADERS: (
        "`/kudos leaders` shows who leads this channel's team, `/kudos leaders @ana @ben` names "
        "them, and `/kudos leaders none` takes them away."
    ),
    Wish.ANONYMOUS: (
        "No kudos is anonymous: whoever is thanked reads who thanks them. Where others should not "
        "read it, type it in a direct message: then only you and they can."
    ),
    Wish.UNDO: (
        "A kudos that was given can be neither changed nor taken back yet. `/kudos me` shows your "
        "last ten, and keeps one that you received out of digests. What I only showed you is "
        "posted when you press the button, and not before."
    ),
    Wish.STATS: (
        "Your own are in `/kudos me` and on my Home; `/kudos report` sends leaders the numbers of "
        "their team."
    ),
    Wish.SETTINGS: (
        "`/kudos announce` says how kudos to you are announced, `/kudos reflections` leads to your "
        "weekly questions, `/kudos digest settings` to this channel's digest, and admins find the "
        "workspace's on my Home."
    ),
    Wish.LEADERBOARD: (
        "Kudos rank nobody: `/kudos me` shows your own, `/kudos digest` when this "
        "channel reads what all were recognised for."
    ),
    Wish.UNKNOWN: "`/kudos help` shows all there is.",
}


def build_command_answer(guess: CommandGuess, *, typed: str, is_direct: bool) -> Content:
    """What there is in place of what was typed, which is text as Slack escaped it."""
    if guess.wish is Wish.PRIVATE:
        text = _describe_private(guess, is_direct)
    else:
        text = f"{_open(guess)} {_USAGE[guess.wish]}\nNothing was posted."
    how = f"To thank somebody, begin with their name: {EXAMPLE}"
    blocks: list[AnyBlock] = [section(text), context(how)]
    if typed == guess.typed:
        return compose(f"{text}\n{how}", blocks)
    blocks += [context("You typed:"), *quote(f"/kudos {typed}")]
    kept = split_mrkdwn(f"/kudos {typed}", _TYPED)[0]
    return compose(f"{text}\n{how}\nYou typed: {kept}", blocks)


def _open(guess: CommandGuess) -> str:
    word = next(iter(split_mrkdwn(defuse(guess.typed.replace("`", "")).lower(), _WORD)), "")
    if not word:
        return "I did not understand that."
    if guess.is_slip:
        return f"There is no `/kudos {word}`. Did you mean `/kudos {guess.wish}`?"
    if word == guess.wish and guess.wish in _OWN:
        return f"I did not understand what stands behind `/kudos {word}`."
    if guess.wish in _OWN:
        return f"There is no `/kudos {word}`. Did you mean `/kudos {guess.wish}`?"
    if guess.wish is Wish.UNKNOWN:
        return f"I do not know `/kudos {word}`."
    return f"There is no `/kudos {word}`."


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
    Wish.LEADERS,
)


def _describe_private(guess: CommandGuess, is_direct: bool) -> str:
    word = split_mrkdwn(defuse(guess.typed), _WORD)[0]
    if is_direct:
        return (
            f"In a direct message every kudos is private: type it here without “{word}”, and only "
            "you and whoever you thank can read it.\nNothing was sent."
        )
    return (
        "Here, everyone in the channel could read it. To give a kudos privately, type it without "
        f"“{word}” in a direct message, such as the one with that person: then only you and "
        "whoever you thank can read it.\nNothing was posted."
    )
