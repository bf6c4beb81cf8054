"""What leaders read of their teams on their Home."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

DIGEST = "Digest settings"
LEADERS = "Leaders"
REPORT = "Send me the report"
PACKET = "Ask for a packet"
NO_REPORT = (
    "Another company is in this channel: it has no reports and packets until an admin switches its "
    "digest on."
)
NO_REPORT_BY_COUNCIL = (
    "There are no reports and packets: your workspace is in works-council mode, so leaders read "
    "what the whole channel reads."
)

#: Members who are named.
_MOST_NAMED = 12


def name_view(count: int) -> str:
    """The title of the view."""
    return "My team" if count == 1 else "My teams"


def say_channel(channel: str) -> str:
    """Which team it is."""
    return f"*{channel}*"


def say_members(members: Sequence[str] | None) -> str:
    """Who is in it, as mentions; None where that was never read."""
    if members is None:
        return "I have not read yet who is in it; I do so with the next digest or report."
    if not members:
        return "Nobody is in it whom I know."
    more = len(members) - _MOST_NAMED
    named = [*members[:_MOST_NAMED], f"{more} more"] if more > 0 else list(members)
    if len(members) == 1:
        return f"One person is in it: {named[0]}."
    return f"{len(members)} people are in it: {join_words(named)}."


def say_leaders(leaders: Sequence[str]) -> str:
    """Who leads it, as mentions."""
    if not leaders:
        return "Nobody leads it."
    return f"{join_words(leaders)} {'leads' if len(leaders) == 1 else 'lead'} it."


def say_digest(next_digest: str | None) -> str:
    """When its digest comes."""
    if next_digest is None:
        return "Its monthly digest is off."
    return f"Its next monthly digest comes on {next_digest}."


def say_next(day: str, hour: str) -> str:
    """The day and hour of a digest, by the channel's own clock."""
    return f"{day}, at {hour}"


def say_others(channels: Sequence[str]) -> str:
    """Channels that one leads, too, and that do not fit."""
    return f"You also lead {join_words(channels)}. Type `/kudos digest settings` there."
