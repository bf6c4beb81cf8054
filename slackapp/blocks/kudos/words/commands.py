"""What is answered to a word that was meant as a command."""

from __future__ import annotations

from slackapp.blocks.kudos.words.examples import EXAMPLE, PRIVATE_EXAMPLE
from slackapp.domain.command.vocabulary import Wish

HOW_TO_THANK = f"To thank somebody, begin with their name: {EXAMPLE}"
HOW_TO_THANK_PRIVATELY = f"Like this: {PRIVATE_EXAMPLE}"
NOTHING_POSTED = "Nothing was posted."
UNDO_ALONE = "`/kudos undo` stands alone."
NOT_UNDERSTOOD = "I did not understand that."

_HELP = "`/kudos help` shows everything there is."

_USAGE = {
    Wish.HELP: _HELP,
    Wish.LIST: "`/kudos list` shows the competencies, `/kudos list empathy` one of them.",
    Wish.ME: "`/kudos me` shows the last ten kudos that you gave or received.",
    Wish.ANNOUNCE: "`/kudos announce public`, `ask` or `me` sets how kudos to you are announced.",
    Wish.REFLECTIONS: (
        "`/kudos reflections` tells you where your weekly reflections are, `/kudos reflections "
        "@ana` shows what Ana shared with you."
    ),
    Wish.DIGEST: (
        "`/kudos digest` shows when this channel's digest comes. After it you can type `on`, "
        "`off`, `settings`, `preview`, `now`, `leave` or `join`."
    ),
    Wish.REPORT: (
        "`/kudos report` sends leaders last month's numbers, `/kudos report @ben` what this "
        "channel saw of Ben."
    ),
    Wish.EXPORT: "`/kudos export` sends you your kudos as a file.",
    Wish.PRIVACY: "`/kudos privacy` tells you what I keep about you.",
    Wish.PACKET: (
        "`/kudos packet` sends you your review packet of twelve months, `/kudos packet all` of "
        "everything so far; leaders ask Ben for his with `/kudos packet @ben`."
    ),
    Wish.LEADERS: (
        "`/kudos leaders` shows who leads this channel's team, `/kudos leaders @ana @ben` names "
        "them, and `/kudos leaders none` removes them."
    ),
    Wish.PRIVATE: (
        "To give a kudos that only you and whoever you thank can read, put `private` first, in any "
        "channel."
    ),
    Wish.ANONYMOUS: (
        "Kudos are never anonymous: whoever is thanked sees who thanked them. If nobody else "
        "should read it, put `private` first: `/kudos private @ana empathy …`."
    ),
    Wish.UNDO: (
        "`/kudos undo` takes back the latest kudos that you gave, and `/kudos me` shows your last "
        "ten with a button for each. What I have only shown you is not posted until you press the "
        "button."
    ),
    Wish.STATS: (
        "Your own are in `/kudos me` and on my Home; `/kudos report` sends leaders their team's "
        "numbers."
    ),
    Wish.SETTINGS: (
        "`/kudos announce` shows how kudos to you are announced, `/kudos reflections` where to "
        "set your weekly questions, and `/kudos digest settings` opens this channel's digest. "
        "Admins find the workspace's settings on my Home."
    ),
    Wish.LEADERBOARD: (
        "Kudos do not rank anybody: `/kudos me` shows your own, `/kudos digest` when this channel "
        "reads what everybody was recognised for."
    ),
    Wish.UNKNOWN: _HELP,
}


def describe_usage(wish: Wish) -> str:
    """What there is for a wish. Raises KeyError for one that is answered in other words."""
    return _USAGE[wish]


def say_no_such(word: str) -> str:
    """That there is no such command."""
    return f"There is no `/kudos {word}`."


def ask_if_meant(word: str, command: str) -> str:
    """That there is no such command, and which comes near."""
    return f"There is no `/kudos {word}`. Did you mean `/kudos {command}`?"


def say_rest_not_understood(word: str) -> str:
    """That a command was understood, and what follows it was not."""
    return f"I did not understand what comes after `/kudos {word}`."


def say_unknown(word: str) -> str:
    """That a word says nothing to the app."""
    return f"I do not know `/kudos {word}`."


#: Where somebody mentions the app to thank privately.
READ_BY_ALL = (
    "Everybody here can read what you just wrote, so I gave nothing. To thank privately, type "
    "`/kudos private` and the rest in the message field: nobody else sees what you type there."
)
