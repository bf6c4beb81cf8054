"""The words of what leaders read: the report of a month, and the page about one person."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

# The report


def say_title(month: str) -> str:
    """The header of a report."""
    return f"Your team's {month}"


def say_members(channel: str, members: int) -> str:
    """Whom the report is about."""
    people = "1 person is" if members == 1 else f"{members} people are"
    return f"*{people} in {channel}.*"


def say_month_told(month: str, acts: Sequence[str]) -> str:
    """What happened in the month, as one sentence."""
    return f"In {month}, {join_words(acts)}."


def say_recognised(count: int, *, kudos: int | None, givers: int | None) -> str:
    """How many were thanked, and, where a digest told it, how often and by how many."""
    were = "1 of them was" if count == 1 else f"{count} of them were"
    if not kudos or givers is None:
        return f"*{were} thanked*"
    return f"*{were} thanked*, with {kudos} kudos from {_count_colleagues(givers)}"


def _count_colleagues(count: int) -> str:
    return "1 colleague" if count == 1 else f"{count} colleagues"


def say_gave(count: int) -> str:
    """How many thanked somebody."""
    return f"*{count} thanked somebody*"


def say_quiet(month: str) -> str:
    """A month in which the team saw no kudos, as its digest told."""
    return f"In {month}, nobody was thanked where the team could see it."


def say_little(month: str) -> str:
    """A month of which neither number may be told."""
    return f"How many thanked and were thanked in {month} would be about too few people to say."


def say_mostly(clusters: Sequence[str]) -> str:
    """What most of it was for."""
    return f"Mostly for {join_words(clusters)}."


def say_digest(link: str) -> str:
    """Where the channel read its digest of the month."""
    return f"The whole channel read more in <{link}|its digest>: who was thanked for what."


ROUND = "*How it goes round*"


def say_since(month: str, count: int, members: int) -> str:
    """How many were thanked at least once in all months of the report."""
    return f"Since {month}, {count} of {members} people were thanked at least once."


def say_balance(size: int, share: float) -> str:
    """How evenly recognition went round."""
    return f"The {size} people who were thanked most got {share:.0%} of all recognition."


def say_rings(count: int) -> str:
    """How many thank each other in small rings, and nobody else."""
    return (
        f"{count} people thank only within a circle of two to four, who thank them back. They see "
        "each other well; what might they see elsewhere?"
    )


def say_from_outside(count: int) -> str:
    """How many gave who are not in the channel."""
    return f"{count} people who are not in this channel thanked somebody in it."


def say_left_out(what: Sequence[str], smallest: int) -> str:
    """Which numbers are not told, and why."""
    return (
        f"Left out, as fewer than {smallest} people stand behind it or beside it: "
        f"{join_words(what)}."
    )


LEFT_RECOGNISED = "how many were thanked"
LEFT_GAVE = "how many thanked somebody"
LEFT_BALANCE = "how evenly it went round"


def say_began(month: str) -> str:
    """Since when there is anything to tell."""
    return f"There is something to tell since {month}: before that, nobody gave kudos here."


MONTHS = "*Month by month*"


def say_own_words(framework: str) -> str:
    """Why some months are not read through what was chosen."""
    return (
        f"Months without a posted digest stay in the words of {framework}, whatever you read them "
        "through: shown in two ways, their numbers could say something about just a few people."
    )


def say_cluster(cluster: str, count: int) -> str:
    """How often a cluster was recognised in a month."""
    return f"{cluster} {count}"


def say_cluster_by_tier(cluster: str, counts: str) -> str:
    """The same by tier, in a month that a digest told of."""
    return f"{cluster}: {counts}"


def say_entry_share(share: float) -> str:
    """How much of a month is at the entry tier."""
    return f"{share:.0%} at the entry tier"


def say_thanked(count: int) -> str:
    """How many were thanked in a month, in a line of several."""
    return "1 was thanked" if count == 1 else f"{count} were thanked"


def say_thanking(count: int) -> str:
    """How many thanked somebody, in such a line."""
    return f"{count} thanked somebody"


def say_month(month: str, counts: str) -> str:
    """A month, and what was counted in it."""
    return f"*{month}*: {counts}"


def say_empty_month(month: str) -> str:
    """A month in which there were no kudos."""
    return f"*{month}*: no kudos"


def say_hidden_month(month: str) -> str:
    """A month of which nothing is shown."""
    return f"*{month}*: too few people to say anything"


REACH_CHART = "People, month by month"
REACH_AXIS = "People"
THANKED, THANKING = "Thanked", "Thanked somebody"
CLUSTERS_CHART = "Clusters by month"
TIERS_CHART = "Tiers by month"
MONTH_CHART = "The month by cluster and tier"
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
        f"A number is told where at least {smallest} people stand behind it and {smallest} others "
        "beside it, or where the digest told it to all. A cluster or tier that is not named may "
        "have few kudos or none. Kudos without a behaviour stand at the entry tier. "
        "Private kudos, and people who stay out of digests, are not in it. "
        "Kudos are what people happen to see: having none says nothing about anybody."
    )


# The page about one person


def say_page_title(name: str, months: str) -> str:
    """The header of a page."""
    return f"{name}, {months}"


def say_seen(channel: str, name: str, months: str) -> str:
    """What the page shows."""
    return (
        f"*What {channel} thanked {name} for*, {months}. It is all there for the whole channel to "
        "see; you could begin your talk with one of these."
    )


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


IN_THEIR_WORDS = "*What colleagues wrote*"


def say_kudos(day: str, giver: str, competencies: str, link: str) -> str:
    """When somebody was thanked, by whom and for what; the words follow as a quotation."""
    read = f" · <{link}|read it in Slack>" if link else ""
    return f"*{giver}*, {day}, for {competencies}{read}"


def say_more(number: int) -> str:
    """That there are older kudos."""
    return f"And {number} more before these."


PAGE_NOTE = (
    "Private kudos, and those that were kept out of digests, are not here. Kudos are what people "
    "happen to see: having none says nothing about anybody."
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
