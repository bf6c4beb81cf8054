"""The words of what leaders read: the report of a month, and the page about one person."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

# The report


def say_title(month: str) -> str:
    """The header of a report."""
    return f"{month} in numbers"


def say_reach(channel: str, members: int) -> str:
    """What the first numbers are about."""
    return f"*Reach in {channel}* (members: {members})"


def say_recognised(number: str) -> str:
    """How many were recognised."""
    return f"Recognised: {number}"


def say_gave(number: str) -> str:
    """How many gave kudos."""
    return f"Gave kudos: {number}"


def say_part(part: int, members: int) -> str:
    """Some of the members."""
    return f"{part} of {members}"


def say_hidden(smallest: int) -> str:
    """What stands in place of a number that is not shown."""
    return f"not shown, as there are fewer than {smallest} people on one side of it"


def say_balance(share: float) -> str:
    """How evenly recognition went round."""
    return (
        "Balance: the tenth of the members who were recognised most received "
        f"{share:.0%} of the recognition"
    )


def say_hidden_balance(smallest: int) -> str:
    """The same where it is not shown."""
    return f"Balance: {say_hidden(smallest)}"


MONTHS = "*Clusters and tiers, month by month*"


def say_own_words(framework: str) -> str:
    """Why some months are not read through what was chosen."""
    return (
        f"Months without a posted digest stay in the words of {framework}, whatever you read them "
        "through: shown in two ways, their numbers could say something about just a few people."
    )


def say_cluster(cluster: str, count: int) -> str:
    """How often a cluster was recognised in a month."""
    return f"{cluster} {count}"


def say_entry_share(share: float) -> str:
    """How much of a month is at the entry tier."""
    return f"{share:.0%} at the entry tier"


NO_CLUSTER = "too few people to show any cluster"
NO_TIER = "too few people to show any tier"


def say_month(month: str, counts: str) -> str:
    """A month, and what was counted in it."""
    return f"*{month}*: {counts}"


def say_empty_month(month: str) -> str:
    """A month in which there were no kudos."""
    return f"*{month}*: no kudos"


def say_hidden_month(month: str, smallest: int) -> str:
    """A month of which nothing is shown."""
    return f"*{month}*: nothing that is about {smallest} people or more"


CLUSTERS_CHART = "Clusters by month"
TIERS_CHART = "Tiers by month"
CHART_AXIS = "Times recognised"

EVERYBODY_SEEN = (
    "*An invitation to look*: in the last three months, the team saw kudos for everybody."
)


def say_unseen(names: Sequence[str], more: int) -> str:
    """Of whom the team saw no kudos; so many `more` are not named."""
    people = join_words([*names, f"{more} more"] if more else names)
    return (
        f"*An invitation to look*: for three months the team has seen no kudos for {people}. That "
        "says nothing about their work; perhaps nobody looked. What do you see them do well?"
    )


PICK = "*For a one-to-one*: choose a person to see what the team saw of them."
CHOOSE = "Choose a person"


def say_note(smallest: int) -> str:
    """What the numbers hold, and what they leave out."""
    return (
        f"Numbers are shown only where there are at least {smallest} people, and at least "
        f"{smallest} others, behind them and behind what is left out: a cluster or tier that is "
        "not named may have few kudos or none. What a digest has told the channel is shown in "
        "full. Kudos are what people happened to see and say: having none says nothing about "
        "anybody. Private kudos, and people who stay out of digests, are not included."
    )


# The page about one person


def say_page_title(name: str, months: str) -> str:
    """The header of a page."""
    return f"{name}, {months}"


def say_seen(channel: str, name: str, months: str) -> str:
    """What the page shows."""
    return f"What {channel} saw of {name}, {months}"


def say_nothing_seen(channel: str, name: str, months: str) -> str:
    """That there is nothing to show, and what that may come from."""
    return (
        f"Nothing to show of {name} in {channel}, {months}: nobody thanked them where this team "
        "can see it, or they are not in the channel, or they stay out of digests. That says "
        "nothing about their work."
    )


def say_competencies(cluster: str, competencies: str) -> str:
    """What somebody was recognised for in a cluster."""
    return f"*{cluster}*: {competencies}"


def say_kudos(day: str, giver: str, competencies: str) -> str:
    """When somebody was thanked, by whom and for what; the words follow as a quotation."""
    return f"*{day}*, {giver}: {competencies}"


def say_more(number: int) -> str:
    """That there are older kudos."""
    return f"And {number} more before these."


PAGE_NOTE = (
    "This is what everybody in the channel can see: no private kudos, and none that were kept out "
    "of digests. Kudos are what people happened to see and say: having none says nothing about "
    "anybody."
)


# Answers to whoever asks for them


def say_report_comes(month: str) -> str:
    """The answer to whoever asks for a report."""
    return f"The report of {month} comes to you by direct message."


def say_page_comes(channel: str, person: str) -> str:
    """The answer to whoever asks for a page about somebody."""
    return (
        f"I am putting together what {channel} saw of {person}. You will see it in a moment, and "
        "nobody else will."
    )


def say_nobody_known(channel: str) -> str:
    """What comes in place of a report while no members are known."""
    return f"I do not know who is in {channel} yet. Please ask again in a minute."
