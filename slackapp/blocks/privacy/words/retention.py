"""The words of how long what is kept."""

from __future__ import annotations

from collections.abc import Mapping

from slackapp.blocks.base.words import join_words

TITLE = "How long things are kept"
INTRODUCTION = (
    "What is older is deleted once a day, and nothing brings it back. 0 means: keep it. What was "
    "posted in Slack stays there; for that, Slack has settings of its own."
)

KUDOS = "Months that kudos are kept"
KUDOS_HINT = (
    "Then they are gone from Homes, strengths, reports and files. Strengths look back over twelve "
    "months, so with fewer they shrink."
)
WORDS = "Months that the words of kudos are kept"
WORDS_HINT = (
    "Then who thanked whom, and what for, is all that is left of a kudos. The words of a message "
    "that it thanks for go, too."
)
ANSWERS = "Months that answers are kept"
ANSWERS_HINT = "Answers to weekly questions, and questions that nobody answered."
REQUESTS = "Months that requests for packets are kept"
REQUESTS_HINT = "Who asked whose packet, and whether they agreed."
ACTS = "Months that the audit trail is kept"
ACTS_HINT = "What admins and leaders decided, and who changed a kudos or took it back."
SENT = "Days that sent messages are kept"
SENT_HINT = "The words of what I sent to Slack, for as long as something may go wrong with it."

DELETES = "This cannot be undone"
DELETES_OPTION = "Yes, delete what is older"
DELETES_HINT = "Only needed where a shorter time deletes something that is there now."
WORDS_OUTLIVE = "Words cannot be kept longer than the kudos itself. Choose fewer months, or 0."

NOTHING_GOES = "As it is set now, nothing is old enough to go within a day."

#: One and several of each kind, as they go.
_KINDS = {
    "kudos": ("1 kudos", "{} kudos"),
    "words": ("the words of 1 kudos", "the words of {} kudos"),
    "answers": ("1 answer", "{} answers"),
    "questions": ("1 question", "{} questions"),
    "requests": ("1 request for a packet", "{} requests for packets"),
    "acts": ("1 line of the audit trail", "{} lines of the audit trail"),
    "sent": ("the words of 1 sent message", "the words of {} sent messages"),
}


def list_going(counts: Mapping[str, int]) -> str:
    """How much of each kind goes: "12 kudos and 3 answers"; empty where nothing does."""
    return join_words(
        [
            _KINDS[kind][0] if count == 1 else _KINDS[kind][1].format(f"{count:,}")
            for kind, count in counts.items()
            if count
        ]
    )


def say_goes(counts: Mapping[str, int]) -> str:
    """What goes within a day, as it is set now."""
    going = list_going(counts)
    return f"As it is set now, this goes within a day: {going}." if going else NOTHING_GOES


def ask_deletes(counts: Mapping[str, int]) -> str:
    """At the box that has to be ticked."""
    return f"This deletes {list_going(counts)} within a day. Tick this if you mean it."
