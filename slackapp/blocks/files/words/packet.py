"""What stands in a review packet, besides what people wrote. Names come escaped for Markdown."""

from __future__ import annotations

STRENGTHS = "Strengths"
BY_TIER = "By cluster and tier"
THE_KUDOS = "The kudos"
PICTURE = "At a glance"
BY_CLUSTER_PICTURE = "What it was for"
BY_MONTH_PICTURE = "When it was"
CLUSTER, WHEN, HOW_OFTEN = "Cluster", "Month", "How often, by tier"
NO_TIER = "no tier"
OTHERS = "Others"

PREFACE = (
    "Kudos are what people happened to see and to say: where there are none, that says nothing "
    "about anybody."
)
NO_STRENGTHS = "Not enough kudos for one yet."
NO_BEHAVIOUR = "recognised for it, no behaviour named"
NO_WORDS = "No words."
IN_SLACK = "in Slack"

#: Which kudos are in it, for the person alone and for the leader of a team, too.
OWN_REACH = (
    "It holds the kudos that others could see, those given in private channels too, but no private "
    "ones and none that are kept out of digests."
)
TEAM_REACH = (
    "It holds public kudos and those given in the team's own channel, but no private ones and none "
    "that are kept out of digests."
)


def name_packet(name: str) -> str:
    """The heading of the whole."""
    return f"Review packet: {name}"


def name_reader_with_consent(leader: str, person: str) -> str:
    """Whom it was made for, where a leader asked."""
    return f"{leader}, with the agreement of {person}"


def say_everything(months: str) -> str:
    """Which months a packet of everything tells of."""
    return f"{months}: everything so far"


def say_made_for(period: str, reader: str) -> str:
    """Which months it is about, and whom it was made for."""
    return f"{period}. Made for {reader}."


def say_basis(kudos: int, givers: int, reach: str) -> str:
    """How much it rests on, and how to read it."""
    return (
        f"{_count_kudos(kudos, givers)}. The numbers in brackets lead to the kudos that a line "
        f"rests on. {reach}"
    )


def say_lens(lens: str, apart: str) -> str:
    """What it is read through; `apart` are the names that have no counterpart there."""
    if apart:
        return (
            f"Read through {lens}: the same kudos in other words. Not in it, and shown apart: "
            f"{apart}."
        )
    return f"Read through {lens}: the same kudos in other words."


def say_thresholds(kudos: int, givers: int, *, excellent_kudos: int, excellent_givers: int) -> str:
    """When a competency is a strength here."""
    return (
        f"A strength is a competency that somebody was recognised for in at least {kudos} kudos "
        f"from {givers} people in this period; an excellent one takes at least {excellent_kudos} "
        f"from {excellent_givers}."
    )


def say_strength(
    competency: str, cluster: str, *, is_excellent: bool, kudos: int, givers: int, numbers: str
) -> str:
    """A strength, with the numbers of the kudos that show it."""
    standing = "excellent" if is_excellent else "a strength"
    return f"**{competency}** ({cluster}), {standing}: {_count_kudos(kudos, givers)} {numbers}"


def say_strength_plainly(cluster: str, *, is_excellent: bool, kudos: int, givers: int) -> str:
    """What stands behind the name of a strength on a page."""
    standing = "excellent" if is_excellent else "a strength"
    return f"({cluster}), {standing}: {_count_kudos(kudos, givers)}"


def say_practice(tier: str, practice: str, numbers: str) -> str:
    """What was seen of a competency; both may be empty."""
    seen = f"{practice or NO_BEHAVIOUR} {numbers}"
    return f"{tier}: {seen}" if tier else seen


def name_kudos(number: int) -> str:
    """The heading of a kudos."""
    return f"Kudos {number}"


def say_kudos(day: str, giver: str, competencies: str) -> str:
    """When it was given, by whom, and for what."""
    return f"{day}, {giver}, for {competencies}"


def name_competency(name: str, *, read_as: str, tier: str) -> str:
    """What a kudos is for; the last two may be empty."""
    read = f", read as {read_as}" if read_as else ""
    return f"{name}{read} ({tier})" if tier else f"{name}{read}"


def _count_kudos(kudos: int, givers: int) -> str:
    colleagues = "colleague" if givers == 1 else "colleagues"
    return f"{kudos} kudos from {givers} {colleagues}"
