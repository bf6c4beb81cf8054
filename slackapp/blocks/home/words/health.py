"""How a workspace is: what waits, what failed, what is late, and what to do about it."""

from __future__ import annotations

from slackapp.blocks.base.words import explain_refusal

WELL = "All is well: nothing waits, nothing failed, nothing is late."
SEE_ABOVE = "Something needs a look: see the top of this page."
#: What to do, for what only whoever runs Kudoscope can mend.
_ASK_OPERATOR = "Whoever runs Kudoscope finds more with `kudoscope outbox status`."
PEOPLE_ARE_LATE = (
    "I have not been able to read who is in this workspace for two days, so I may not know who is "
    "new or left. Whoever runs Kudoscope finds out why with `kudoscope doctor`."
)


def say_paused(since: str, reason: str) -> str:
    """That Slack does not take the app's token."""
    return (
        f"Slack has not let me in since {since} ({reason}), so nothing is sent. Nothing is lost: "
        "it goes out once whoever runs Kudoscope has put a new token in place."
    )


def say_waiting(count: int) -> str:
    """That messages wait longer than they should."""
    wait = "One message has" if count == 1 else f"{count:,} messages have"
    return (
        f"{wait} been waiting for more than ten minutes. Slack may be slow; if this is still here "
        f"in an hour, something is wrong. {_ASK_OPERATOR}"
    )


def say_failed(place: str, error: str | None, count: int) -> str:
    """That Slack did not take messages to a channel or a person, which is a mention."""
    many = "A message" if count == 1 else f"{count:,} messages"
    return f"{many} to {place} could not be sent: {explain_refusal(error)}."


def say_others_failed(count: int) -> str:
    """That there are more of them."""
    return f"{count:,} more could not be sent. {_ASK_OPERATOR}"


WHAT_TO_DO = (
    "Where I am not in a channel any more, type `/invite @kudoscope` there. When all is "
    "mended, press *Send again*."
)
SENT_AGAIN = "I try all of it again now. What fails again will be back on this page."
NOTHING_TO_SEND = "There is nothing left to send again."


def say_set_aside(count: int) -> str:
    """That other work was set aside."""
    work = "One piece of work was" if count == 1 else f"{count:,} pieces of work were"
    return (
        f"{work} set aside, as something unexpected went wrong each time. I try again once a day, "
        f"or when you press *Send again*. {_ASK_OPERATOR}"
    )


def say_late_digests(count: int) -> str:
    """That digests should have come by now."""
    late = "One digest is" if count == 1 else f"{count} digests are"
    return f"{late} late. I am on it; if this stays, whoever runs Kudoscope should look."
