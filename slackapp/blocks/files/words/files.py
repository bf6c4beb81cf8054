"""What is told of files: that they come, what they are, and why there is none."""

from __future__ import annotations

EXAMPLE = "/kudos export csv 6"

#: The sheet of a spreadsheet.
SHEET = "Kudos"
OWN_TITLE = "My kudos"
TEAM_TITLE = "Kudos of a team"
DATA_TITLE = "All that Kudoscope keeps about me"

TOO_LARGE = (
    "That is too much for one file. Name fewer months, such as `/kudos export 6`; whoever runs "
    "Kudoscope can write larger ones."
)

NO_SCOPE = (
    "Your file could not be sent: the app was installed before it could send files. An admin can "
    "change that by installing it again, with the scopes that `kudoscope manifest` lists."
)
OUR_FAULT = (
    "Your file could not be sent: something went wrong here, and whoever runs Kudoscope is told. "
    "Nothing of yours is lost."
)


def say_not_taken(error: str | None) -> str:
    """Where Slack does not take a file, for a reason of its own."""
    return f"Your file could not be sent: Slack did not take it ({error}). Try again later."


def say_own_come(period: str, form: str) -> str:
    """To whoever wants their own kudos, in a form such as XLSX."""
    return f"Your kudos, {period}, come to you by direct message as {_with_article(form)} file."


def say_team_come(channel: str, period: str, form: str) -> str:
    """To a leader who wants those of the team."""
    return (
        f"The kudos of {channel}, {period}, come to you by direct message as "
        f"{_with_article(form)} file."
    )


def _with_article(form: str) -> str:
    return f"an {form}" if form == "XLSX" else f"a {form}"


def describe_own(period: str, count: int) -> str:
    """Above somebody's own kudos."""
    return f"Your kudos, given and received, {period}: {count}"


def describe_data(count: int) -> str:
    """Above all that is stored about somebody."""
    return (
        f"All that I keep about you, {count:,} rows. Their kinds are explained in the docs, under "
        "“Who reads what”. It is yours: nobody else got it."
    )


def describe_team(channel: str, period: str, count: int) -> str:
    """Above those of a team."""
    return (
        f"The kudos of {channel}, {period}: {count}. They are the ones that digests may tell of: "
        "no private ones, none that were kept out, nobody who stays out of digests."
    )


def describe_own_packet(period: str) -> str:
    """Above the packet that somebody has of themselves."""
    return (
        f"Your review packet, {period}: every line in it names the kudos it rests on. It is yours: "
        "nobody else got it."
    )


def describe_asked_packet(person: str, leader: str, period: str) -> str:
    """Above the one that a leader asked for."""
    return (
        f"The review packet of {person}, {period}, which {leader} asked for and {person} agreed "
        "to. Both got the same file."
    )


def name_packet(name: str) -> str:
    """The title of a packet's file."""
    return f"Review packet of {name}"


SOMEBODY = "Somebody"
#: The name of a file of all that is kept about somebody, before its ending.
DATA_FILE = "What Kudoscope keeps about me"


def name_own_file(period: str) -> str:
    """The name of a file of one's own kudos, before its ending."""
    return f"My kudos, {period}"


def name_team_file(period: str) -> str:
    """The name of a file of a team's kudos, before its ending."""
    return f"Team kudos, {period}"


def name_packet_file(name: str, period: str, *, asked_by: str) -> str:
    """The name of a packet's file, before its ending; all of it is safe in file systems."""
    what = f"review packet for {asked_by}" if asked_by else "kudos"
    return f"{name}, {what}, {period}"


def say_no_own(period: str) -> str:
    """Where somebody has no kudos to write."""
    return f"You neither gave nor received kudos: {period}."


def say_no_team(channel: str, period: str) -> str:
    """Where a team has none."""
    return f"There are no kudos that digests may tell of: {channel}, {period}."


def say_no_packet(name: str, period: str) -> str:
    """Where a packet would rest on nothing."""
    return (
        f"There is nothing to write a review packet from: no kudos to {name} that others could "
        f"see, {period}. That says nothing about anybody's work."
    )
