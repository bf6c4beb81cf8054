"""The words of what a leader does for a team from their Home."""

from __future__ import annotations


def say_which(channel: str) -> str:
    """Which channel the form of its leaders is about."""
    return f"Who leads the team of {channel}?"


def say_report_comes(month: str, channel: str) -> str:
    """That a report is on its way; the channel as a mention."""
    return f"The report of {month} for {channel} is on its way to you, as a direct message."


PACKET_TITLE = "Ask for a packet"
ASK = "Ask them"
PACKET_ABOUT = (
    "They are asked first. If they agree, you both get the same file; if not, nobody gets one."
)
PERSON = "About whom?"
CHOOSE_PERSON = "Choose somebody"
MONTHS = "Over how many months?"
MONTHS_HINT = "From 1 to 120; this month counts as one."
CHOOSE_OTHER = (
    "Choose somebody else: your own packet comes to you with /kudos packet, in any channel."
)
NOT_IN_TEAM = (
    "They are not in that channel, as far as I know. If they joined today, I will know tomorrow."
)
ASKED_ALREADY = "I have already asked them for you. It is up to them what to answer, and when."
NO_COLLEAGUE = "A packet is about a colleague. Choose somebody else."


def say_packet_of(channel: str) -> str:
    """What is asked for."""
    return (
        f"A review packet about somebody in {channel}: a file with their strengths, and the kudos "
        "that they rest on."
    )
