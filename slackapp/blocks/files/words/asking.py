"""What is asked and told about review packets. People are mentions."""

from __future__ import annotations

EXAMPLE = "/kudos packet 6"

AGREE = "Agree: send it to us both"
REFUSE = "Not now"
CLOSED = "This request for a review packet is closed."

LENS_IS_SETTING = (
    "A review packet about somebody else is read through the same vocabulary as the channel's "
    "digest, which a leader chooses in `/kudos digest settings`. Your own may be read through any: "
    "`/kudos packet through …`. Nobody was asked."
)


def ask_for_packet(leader: str, slack_channel_id: str, period: str) -> str:
    """A leader's request, for the person whom the packet would be about."""
    return (
        f"{leader} asks for a *review packet* about you, for the team in <#{slack_channel_id}>: "
        f"{period}.\n"
        "It is a page with your strengths by cluster and tier, and the kudos that they rest on: "
        "public ones and those given in that channel, no private ones, none that you keep out of "
        "digests. If you agree, both of you get the same file at once. `/kudos packet` shows you "
        "your own beforehand."
    )


def say_who_decides(days: int) -> str:
    """In small print below it."""
    return (
        f"Only you decide. Nothing is sent unless you agree; after {days} days the question is "
        "closed, and nobody is told that you left it open."
    )


def say_own_comes(period: str) -> str:
    """To whoever wants a packet of their own."""
    return (
        f"Your review packet, {period}, comes to you by direct message: a page that opens in any "
        "browser. Nobody else gets it. `/kudos packet 6` takes six months, `/kudos packet all` "
        "everything since your first kudos, and `md` makes it Markdown."
    )


def say_asked(person: str, period: str) -> str:
    """To the leader, when the person is asked."""
    return (
        f"I have asked {person}, who decides alone. If they agree, both of you get the same file: "
        f"{period}."
    )


def say_refused(person: str) -> str:
    """To the leader, when the person does not want one."""
    return (
        f"{person} would rather not have a review packet made now. You may talk about it, and ask "
        "again later."
    )


def say_you_refused(leader: str) -> str:
    """To the person then."""
    return f"Nothing is sent. I have told {leader} that you would rather not now."


def say_you_agreed(leader: str, period: str) -> str:
    """To the person who agreed."""
    return f"You agreed: you and {leader} get the same review packet, {period}."


def say_not_in_team(person: str) -> str:
    """Where a leader asks about somebody who is not in the channel."""
    return (
        f"{person} is not in this channel, as far as I know. A packet is about somebody on the "
        "team; if they joined today, I will know tomorrow."
    )


def say_asked_already(person: str) -> str:
    """Where the person has not answered yet."""
    return f"I have already asked {person} for you. It is up to them what to answer, and when."


def say_not_asked(person: str) -> str:
    """That Slack did not take the question to the person."""
    return (
        f"Slack did not take my question to {person} about a review packet, so they were not "
        "asked. You can try again with `/kudos packet`."
    )
