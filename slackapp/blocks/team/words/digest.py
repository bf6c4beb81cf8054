"""The words of the monthly digest: the post itself, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slackapp.blocks.base.words import join_words
from slackapp.blocks.team.words.tiers import mark_tier, tell_tier
from slackapp.frameworks.model import Tier

#: So many people are named beside what was said to all of them.
_MOST_NAMED = 4

# The post


def name_so_far(month: str) -> str:
    """What a month is called that is not over."""
    return f"{month} so far"


def say_title(month: str) -> str:
    """The header of a digest."""
    return f"{month}: what we thanked each other for"


def say_quiet_month(month: str, channel: str) -> str:
    """All that stands in the digest of a month without kudos."""
    return (
        f"A quiet {month} in {channel}: no kudos to report. Surely somebody did something worth a "
        "`/kudos`."
    )


def say_thanks(channel: str, *, recognised: int, kudos: int, givers: int) -> str:
    """The sentences that a digest opens with."""
    people = "1 person" if recognised == 1 else f"{recognised} people"
    colleagues = "1 colleague" if givers == 1 else f"{givers} colleagues"
    return f"Thank you, {channel}! {kudos} kudos, from {colleagues} to {people}."


NAMES_NOBODY = "This digest names nobody: that is what your workspace decided."


def say_in_thread(*, first: int, others: int) -> str:
    """Where the rest of a long digest is; so many of its quotations stand before this line."""
    if others:
        return (
            f"These {first} were drawn by lot. The other {others}, and what everybody was "
            "recognised for, are in the thread below."
        )
    return "What everybody was recognised for is in the thread below."


def say_people(names: Sequence[str]) -> str:
    """Whom something was said to: the first of them, and how many more, where they are many."""
    more = len(names) - _MOST_NAMED
    return join_words([*names[:_MOST_NAMED], f"{more} more"] if more > 1 else names)


def say_who_to_whom(giver: str, people: str) -> str:
    """Who said something, and to whom."""
    return f"{giver} to {people}"


def say_quotation(message: str, who: str) -> str:
    """What somebody was told, and who said it to whom."""
    return f"“{message}” {who}"


def tell_quotation(message: str, giver: str, people: str) -> str:
    """The same, for a screen reader."""
    return f"{say_who_to_whom(giver, people)}: “{message}”"


def say_of_cluster(cluster: str, competencies: str) -> str:
    """What somebody was recognised for in a cluster."""
    return f"{cluster}: {competencies}"


def say_person(name: str, clusters: Iterable[str]) -> str:
    """Somebody, and what they were recognised for."""
    return f"*{name}*  " + "\u00a0· ".join(clusters)


def tell_person(name: str, clusters: Iterable[str]) -> str:
    """The same, for a screen reader."""
    return "\n".join([name, *clusters])


TEAMS_MONTH = "*The team's month*"

CHART = "Recognised by cluster and tier"
CHART_AXIS = "Times"


def show_cluster(cluster: str, tiers: Sequence[tuple[Tier | None, int]]) -> str:
    """How often a cluster was recognised, with the signs of its tiers."""
    return f"{cluster}  " + "  ".join(mark_tier(tier, count) for tier, count in tiers if count)


def say_cluster(cluster: str, tiers: Sequence[tuple[Tier | None, int]]) -> str:
    """The same in words."""
    return f"{cluster}: {join_words([tell_tier(tier, count) for tier, count in tiers if count])}"


def say_quiet_clusters(clusters: Sequence[str]) -> str:
    """Clusters that nobody was recognised for, as kudos are what people happened to see."""
    return f"No kudos this time: {join_words(clusters)}"


def say_new(names: Sequence[str], before: str) -> str:
    """What nobody was recognised for in the month before."""
    return f"*New since {before}:* {join_words(names)}."


def say_look_for(competency: str, behaviour: str, known: str) -> str:
    """A competency to look for next month; `known` says who is known for it, or is empty."""
    who = f" ({known})" if known else ""
    return f"*Look out for {competency}:* somebody who “{behaviour}”{who}."


def say_notes(entry_share: tuple[int, int] | None) -> str:
    """The small print: how much stands at an entry tier for want of a behaviour, and who asks."""
    when = "`/kudos digest` says when the next one comes."
    if entry_share is None:
        return when
    entries, total = entry_share
    some = f"{entries} of the {total} competencies named {'stands' if entries == 1 else 'stand'}"
    which = "All of this stands" if entries == total else some
    return f"{which} at the entry tier, as no behaviour was chosen. {when}"


# In its place

LEFTOVER = "This part is no longer needed: the digest has been brought up to date."

BEING_REDRAWN = "This part of the digest is being brought up to date, and will be back in a minute."


def say_month_is_over(month: str, *, is_told: bool) -> str:
    """What stands where a month so far did."""
    if is_told:
        return f"This was {month} so far. The digest of the whole month has been posted since."
    return f"This was {month} so far. That month is over."


# Answers to `/kudos digest`

LEFT = "You are left out of digests from now on. `/kudos digest join` brings you back."
JOINED = "Digests include kudos to you again. `/kudos digest leave` leaves you out."


def say_preview_comes(month: str) -> str:
    """The answer to whoever wants to see a digest alone."""
    return (
        f"I am putting the digest of {month} together. You will see it in a moment, and nobody "
        "else will."
    )


def say_goes_on(more: int) -> str:
    """The end of a preview that is too long to be shown as a whole."""
    return f"{more} more messages like these follow in the real one: Slack lets me show you five."


LOOKED_UP = "I am looking that up. You will see it in a moment, and nobody else will."


def say_digest_comes(month: str) -> str:
    """The answer to whoever has the digest of a month posted now."""
    return (
        f"The digest of {month} comes within a minute. If it was posted before, that post is "
        "brought up to date."
    )


def say_so_far_comes(month: str, *, is_on: bool) -> str:
    """The same of a month that is not over; whether the digest is on."""
    now = (
        f"{month} is not over yet: what there is so far comes within a minute. If it was posted "
        "before, that post is brought up to date."
    )
    if is_on:
        return f"{now} The digest of the whole month still comes on its day."
    return (
        f"{now} The digest of the whole month is off: switch it on with `/kudos digest on`, and it "
        "comes on its day."
    )


def say_no_plan(channel: str) -> str:
    """That a channel has no digest."""
    return f"{channel} has no monthly digest."


def say_plan(channel: str, *, day: str, hour: str, tz: str, month: str) -> str:
    """When a channel's next digest comes, and of what."""
    return (
        f"The next digest of {channel} comes on {day} at {hour} ({tz}). It tells what people there "
        f"were thanked for in {month}."
    )


def say_who_switches(leaders: Sequence[str]) -> str:
    """Who may switch a channel's digest on."""
    people = f"{', '.join(leaders)} or an admin" if leaders else "An admin"
    return f"{people} of this workspace can switch it on with `/kudos digest on`."


_OF_YOU = (
    "*About you* it says what you were thanked for, and one sentence that somebody said to you in "
    "public{once}. There is no number beside your name, and nothing private. `/kudos me` keeps a "
    "single kudos out of it, and `/kudos digest leave` keeps you out of all digests."
)
#: What it says about whoever asks, by the key of `AboutYou`.
ABOUT_YOU = {
    "nobody": "*About you* it says nothing: digests name nobody in this workspace.",
    "left_out": (
        "*About you* it says nothing: you are left out of digests. `/kudos digest join` brings you "
        "back."
    ),
    "alone": (
        "*About you* it says nothing: kudos to you are told to you alone. `/kudos announce` "
        "changes that."
    ),
    "asked": _OF_YOU.format(once=", of the kudos that you agreed to have announced"),
    "told": _OF_YOU.format(once=""),
}


def say_so_far_of_you(month: str, clusters: Sequence[str]) -> str:
    """What there is of the month about whoever asks."""
    return f"So far in {month}: " + " · ".join(clusters)


SWITCHED_ON = "This channel's digest is switched on."
COMES_IF_THERE = "I will post it if I am in this channel."


def say_asks_slack(now: str) -> str:
    """The answer where Slack has not said yet whether the app is in the channel."""
    return (
        f"{now} Slack has not told me yet whether I am in this channel. I am asking again, and "
        "will tell you here."
    )


PLAN_HINT = (
    "`/kudos digest on` or `off`; `settings` for day, hour, leaders and layout; `preview` shows "
    "last month's to you alone; `now` posts it, or brings a posted one up to date. `/kudos digest "
    "leave` leaves you out of all digests."
)
SETTINGS = "Settings"


# Word to leaders that there is none


def say_app_is_away(channel: str, month: str) -> str:
    """That the app is not in the channel."""
    return (
        f"I could not make the digest of {month} for {channel}: I am not in that channel. Type "
        "`/invite @kudoscope` there, then `/kudos digest now`. Or type `/kudos digest off`, and I "
        "will stop asking."
    )


def say_others_read(channel: str, month: str) -> str:
    """That another company is in the channel, and no admin switched the digest on."""
    return (
        f"I did not make the digest of {month} for {channel}: people from another company can read "
        "that channel now. A workspace admin can switch its digest and reports on by typing "
        "`/kudos digest on` there. Or type `/kudos digest off`, and I will stop asking."
    )


def say_refused(channel: str, month: str, reason: str) -> str:
    """That Slack did not take the digest, why, and how it is posted later."""
    return (
        f"The digest of {month} could not be posted in {channel}: {reason}. Once that is sorted "
        "out, type `/kudos digest now` there to post it."
    )
